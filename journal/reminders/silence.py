"""Whether a stop or a pause of a medicine is against telling anything of it."""

from collections.abc import Sequence
from datetime import datetime

from journal.plans.turns import turn_at
from journal.records.medicines import MedicineTurn


def silencing(
    turns: Sequence[MedicineTurn], *, due_at: datetime, now: datetime
) -> MedicineTurn | None:
    """Return which of a medicine's stops and pauses silences a slot, or None."""
    return turn_at(turns, deciding(turns, due_at=due_at, now=now))


def deciding(turns: Sequence[MedicineTurn], *, due_at: datetime, now: datetime) -> datetime:
    """Return the moment whose turn decides whether something that is due may be told.

    A turn that was to hold at once does so as soon as it is saved, though the clock of the server
    that saved it runs ahead of ours.
    """
    at_once = (row.effective_at for row in turns if row.effective_at <= row.made_at)
    return max(now, due_at, *at_once)
