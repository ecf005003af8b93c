"""Where an infusion is in the steps the clinic ordered: looked up, never worked out.

No rate comes out of this that did not go in, from the plan or from what was recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """A rate in mL/h and for how many minutes; None: to the end."""

    ml_h: Decimal
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What was recorded at a moment: a rate in mL/h; or, without one, that it stands or runs."""

    at: datetime
    ml_h: Decimal | None = None
    stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What runs now, and what the plan has next.

    since  when this rate began; stands_since: when it was paused, None while it runs
    next   the step that follows in the plan, None after the last and for a rate it has not
    next_at  when it follows, moved on by the pauses; None while it stands, or without minutes
    """

    ml_h: Decimal
    since: datetime
    stands_since: datetime | None
    next: Step | None
    next_at: datetime | None


def read_steps(rows: Iterable[Mapping[str, Any]]) -> list[Step]:
    """Return the steps as a plan keeps them; what cannot be read is left out with all after it."""
    found = []
    for row in rows:
        try:
            minutes = row.get("minutes")
            found.append(Step(Decimal(row["ml_h"]), None if minutes is None else int(minutes)))
        except (KeyError, TypeError, ValueError, InvalidOperation):
            break
    return found


def present(marks: Iterable[Mark], steps: Sequence[Step]) -> Present | None:
    """Return what runs after these marks, whatever their order; None before any rate.

    Of a rate that the plan has twice the first one after the step before is meant.
    """
    place: int | None = None
    rate: Mark | None = None
    stood, stands = timedelta(0), None
    for mark in sorted(marks, key=lambda mark: mark.at):
        if mark.ml_h is not None:
            place, rate = _place(steps, mark.ml_h, place), mark
            stood, stands = timedelta(0), None
        elif mark.stands:
            stands = stands or mark.at
        elif stands is not None:
            stood, stands = stood + (mark.at - stands), None
    if rate is None or rate.ml_h is None:
        return None
    now = steps[place] if place is not None else None
    after = steps[place + 1] if place is not None and place + 1 < len(steps) else None
    timed = now is not None and now.minutes is not None and after is not None and stands is None
    return Present(
        ml_h=rate.ml_h,
        since=rate.at,
        stands_since=stands,
        next=after,
        next_at=rate.at + stood + timedelta(minutes=now.minutes or 0) if timed and now else None,
    )


def _place(steps: Sequence[Step], ml_h: Decimal, before: int | None) -> int | None:
    """Where in the plan a rate is: from the step before on, else anywhere."""
    order = [*range(before or 0, len(steps)), *range(before or 0)]
    return next((place for place in order if steps[place].ml_h == ml_h), None)
