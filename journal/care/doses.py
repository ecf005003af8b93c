"""What a dose means beside the others: a slot's second dose, the week, limits, unusual amounts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from journal.care.problems import N_, Problem
from journal.care.rhythm_kinds import AsNeeded
from journal.care.units import in_same_unit, show_amount

WEEKLY_GAP = timedelta(days=5)
ROLLING = timedelta(hours=24)
UNUSUALLY_MUCH = Decimal("1.5")
UNUSUALLY_LITTLE = Decimal("0.5")


class Outcome(StrEnum):
    """What became of a dose. A dose nobody recorded has no outcome: nothing is known of it."""

    GIVEN = "given"
    PARTLY = "partly"
    REFUSED = "refused"
    VOMITED = "vomited"
    SKIPPED = "skipped"


# Vomited counts: how much of it worked is unknown, so a repeat must be a decision.
TAKEN = frozenset({Outcome.GIVEN, Outcome.PARTLY, Outcome.VOMITED})


class DoseFact(Protocol):
    """What these rules need to know of a recorded dose.

    id and medicine compare equal for the same entry and the same medicine; slot is the key of the
    planned slot in the child's zone, or None when the dose was not planned; at is aware.
    """

    @property
    def id(self) -> object: ...
    @property
    def medicine(self) -> object: ...
    @property
    def slot(self) -> str | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def outcome(self) -> str: ...
    @property
    def amount(self) -> Decimal | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def by(self) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A `DoseFact` as a plain value."""

    id: UUID
    medicine: object
    slot: str | None
    at: datetime
    outcome: Outcome = Outcome.GIVEN
    amount: Decimal | None = None
    unit: str | None = None
    by: object = None


Fact = TypeVar("Fact", bound=DoseFact)


def was_taken(dose: DoseFact) -> bool:
    """Say whether any of the dose went in: given, partly or vomited."""
    return dose.outcome in TAKEN


def same_slot(new: DoseFact, others: Iterable[Fact]) -> Fact | None:
    """Return the dose that was taken first for the slot of `new`, or None.

    Doses that were refused or skipped are no second dose, nor is an unplanned one (slot None).
    The answer is the same whichever of the two arrived first. Source: docs/rules.md#second-dose.
    """
    if new.slot is None or not was_taken(new):
        return None
    found = [other for other in _taken_beside(new, others) if other.slot == new.slot]
    return min(found, key=lambda other: other.at, default=None)


def within_the_week(
    new: DoseFact, others: Iterable[Fact], *, alike: Collection[object] = ()
) -> Fact | None:
    """Return the taken dose nearest to `new` and less than 5 days before or after it, or None.

    For a weekly medicine, whatever the slots say: an edited weekday or a second plan must not hide
    a second dose of the week.

    alike: further medicines of the child that are the same drug, such as tablets beside a pen.

    Source: docs/rules.md#weekly-again.
    """
    if not was_taken(new):
        return None
    found = [
        other for other in _taken_beside(new, others, alike) if abs(other.at - new.at) < WEEKLY_GAP
    ]
    return min(found, key=lambda other: _apart(other, new), default=None)


def unusual(
    amount: Decimal | None,
    unit: str | None,
    planned_amount: Decimal | None,
    planned_unit: str | None,
) -> bool:
    """Say whether an amount lies above 1.5 times or below half of what is planned.

    True as well when that cannot be told: another unit that does not convert, or an amount that
    is missing. False when nothing is planned. Source: docs/rules.md#unusual-amount.
    """
    if planned_amount is None and planned_unit is None:
        return False
    times = _times_the_plan(amount, unit, planned_amount, planned_unit)
    return times is None or not UNUSUALLY_LITTLE <= times <= UNUSUALLY_MUCH


def unusual_amount(
    amount: Decimal,
    unit: str,
    planned_amount: Decimal | None,
    planned_unit: str | None,
) -> Problem | None:
    """Return the question `amount_unusual` for an unusual amount, or None.

    It is a warning in sync and a question on screen, never a refusal: what was given was given.
    """
    if planned_amount is None or planned_unit is None:
        return None
    if not unusual(amount, unit, planned_amount, planned_unit):
        return None
    values = {
        "planned": f"{show_amount(planned_amount)} {planned_unit}",
        "written": f"{show_amount(amount)} {unit}",
    }
    times = _times_the_plan(amount, unit, planned_amount, planned_unit)
    text = N_("The plan says %(planned)s. You wrote %(written)s. Check the label and the unit.")
    if times is not None and times > 1:
        values["times"] = _rounded(times)
        text = N_(
            "The plan says %(planned)s. You wrote %(written)s, %(times)s times as much. "
            "Check the label."
        )
    elif times is not None:
        values["times"] = _rounded(1 / times)
        text = N_(
            "The plan says %(planned)s. You wrote %(written)s, %(times)s times less. "
            "Check the label."
        )
    return Problem("amount_unusual", "amount", text, values, show_amount(amount))


