"""What the label of a medicine says, the catalogue included where the family chose from it."""

from collections.abc import Sequence
from datetime import date

from journal.care.history import spans_in_force
from journal.care.measured import Label
from journal.care.problems import Refused
from journal.care.products import exactly_named, form_named
from journal.care.strength import Strength, is_same_strength, read_strength
from journal.records.medicines import DosePlan, Medicine


def code_of(name: str) -> str | None:
    """The id in the catalogue of a name that stands there letter by letter, else None."""
    fact = exactly_named(name)
    return fact.id if fact else None


def label_of(medicine: Medicine) -> Label:
    """The strength as it is written, and the form; a brand of one known form has that one."""
    return label(medicine.name, medicine.strength, medicine.form)


def label(name: str, strength: str, form: str) -> Label:
    """The same for a medicine that is not kept yet."""
    return Label(strength=strength, form=form or form_named(name))


# The first day of each strength, oldest first.
Bottles = Sequence[tuple[date, str]]


def bottles_of(medicine: Medicine, plans: Sequence[DosePlan]) -> Bottles:
    """The days on which the plans go over to another strength, the first plan's day included."""
    found: list[tuple[date, str]] = []
    for plan, first_on, _last_on in spans_in_force(plans):
        strength = plan.strength or medicine.strength
        if not found or found[-1][1] != strength:
            found.append((first_on, strength))
    return found


def strength_from(medicine: Medicine, plans: Sequence[DosePlan], since: date) -> Strength | None:
    """The one strength of every planned day from `since` on; None where nobody can tell it.

    A bottle to come of another strength makes a number of mL two amounts, so then it is None too.
    """
    bottles, form = bottles_of(medicine, plans), label_of(medicine).form
    labels = [strength_at(bottles, since, medicine)]
    labels += [text for first_on, text in bottles if first_on > since]
    if not all(is_same_strength(labels[0], text, form) for text in labels):
        return None
    try:
        return read_strength(labels[0], form)
    except Refused:
        return None


def strength_at(bottles: Bottles, day: date, medicine: Medicine) -> str:
    """What the label says on a day: that of the bottle planned for it; before all, of the first."""
    begun = [label for first_on, label in bottles if first_on <= day]
    # What the medicine itself says is as old as the last change that held at once.
    return begun[-1] if begun else bottles[0][1] if bottles else medicine.strength


def strength_on(medicine: Medicine, plans: Sequence[DosePlan], day: date) -> str:
    """The same, from the plans that hold or will hold; "" when nobody wrote it.

    Where the label and the plan say one strength in two ways, it is said as on the label.
    """
    planned = strength_at(bottles_of(medicine, plans), day, medicine)
    said = medicine.strength
    return said if is_same_strength(planned, said, medicine.form) else planned
