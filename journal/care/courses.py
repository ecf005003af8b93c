"""Courses of immunoglobulin: infusions on days in a row are one, and count from its last day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from journal.care.vaccine_facts import Given

GAP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """Infusions of one kind on days in a row, oldest first (H44).

    Source: docs/rules.md#vaccines, own.course.
    """

    given: tuple[Given, ...]

    @property
    def first_on(self) -> date:
        return self.given[0].first_on

    @property
    def last_on(self) -> date:
        """The day from which a wait counts."""
        return max(one.on for one in self.given)

    @property
    def grams(self) -> Decimal | None:
        """All grams; None where one infusion has none written."""
        amounts = [one.grams for one in self.given if one.grams is not None]
        return sum(amounts, Decimal(0)) if len(amounts) == len(self.given) else None

    @property
    def has_weight(self) -> bool:
        """Whether some day of it has a weight: it counts for the days without one."""
        return bool(self._weights)

    @property
    def g_per_kg(self) -> Fraction | None:
        """All g/kg, added up day by day and exact; None without an amount or a weight."""
        if self.grams is None or not self._weights:
            return None
        lightest = min(self._weights)
        each = (Fraction(one.grams or 0) / Fraction(one.kg or lightest) for one in self.given)
        return sum(each, Fraction(0))

    @property
    def _weights(self) -> list[Decimal]:
        return [one.kg for one in self.given if one.kg]


def follows(ended_on: date, began_on: date) -> bool:
    """Say whether what began on a day is of one course with what ended on the other before it."""
    return began_on - ended_on <= GAP


def courses(
    given: Iterable[Given], planned_days: Callable[[date], int] | None = None
) -> list[Course]:
    """Return the courses of infusions of one kind, oldest first.

    planned_days  how many days a course that begins on a day may have, None for no bound. What is
                  given every day at home would else be one course without an end; a wait after
                  immunoglobulin never has a bound: a course in two halves would end it too early.

    The same day and the day after belong together, across the end of a month or a year too. An
    infusion that runs past midnight begins on one day and ends on another: the gap is from the
    end of what was before to its beginning.
    """
    found: list[list[Given]] = []
    for one in sorted(given, key=lambda one: (one.first_on, one.on, str(one.entry))):
        if found and _joins(found[-1], one.first_on, planned_days):
            found[-1].append(one)
        else:
            found.append([one])
    return [Course(tuple(each)) for each in found]


def _joins(course: Sequence[Given], on: date, planned_days: Callable[[date], int] | None) -> bool:
    first_on = course[0].first_on
    if planned_days and (on - first_on).days >= planned_days(first_on):
        return False
    return follows(max(each.on for each in course), on)
