"""What a tablet or a mL of a steroid held, from the dose plan that was known at the time (H11)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from journal.care.history import plan_on
from journal.care.problems import Refused
from journal.care.steroids import Holds
from journal.care.strength import read_strength
from journal.care.units import in_same_unit
from journal.records.medicines import DosePlan


def known_then(plans: Sequence[DosePlan], moment: datetime, day: date) -> DosePlan | None:
    """Return the plan of a day as the plans stood at a moment, or None.

    plans: every plan of one medicine in the order they were made, replaced ones too. A decision
    takes over from its first day on; the steps of one taper stand side by side.
    """
    standing: list[DosePlan] = []
    for plan in plans:
        if plan.made_at > moment:
            break
        standing = [other for other in standing if _stays(other, plan)] + [plan]
    # A dose may be older than its plan: then the first one is what the family knew of the box.
    return plan_on(standing, day) or (standing[0] if standing else (plans[0] if plans else None))


def _stays(other: DosePlan, plan: DosePlan) -> bool:
    same_taper = plan.taper_id is not None and plan.taper_id == other.taper_id
    return other.first_on < plan.first_on or same_taper


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
