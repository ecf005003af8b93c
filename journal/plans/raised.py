"""Since when a dose is higher than before: that day a check begins again. Fails towards a raise."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from journal.care.days import due_instant
from journal.care.history import spans_in_force
from journal.care.problems import Refused
from journal.care.rhythm import Daily, EveryDays, Relative, Slot, Weekly, read_rhythm, slots
from journal.care.strength import is_same_strength, read_strength
from journal.care.units import Unit, in_same_unit
from journal.plans.labels import label_of
from journal.records.medicines import DosePlan, Medicine


def raised_on(medicine: Medicine, plans: Sequence[DosePlan], zone: ZoneInfo) -> list[date]:
    """Return the first day of every plan that asks for more than the one before it.

    More of the medicine itself, in mg by the strength on the label, in four weeks (in a year for a
    rarer rhythm). What cannot be compared counts as a raise; a pause is none. Source:
    docs/rules.md#labs.
    """
    spans = spans_in_force(plans)
    return [
        first_on
        for (before, *_), (plan, first_on, _last_on) in pairwise(spans)
        if _is_raise(medicine, before, plan, zone)
    ]


def slots_of_a_year(plan: DosePlan, zone: ZoneInfo) -> tuple[list[Slot], int] | None:
    """Return the planned times of some weeks, and how often those weeks are in 364 days.

    None for a rhythm that hangs on another medicine, or that nobody can read.
    """
    try:
        rhythm = read_rhythm(plan.rhythm)
    except Refused:
        return None
    if isinstance(rhythm, Relative):
        return None
    days = 28 if isinstance(rhythm, Daily | Weekly | EveryDays) else 364
    start = due_instant(datetime.combine(plan.first_on, time(0)), zone)
    until = start + timedelta(days=days)
    counted = slots(rhythm, first_on=plan.first_on, last_on=None, zone=zone, start=start, end=until)
    return list(counted), 364 // days


def _is_raise(medicine: Medicine, before: DosePlan, plan: DosePlan, zone: ZoneInfo) -> bool:
    less, much = (_held(medicine, one, before, plan) for one in (before, plan))
    if less is None or much is None or less[1] != much[1]:
        return True
    if before.rhythm == plan.rhythm and "amounts" not in plan.rhythm:
        return plan.amount * much[0] > before.amount * less[0]
    was, is_ = _taken(before, zone), _taken(plan, zone)
    return was is None or is_ is None or is_ * much[0] > was * less[0]


def _held(
    medicine: Medicine, one: DosePlan, before: DosePlan, plan: DosePlan
) -> tuple[Decimal, str] | None:
    """How much one of the plan's unit holds, and of what; None where nobody can tell.

    Two plans of one unit and one strength are compared as they are counted.
    """
    form = label_of(medicine).form
    was, is_ = (each.strength or medicine.strength for each in (before, plan))
    if before.unit == plan.unit and is_same_strength(was, is_, form):
        return Decimal(1), plan.unit
    if (mass := _in_mass(Decimal(1), one.unit)) is not None:
        return mass
    try:
        strength = read_strength(one.strength or medicine.strength, form)
    except Refused:
        return None
    if strength is None or strength.per_unit != one.unit:
        return None
    return _in_mass(strength.amount / strength.per, strength.unit)


def _in_mass(amount: Decimal, unit: str) -> tuple[Decimal, str] | None:
    if unit == Unit.INTERNATIONAL_UNIT:
        return amount, unit
    value = in_same_unit(amount, unit, Unit.MILLIGRAM)
    return None if value is None else (value, Unit.MILLIGRAM.value)


def _taken(plan: DosePlan, zone: ZoneInfo) -> Decimal | None:
    """How much a plan asks for in 364 days, in its own unit, by its rhythm."""
    found = slots_of_a_year(plan, zone)
    if found is None or not found[0]:
        return None
    counted, times = found
    return sum((slot.amount or plan.amount for slot in counted), Decimal(0)) * times
