"""What an infusion asks the family: a weight far from the last, too little for a course (H13)."""

from datetime import timedelta

from sqlmodel import Session

from journal.care.infusing import amount_question, in_kilos, weight_question
from journal.care.problems import Problem
from journal.care.units import in_same_unit
from journal.care.vaccine_names import medicine_means
from journal.care.vaccine_plans import VEIN
from journal.entries.change import ChangeRequest
from journal.records.fields import Fields
from journal.records.kinds.infusion import Infusion
from journal.records.weights import last_weight

NUMBERS = {"product", "amount", "unit", "weight_kg"}


def concerns(session: Session, change: ChangeRequest, value: Fields) -> tuple[Problem, ...]:
    """Return the questions about an infusion's weight and amount, each at its field.

    Of an infusion that is edited only what was changed is asked about.
    """
    if not isinstance(value, Infusion) or not NUMBERS & change.fields.keys():
        return ()
    # A weight of the same moment counts.
    until = value.at + timedelta(microseconds=1)
    weighed = last_weight(session, change.child, before=until, but=change.entry)
    last = in_kilos(weighed.value, weighed.unit) if weighed else None
    found: list[Problem | None] = []
    if value.weight_kg and "weight_kg" in change.fields:
        found.append(weight_question(value.weight_kg, last))
    kilos = value.weight_kg or last
    grams = in_same_unit(value.amount, value.unit, "g") if value.amount and value.unit else None
    if kilos and grams and medicine_means(value.product, None, value.access or "") == VEIN:
        found.append(amount_question(grams, kilos))
    return tuple(problem for problem in found if problem is not None)
