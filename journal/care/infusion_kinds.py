"""Which kind of infusion a product or a medicine is, by any name of the catalogue."""

from journal.care.knowledge.infusions import (
    INTRAVENOUS,
    Variant,
    find_variant,
    other_variant,
    variants,
)
from journal.care.products import is_immunoglobulin, meant_by


def variant_for(name: str) -> Variant:
    """Return the kind that a product's or a medicine's name means: "Privigen 10 %", "RTX".

    What nobody can tell is `other`, which asks for everything and presumes nothing.
    """
    fact = meant_by(name)
    found = [one for one in variants() if fact is not None and fact.id in one.medicines]
    if found:
        return found[0]
    immunoglobulin = find_variant("ivig") if is_immunoglobulin(name) else None
    return immunoglobulin or other_variant()


def only_into_a_vein(name: str) -> bool:
    """Say whether the catalogue knows no other way for what a name means: "Privigen", "IVIG".

    Immunoglobulin of which nobody can tell the way counts, as in `variant_for`.
    """
    fact = meant_by(name)
    return is_immunoglobulin(name) if fact is None else fact.routes == (INTRAVENOUS,)
