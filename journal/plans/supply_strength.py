"""Packages of another strength are not what the plan takes: the family is asked to count again."""

from collections.abc import Sequence
from datetime import date

from journal.care.history import spans_in_force
from journal.care.problems import N_, Problem, Refused
from journal.care.supply import is_another_strength
from journal.plans.expected import Expected
from journal.plans.labels import strength_on
from journal.plans.supply_known import Known


def refuse_new_strength(known: Known, today: date) -> None:
    """Raise Refused supply_strength when a count, what was fetched, and the plans since disagree.

    What was counted stays counted in its own unit; how much of the new strength there is only a
    new count can tell.
    """
    count = known.count
    if count is None:
        return
    labels = [count.strength, *(row.strength for row in known.fetched)]
    since = count.at.astimezone(known.zone).date()
    labels += [
        plan.strength
        for plan, first_on, last_on in spans_in_force(known.plans)
        if first_on <= today and (last_on is None or last_on >= since)
    ]
    if not any(plan.strength for plan in known.plans):
        labels.append(known.medicine.strength)
    named = [label for label in labels if label]
    for label in reversed(named):
        if is_another_strength(named[0], label, known.medicine.form):
            sentence = N_(
                "The last count was of another strength, %(old)s, and stays counted in its own "
                "%(unit)s. Count what is there of %(new)s."
            )
            values = {"old": named[0], "new": label, "unit": count.unit or ""}
            raise Refused(Problem("supply_strength", None, sentence, values))


def first_of_another_strength(
    known: Known, coming: Sequence[Expected], today: date
) -> Expected | None:
    """The first coming slot whose plan was made for packages of another strength, or None."""
    if known.count is None:
        return None
    label = known.count.strength or strength_on(known.medicine, known.plans, today)
    form = known.medicine.form
    return next(
        (one for one in coming if is_another_strength(label, one.plan.strength, form)), None
    )
