"""Medicines and dose plans: changed online, with history; the past stays as it was."""
