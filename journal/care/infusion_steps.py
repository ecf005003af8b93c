"""Where an infusion is in the steps the clinic ordered: looked up, never worked out.

No rate comes out of this that did not go in, from the plan or from what was recorded (H38).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from journal.care.infusions import Step, ml_run

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """What was recorded at a moment: a rate in mL/h; or, without one, that it stands or runs."""

    at: datetime
    ml_h: Decimal | None = None
    stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
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


def running(marks: Iterable[Mark], steps: Sequence[Step]) -> Running | None:
    """Return what runs after these marks, whatever their order; None before any rate.

    Of a rate that the plan has twice the first one after the step before is meant.
    """
    place: int | None = None
    rate: Mark | None = None
    stood, stands = timedelta(0), None
    for mark in _in_order(marks):
        if mark.ml_h is not None:
            place, rate = _place(steps, mark.ml_h, place), mark
            stood, stands = timedelta(0), None
        elif mark.stands:
            stands = stands or mark.at
        elif stands is not None:
            stood, stands = stood + (mark.at - stands), None
    if rate is None or rate.ml_h is None:
        return None
    minutes = None if place is None else steps[place].minutes
    after = steps[place + 1] if place is not None and place + 1 < len(steps) else None
    due = None if minutes is None else rate.at + stood + minutes * MINUTE
    return Running(
        ml_h=rate.ml_h,
        since=rate.at,
        stands_since=stands,
        next=after,
        next_at=due if after is not None and stands is None else None,
    )


def run_by(marks: Iterable[Mark], until: datetime) -> Fraction | None:
    """Return the mL that ran by the recorded rates and pauses, exact; None before any rate."""
    rates: list[tuple[datetime, Decimal]] = []
    last: Decimal | None = None
    for mark in _in_order(marks):
        last = mark.ml_h if mark.ml_h is not None else last
        if last is not None:
            rates.append((mark.at, Decimal(0) if mark.stands else last))
    if not rates:
        return None
    begun = rates[0][0]
    return ml_run([(_minutes(at - begun), rate) for at, rate in rates], _minutes(until - begun))


def _in_order(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda mark: mark.at)


def _minutes(span: timedelta) -> Fraction:
    return Fraction(span // timedelta(microseconds=1), MINUTE // timedelta(microseconds=1))


def _place(steps: Sequence[Step], ml_h: Decimal, before: int | None) -> int | None:
    """Where in the plan a rate is: from the step before on, else anywhere."""
    order = [*range(before or 0, len(steps)), *range(before or 0)]
    return next((place for place in order if steps[place].ml_h == ml_h), None)
