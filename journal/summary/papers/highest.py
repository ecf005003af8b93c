"""The most that was planned of a medicine for one day, and what that is for each kg.

It reads plans and divides by a weight; it never makes an amount out of one (H38).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from journal.care.history import spans_in_force, without
from journal.care.rhythm import (
    Alternating,
    AsNeeded,
    Cycle,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Rhythm,
    Weekly,
    known_rhythm,
)
from journal.care.rhythm_amounts import amount_a_day
from journal.care.steroids import Weight, in_mg, per_kg, weight_on
from journal.plans.strength_held import holds_of
from journal.plans.turns import rests_of
from journal.records.medicines import DosePlan, MedicineTurn
from journal.summary.courses import rhythm_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Highest:
    """A plan's doses of one day, added up. from_on: its first day.

    amount, unit, measured…, rhythm   as the plan says them; day: of all doses of one day, in `unit`
    mg        the same in mg, None where nobody wrote what its unit holds
    a_day     False where a plan says no number of times for a day: then it is one dose
    weight    the latest recorded on or before the first day; mg_per_kg: mg divided by it
    """

    from_on: date
    amount: Decimal
    unit: str
    measured: Decimal | None
    measured_unit: str | None
    rhythm: Mapping[str, object]
    day: Decimal
    a_day: bool
    mg: Decimal | None
    weight: Weight | None
    mg_per_kg: Decimal | None


def highest_of(
    plans: Sequence[DosePlan],
    turns: Sequence[MedicineTurn],
    form: str,
    weights: Sequence[Weight],
    today: date,
) -> tuple[Highest, ...]:
    """Return the plan that asks for the most on one day; one for each unit that cannot be compared.

    Of two that ask for the same, the earlier. Plans to come count for nothing, and neither do days
    of a stop or a pause.
    """
    best: dict[tuple[str, bool], Highest] = {}
    for plan, first_on, _last_on in without(spans_in_force(plans), rests_of(turns)):
        if first_on > today:
            continue
        one = _of(plan, first_on, form, weights)
        # One dose as needed is no day, and is compared with none.
        group = ("mg" if one.mg is not None else one.unit, one.a_day)
        before = best.get(group)
        if before is None or _size(one) > _size(before):
            best[group] = one
    return tuple(best.values())


def _size(one: Highest) -> Decimal:
    return one.day if one.mg is None else one.mg


def _of(plan: DosePlan, first_on: date, form: str, weights: Sequence[Weight]) -> Highest:
    day = _day(plan.amount, known_rhythm(plan.rhythm))
    mg = in_mg(day, plan.unit, holds_of(plan, form))
    weight = weight_on(weights, first_on)
    return Highest(
        from_on=first_on,
        amount=plan.amount,
        unit=plan.unit,
        measured=plan.measured,
        measured_unit=plan.measured_unit,
        rhythm=rhythm_of(plan),
        day=day,
        a_day=not isinstance(known_rhythm(plan.rhythm), AsNeeded | None),
        mg=mg,
        weight=weight,
        mg_per_kg=None if mg is None or weight is None or not weight.kg else per_kg(mg, weight),
    )


def _day(amount: Decimal, rhythm: Rhythm | None) -> Decimal:
    """All doses of the fullest day; one dose, where the rhythm says no times."""
    match rhythm:
        case Daily():
            return amount_a_day(rhythm, amount) or amount
        case Alternating(other=other, times=times):
            return max(amount, other) * len(times)
        case Cycle(times=times) | EveryDays(times=times) | EveryMonths(times=times):
            return amount * len(times)
        case EveryWeeks(times=times) | Weekly(times=times):
            return amount * len(times)
        case _:
            return amount
