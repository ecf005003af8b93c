"""Both numbers of an amount: the mg of the prescription and the mL or tablets that hold them (H15).

They are compared with the strength on the label, as the family copied all three. The second number
is worked out only from the first and the label; no weight and no dose rule is known here (H38).
"""

from dataclasses import dataclass
from decimal import Decimal

from journal.care.problems import N_, Problem, Refused
from journal.care.strength import (
    Strength,
    agrees,
    is_cut_in_quarters,
    is_liquid,
    measured_from,
    quotient,
    read_strength,
    show_strength,
)
from journal.care.units import Unit, show_amount

WEIGHED = (Unit.MILLIGRAM, Unit.MICROGRAM)


@dataclass(frozen=True, slots=True)
class Label:
    """What the label says: the strength as it is written there, and the form."""

    strength: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """The same amount as it is measured out. `computed` when the family did not write it."""

    amount: Decimal
    unit: str
    computed: bool = False


def measured_out(
    amount: Decimal, unit: str, typed: Measured | None, label: Label
) -> Measured | None:
    """Return the second number beside an amount, checked, or None where there is none.

    typed: what the family wrote as mL or tablets, None when it wrote the amount alone: then the
    number is worked out from the strength, and is to be looked at before it is kept. A count that
    no halves and quarters of tablets make (1.4 tablets may be two kinds) is never worked out.

    Raises Refused with `strength_required` for mg of a liquid, or two numbers, without a strength
    that can be read; `mg_ml_mismatch` when the two differ by more than 2 %; `strength_other_unit`
    when the strength says nothing about the two units; `tablet_fraction` for tablets written in
    other parts than halves and quarters; `teaspoon` and the codes of `read_amount` for the label.
    Source: docs/rules.md#strengths.
    """
    refuse_odd_tablets(amount, unit, "amount")
    if typed is not None:
        refuse_odd_tablets(typed.amount, typed.unit, "measured")
    strength = read_strength(label.strength, label.form)
    if typed is not None:
        return _checked(amount, unit, typed, strength, label)
    in_ml = strength is not None and strength.per_unit == Unit.MILLILITRE
    if unit in WEIGHED and is_liquid(label.form) and not in_ml:
        raise Refused(_strength_required(label, Unit.MILLILITRE))
    found = measured_from(amount, unit, strength) if strength else None
    if found is None:
        return None
    if found[1] == Unit.TABLET and not is_cut_in_quarters(found[0]):
        return None
    return Measured(found[0], found[1], computed=True)


def odd_tablets(amount: Decimal, unit: str, label: Label) -> tuple[Decimal, Strength] | None:
    """Return how many tablets it would be when halves and quarters do not make them, else None."""
    strength = read_strength(label.strength, label.form)
    found = measured_from(amount, unit, strength) if strength else None
    if strength is None or found is None or found[1] != Unit.TABLET:
        return None
    return None if is_cut_in_quarters(found[0]) else (found[0], strength)


def in_proportion(measured: Measured, amount: Decimal, of: Decimal) -> Measured | None:
    """Return the second number of a slot's `amount`, where the plan has `measured` beside `of`."""
    if amount == of:
        return measured
    found = quotient(measured.amount * amount, of)
    if measured.unit == Unit.TABLET and not is_cut_in_quarters(found):
        return None
    return Measured(found, measured.unit, computed=True)


def refuse_odd_tablets(amount: Decimal, unit: str, field: str) -> None:
    """Raise Refused with `tablet_fraction` for what cannot be cut, such as 0.37 tablets."""
    if unit == Unit.TABLET and not is_cut_in_quarters(amount):
        raise Refused(
            Problem(
                "tablet_fraction",
                field,
                N_(
                    "%(amount)s tablets: is that right? Halves and quarters can be cut. "
                    "Check the label, or write the mg."
                ),
                {"amount": show_amount(amount)},
                show_amount(amount),
            )
        )


def _checked(
    amount: Decimal, unit: str, typed: Measured, strength: Strength | None, label: Label
) -> Measured:
    if strength is None:
        pieces = {unit, typed.unit} - {Unit.MILLIGRAM, Unit.MICROGRAM, Unit.GRAM}
        piece = Unit.MILLILITRE if Unit.MILLILITRE in pieces else Unit.TABLET
        raise Refused(_strength_required(label, piece))
    same = agrees(amount, unit, typed.amount, typed.unit, strength)
    if same is None:
        raise Refused(_other_unit(unit, typed.unit, strength))
    if not same:
        raise Refused(_mismatch(amount, unit, typed, strength))
    return typed


def _strength_required(label: Label, piece: Unit) -> Problem:
    sentence = N_("Copy the strength from the bottle, for example 10 mg in 1 mL.")
    if piece is not Unit.MILLILITRE:
        sentence = N_("Copy the strength from the box, for example 2.5 mg in 1 tablet.")
    return Problem("strength_required", "strength", sentence, got=label.strength[:40] or None)


def _other_unit(unit: str, measured_unit: str, strength: Strength) -> Problem:
    return Problem(
        "strength_other_unit",
        "measured",
        N_("A strength of %(strength)s says nothing about %(one)s and %(other)s. Check the units."),
        {"strength": _said(strength), "one": unit, "other": measured_unit},
    )


def _mismatch(amount: Decimal, unit: str, typed: Measured, strength: Strength) -> Problem:
    count, weight = (typed.amount, typed.unit), (amount, unit)
    if unit == strength.per_unit:
        count, weight = weight, count
    held = measured_from(count[0], strength.per_unit, strength)
    sentence = N_("%(count)s of %(strength)s is %(held)s, not %(written)s.")
    if strength.per_unit != Unit.MILLILITRE:
        sentence = N_("%(number)s × %(strength)s is %(held)s, not %(written)s.")
    return Problem(
        "mg_ml_mismatch",
        "measured",
        sentence,
        {
            "count": _with_unit(*count),
            "number": show_amount(count[0]),
            "strength": show_strength(strength),
            "held": _with_unit(*held) if held else "",
            "written": _with_unit(*weight),
        },
        _with_unit(typed.amount, typed.unit)[:40],
    )


def _said(strength: Strength) -> str:
    if strength.per_unit == Unit.MILLILITRE:
        return show_strength(strength)
    return f"{show_strength(strength)}/{strength.per_unit}"


def _with_unit(amount: Decimal, unit: str) -> str:
    return f"{show_amount(amount)} {unit}"
