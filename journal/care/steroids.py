"""Which steroids were given, in prednisone equivalents: by day, by stretch of days, in all.

It adds up what was recorded. It knows no dose that somebody ought to have: a weight only divides
what was given, and no function makes an amount out of one (H38).
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from journal.care.knowledge.steroids import Steroid
from journal.care.units import in_same_unit, rounded_for_each_kg

DAY = timedelta(days=1)
# An equivalent is kept to a ten-thousandth of a mg: sums of such figures are exact, whatever the
# order and however the days are split.
MG_STEP, SHOWN_STEP = Decimal("0.0001"), Decimal("0.01")
POUND = Decimal("0.45359237")
# Where it does not reach the blood like a tablet: no table of equivalents holds there.
ELSEWHERE = re.compile(
    r"\b(?:(?:cream|creme|crema|crème|ointment|pomada|gel|lotion|foam|shampoo|spray|enema|joint)s?"
    r"|salben?|(?:eye|ear|nose)(?:s|-?drops?)?|nasal|inhal\w*|nebuli\w*|rectal|suppositor(?:y|ies)"
    r"|mouthwash(?:es)?|depo|depot|intramuscular|topical|skin|scalp|pred[ -]?(?:forte|mild))\b|%",
    re.IGNORECASE,
)

# A medicine by these words is given in pulses, also where somebody wrote it down as a dose.
INTO_A_VEIN = re.compile(r"\b(?:iv|ivmp|i\.v\.|intravenous|infusion|pulse|solu)\b", re.IGNORECASE)


class Uncounted(StrEnum):
    """Why a dose that was taken is not in the sum."""

    NO_FIGURE = "no_figure"  # no verified figure of equivalence for this steroid
    ELSEWHERE = "elsewhere"  # on the skin, in the eye, inhaled, into a joint
    NO_AMOUNT = "no_amount"  # nobody wrote how much
    UNIT = "unit"  # tablets or mL, and nobody wrote what one of them holds


@dataclass(frozen=True, slots=True)
class Holds:
    """So much of something as it is measured out holds so many mg: 2.5 mL, 12.5 mg."""

    amount: Decimal
    unit: str
    mg: Decimal


@dataclass(frozen=True, slots=True)
class Weight:
    """A recorded weight and its day; `written` is how the family or the clinic wrote it."""

    kg: Decimal
    on: date
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A dose that counts: how many mg of the steroid, and how many of prednisone they equal.

    infused  a pulse into a vein: it is in the grams, not in the mean of a day
    """

    on: date
    medicine: str
    mg: Decimal
    equivalent: Decimal
    infused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What was given from one day to another, both included. All mg but `own` are equivalents.

    own_a_day    mean mg of the steroid itself; it means something where there is only one
    mg_a_day     mean mg a day by mouth over the days whose record is whole; None without such a day
    weight       the latest recorded on or before the last day, and `mg_a_kg` the mean divided by it
    grams_so_far everything counted up to the last day, infusions included
    """

    from_on: date
    to_on: date
    mg: Decimal
    infused: Decimal
    whole_days: int
    silent_days: int
    own_a_day: Decimal | None
    mg_a_day: Decimal | None
    weight: Weight | None
    mg_a_kg: Decimal | None
    grams_so_far: Decimal


def equivalent(mg: Decimal, steroid: Steroid) -> Decimal | None:
    """Return how many mg of prednisone some mg of a steroid equal, by mouth or into a vein.

    None for a steroid without a verified figure. Source: docs/rules.md#steroid-equivalents.
    """
    equal = steroid.mg_equal_to_5
    return None if equal is None else (mg * 5 / equal).quantize(MG_STEP, ROUND_HALF_UP)


def in_mg(amount: Decimal, unit: str, holds: Iterable[Holds] = ()) -> Decimal | None:
    """Return an amount in mg, or None where nobody wrote what its unit holds.

    holds: what the label or the dose plan says about tablets or mL; the first that fits counts.
    """
    direct = in_same_unit(amount, unit, "mg")
    if direct is not None:
        return direct
    fitting = next((one for one in holds if one.unit == unit and one.amount > 0), None)
    if fitting is None:
        return None
    return (amount * fitting.mg / fitting.amount).quantize(MG_STEP, ROUND_HALF_UP)


def is_elsewhere(label: str, unit: str | None, steroid: Steroid) -> bool:
    """Say whether name, form or strength tell that it is not swallowed and not put into a vein.

    Grams of a steroid that is often a cream are a length of cream, not a dose.
    """
    return bool(ELSEWHERE.search(label)) or (unit == "g" and steroid.often_on_skin)


def is_pulse(label: str) -> bool:
    """Say whether name, form or the id in the catalogue tell that it is given into a vein."""
    return bool(INTO_A_VEIN.search(label.replace("_", " ")))


def weight_on(weights: Sequence[Weight], day: date) -> Weight | None:
    """Return the latest weight recorded on or before a day. Source: docs/rules.md#per-kg.

    weights: earliest first; of two on one day the later in the list.
    """
    place = bisect_right(weights, day, key=lambda weight: weight.on)
    return weights[place - 1] if place else None


def per_kg(mg_a_day: Decimal, weight: Weight) -> Decimal:
    """Return mg a day for each kg, rounded: a figure about what was given."""
    return rounded_for_each_kg(mg_a_day / weight.kg)


@dataclass(frozen=True)
class Exposure:
    """Everything that counts of one child.

    given    in the order of their days
    silent   days on which a planned dose has no record, or nobody can count one: too low a sum
    before   days without a record that lie before the medicine was typed in: in no mean, no gap
    open_on  the day that is not over yet; it is in the grams, never in a mean
    off      days on which every medicine was paused or stopped: no part of a mean, unless recorded
    """

    given: Sequence[Given]
    silent: Collection[date]
    weights: Sequence[Weight]
    open_on: date
    off: Collection[date] = ()
    before: Collection[date] = ()

    @cached_property
    def by_mouth(self) -> Mapping[date, Decimal]:
        """Equivalents of each day that has any, without infusions."""
        return _by_day(one for one in self.given if not one.infused)

    @cached_property
    def infused(self) -> Mapping[date, Decimal]:
        """Equivalents of the infusions of each day that has any."""
        return _by_day(one for one in self.given if one.infused)

    @cached_property
    def _own(self) -> Mapping[date, Decimal]:
        days: dict[date, Decimal] = {}
        for one in self.given:
            if not one.infused:
                days[one.on] = days.get(one.on, Decimal(0)) + one.mg
        return days

    @cached_property
    def _sums(self) -> tuple[list[date], list[Decimal]]:
        ordered = sorted(self.given, key=lambda one: one.on)
        return [one.on for one in ordered], list(accumulate(one.equivalent for one in ordered))

    def grams(self, until: date | None = None) -> Decimal:
        """Return the grams of prednisone equivalent given up to a day, or in all."""
        days, sums = self._sums
        place = len(days) if until is None else bisect_right(days, until)
        return sums[place - 1] / 1000 if place else Decimal(0)

    def of(
        self,
        medicine: str,
        silent: Collection[date],
        off: Collection[date] = (),
        before: Collection[date] = (),
    ) -> "Exposure":
        """The same for one medicine, with its own silent days and its own pauses."""
        mine = [one for one in self.given if one.medicine == medicine]
        return Exposure(mine, silent, self.weights, self.open_on, off, before)

    def stretch(self, from_on: date, to_on: date, *, whole: "Exposure | None" = None) -> Stretch:
        """Return what was given from one day to another, both included.

        whole: where the grams so far come from, when this is one medicine of several.
        """
        days = [from_on + DAY * n for n in range((to_on - from_on).days + 1)]
        counted = [day for day in days if self._is_whole(day)]
        mean = _mean(self.by_mouth, counted)
        weight = weight_on(self.weights, to_on)
        return Stretch(
            from_on=from_on,
            to_on=to_on,
            mg=_sum(self.by_mouth, days),
            infused=_sum(self.infused, days),
            whole_days=len(counted),
            silent_days=sum(day in self.silent for day in days),
            own_a_day=_mean(self._own, counted),
            mg_a_day=mean,
            weight=weight,
            mg_a_kg=None if mean is None or weight is None else per_kg(mean, weight),
            grams_so_far=(whole or self).grams(to_on),
        )

    def _is_whole(self, day: date) -> bool:
        if day in self.silent or day in self.before or day == self.open_on:
            return False
        return day not in self.off or day in self.by_mouth

    def months(self) -> list[Stretch]:
        """Return a stretch for each calendar month from the first dose or silence to the last."""
        days = [*self.by_mouth, *self.infused, *self.silent]
        if not days:
            return []
        first, last = min(days), max(days)
        return [
            self.stretch(max(first, begin), min(last, _month_after(begin) - DAY))
            for begin in _months(first, last)
        ]


def _by_day(given: Iterable[Given]) -> dict[date, Decimal]:
    days: dict[date, Decimal] = {}
    for one in given:
        days[one.on] = days.get(one.on, Decimal(0)) + one.equivalent
    return days


def _sum(amounts: Mapping[date, Decimal], days: Iterable[date]) -> Decimal:
    return sum((amounts[day] for day in days if day in amounts), Decimal(0))


def _mean(amounts: Mapping[date, Decimal], days: Sequence[date]) -> Decimal | None:
    if not days:
        return None
    return (_sum(amounts, days) / len(days)).quantize(SHOWN_STEP, ROUND_HALF_UP)


def _months(first: date, last: date) -> Iterable[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _month_after(month)


def _month_after(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)
