"""What the label of a medicine says, the catalogue included where the family chose from it."""

from journal.care.measured import Label
from journal.care.products import exactly_named, form_named
from journal.records.medicines import Medicine


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
