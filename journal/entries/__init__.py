"""The one write path for everything a family logs."""

from journal.entries.change import ChangeRequest, Outcome, Result
from journal.entries.record import record

__all__ = ["ChangeRequest", "Outcome", "Result", "record"]