def rolling_count(given_at: Iterable[datetime], at: datetime) -> int:
    """Return how many doses were given in the 24 hours up to `at`.

    Real hours, not a calendar day: midnight and clock changes make no difference. A dose exactly
    24 hours before `at` no longer counts; one at `at` does.
    """
    # _aware turns all into UTC: Python would count wall-clock hours between times of one zone.
    *moments, end = _aware([*given_at, at])
    return sum(end - ROLLING < moment <= end for moment in moments)


def next_allowed_at(
    given_at: Sequence[datetime], limit: AsNeeded, now: datetime
) -> datetime | None:
    """Return the earliest moment from `now` on at which one more dose keeps to the label's limits.

    given_at: when each earlier dose was taken, in any order.
    limit: as the family copied it from the label.

    The result is aware UTC and never earlier than `now`. It is None when no limit was copied:
    then there is nothing the journal could say. Raises ValueError if a moment carries no zone.
    Source: docs/rules.md#as-needed-limits.
    """
    *unsorted, present = _aware([*given_at, now])
    moments = sorted(unsorted)
    if limit.least_gap_hours is None and limit.most_in_24_hours is None:
        return None
    earliest = present
    if limit.least_gap_hours is not None and moments:
        gap = timedelta(hours=float(limit.least_gap_hours))
        earliest = max(earliest, moments[-1] + gap)
    if limit.most_in_24_hours is not None:
        most = int(limit.most_in_24_hours)
        if len(moments) >= most:
            # When the most-th last dose leaves the window, one place in it is free.
            earliest = max(earliest, moments[-most] + ROLLING)
    return earliest


def most_together(given_at: Iterable[datetime], at: datetime) -> int:
    """Return the most doses that any 24 hours around `at` hold, one at `at` itself included.

    given_at: when the other doses were taken, before and after `at`: one that arrives late from an
    offline phone stands between them. The 24 hours are those of `rolling_count`.
    """
    moments = _aware([*given_at, at])
    present = moments[-1]
    ends = [moment for moment in moments if present <= moment < present + ROLLING]
    return max(rolling_count(moments, end) for end in ends)


def keeps_to_limits(given_at: Iterable[datetime], limit: AsNeeded, at: datetime) -> bool:
    """Say whether a dose at `at` keeps to the label's limits among those before and after it.

    True when no limit was copied: then there is nothing the journal could say. Raises ValueError
    if a moment carries no zone. Source: docs/rules.md#as-needed-limits.
    """
    *others, present = _aware([*given_at, at])
    if limit.least_gap_hours is not None:
        gap = timedelta(hours=float(limit.least_gap_hours))
        if any(abs(other - present) < gap for other in others):
            return False
    if limit.most_in_24_hours is None:
        return True
    return most_together(others, present) <= int(limit.most_in_24_hours)


def _taken_beside(
    new: DoseFact, others: Iterable[Fact], alike: Collection[object] = ()
) -> list[Fact]:
    return [
        other
        for other in others
        if other.id != new.id
        and (other.medicine == new.medicine or other.medicine in alike)
        and was_taken(other)
    ]


def _apart(one: DoseFact, other: DoseFact) -> timedelta:
    first, second = sorted(_aware([one.at, other.at]))
    return second - first


def _times_the_plan(
    amount: Decimal | None,
    unit: str | None,
    planned_amount: Decimal | None,
    planned_unit: str | None,
) -> Decimal | None:
    if amount is None or unit is None or planned_amount is None or planned_unit is None:
        return None
    comparable = in_same_unit(amount, unit, planned_unit)
    if comparable is None or not (comparable.is_finite() and planned_amount.is_finite()):
        return None
    if comparable <= 0 or planned_amount <= 0:
        return None
    return comparable / planned_amount


def _rounded(times: Decimal) -> str:
    return show_amount(times.quantize(Decimal("0.1")))


def _aware(moments: Iterable[datetime]) -> list[datetime]:
    listed = list(moments)
    if any(moment.utcoffset() is None for moment in listed):
        raise ValueError("every moment must carry its time zone")
    return [moment.astimezone(UTC) for moment in listed]
