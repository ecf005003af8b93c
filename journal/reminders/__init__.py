"""Occurrences, deliveries and channels: what tells a family that something is due."""
