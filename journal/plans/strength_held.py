"""What a tablet or a mL of a medicine holds in mg, as its dose plan says."""

from decimal import Decimal

from journal.care.problems import Refused
from journal.care.steroids import Holds
from journal.care.strength import read_strength
from journal.care.units import in_same_unit
from journal.records.medicines import DosePlan


def holds_of(plan: DosePlan | None, form: str) -> tuple[Holds, ...]:
    """Return what the units of a plan hold: by its two amounts (H15), then by its strength.

    form: of the medicine; "tablets" makes the strength "5 mg" mean 5 mg in one of them.
    """
    if plan is None:
        return ()
    pairs = [*_two_amounts(plan), *_strength(plan.strength, form)]
    return tuple(Holds(amount, unit, mg) for amount, unit, mg in pairs if mg is not None)


def _two_amounts(plan: DosePlan) -> list[tuple[Decimal, str, Decimal | None]]:
    if plan.measured is None or plan.measured_unit is None:
        return []
    return [
        (plan.amount, plan.unit, in_same_unit(plan.measured, plan.measured_unit, "mg")),
        (plan.measured, plan.measured_unit, in_same_unit(plan.amount, plan.unit, "mg")),
    ]


def _strength(text: str, form: str) -> list[tuple[Decimal, str, Decimal | None]]:
    try:
        said = read_strength(text, form)
    except Refused:  # a number with two readings, or spoons: nobody knows what it holds
        return []
    if said is None:
        return []
    return [(said.per, said.per_unit, in_same_unit(said.amount, said.unit, "mg"))]
