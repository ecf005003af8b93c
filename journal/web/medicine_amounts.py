"""The amount half of a medicine's form: amount, unit, strength, and the same in mL or tablets."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text, strength_text
from journal.care.history import plan_on
from journal.care.measured import Label, Measured, measured_out, odd_tablets
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import rhythm_data
from journal.care.rhythm_amounts import own_amounts
from journal.care.strength import (
    Strength,
    is_liquid,
    is_same_strength,
    piece_of,
    read_strength,
    show_strength,
)
from journal.care.units import Unit, read_amount, show_amount
from journal.plans.bottles import NewStrength, change_strength
from journal.plans.labels import label as label_said
from journal.plans.medicines import Dosing, change_dose
from journal.records.access import Actor
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of
from journal.web.forms import Form
from journal.words import amount_text

COUNTED = (Unit.MILLILITRE, Unit.TABLET, Unit.CAPSULE)


def read_measured(form: Form, unit: str | None, label: Label) -> Measured | None:
    """The second number as it was typed, None when the field is empty; errors stand at `measured`.

    Without a unit of its own it has the one that the strength pairs with the amount's.
    """
    if not form.get("measured"):
        return None
    amount = form.read("measured", lambda typed: read_amount(typed, "measured"))
    wanted = form.get("measured_unit") or _paired(unit, label)
    if wanted not in list(Unit):
        sentence = N_("Choose the unit of this number: mL or tablets.")
        form.fail(Problem("unit_required", "measured_unit", sentence))
        return None
    return None if amount is None else Measured(amount, wanted)


def check_label(form: Form, dosing: Dosing, label: Label) -> Dosing | None:
    """The dosing with its second number; None, with what is wrong noted at its field (B7, B8)."""
    try:
        return worked_out(dosing, label)
    except Refused as refused:
        form.refuse(refused)
        return None


def typed_with(dosing: Dosing) -> Measured | None:
    """The second number of a dosing."""
    if dosing.measured is None:
        return None
    return Measured(dosing.measured, dosing.measured_unit or "")


def looked_at(dosing: Dosing, label: Label) -> tuple[str, str] | None:
    """What somebody has to look at before a dosing whose second number was not typed is kept.

    A (title, text), or None: all numbers were typed, or there are no second ones. Of two amounts
    in turn, and of one for each time, only the first is ever typed in mL or tablets.
    """
    others = [each for each in own_amounts(dosing.rhythm) if each != dosing.amount]
    amounts = [*([] if dosing.measured else [dosing.amount]), *dict.fromkeys(others)]
    odds = [(each, odd_tablets(each, dosing.unit, label)) for each in amounts]
    for amount, odd in odds:
        if odd is not None:
            text = _(
                "%(amount)s would be %(tablets)s tablets of %(strength)s. Are two kinds of "
                "tablets used? Check the label.",
                amount=amount_text(amount, dosing.unit),
                tablets=show_amount(odd[0]),
                strength=show_strength(odd[1]),
            )
            return _("No halves or quarters of a tablet"), text
    both = worked_out(dosing, label)
    if not amounts or both.measured is None:
        return None
    if others:
        text = _(
            "%(amounts)s with the strength on this label: %(strength)s. Compare them with the "
            "label or the prescription.",
            amounts=both_text(both),
            strength=label.strength,
        )
    else:
        text = _(
            "%(amount)s is %(both)s with the strength on this label: %(strength)s. Compare it "
            "with the label or the prescription.",
            amount=amount_text(dosing.amount, dosing.unit),
            both=amount_text(both.measured, both.measured_unit),
            strength=label.strength,
        )
    return _("Worked out from the label"), text


def worked_out(dosing: Dosing, label: Label) -> Dosing:
    """The dosing with the second number that the label gives it, where none was typed."""
    both = measured_out(dosing.amount, dosing.unit, typed_with(dosing), label)
    if both is None:
        return dosing
    return replace(dosing, measured=both.amount, measured_unit=both.unit)


def as_before(dosing: Dosing, plan: DosePlan | None, label: Label) -> Dosing:
    """The dosing with the plan's second number where neither amount nor strength is another."""
    if plan is None or dosing.measured is not None or plan.measured is None:
        return dosing
    if (plan.amount, plan.unit) != (dosing.amount, dosing.unit):
        return dosing
    if not is_same_strength(plan.strength, label.strength, label.form):
        return dosing
    return replace(dosing, measured=plan.measured, measured_unit=plan.measured_unit)


def change_or_relabel(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    dosing: Dosing,
    strength: str,
    moment: datetime,
) -> DosePlan:
    """Start the new dose plan, or for another label alone those of the whole taper anew."""
    box = label_said(medicine.name, strength, medicine.form)
    plan = plan_on(plans_of(session, [medicine.id])[medicine.id], dosing.first_on)
    if plan is not None and _is_only_another_label(plan, dosing, box):
        new = NewStrength(
            strength=strength,
            first_on=dosing.first_on,
            measured=typed_with(dosing),
            ordered_by=dosing.ordered_by,
            why=dosing.why,
        )
        # The steps of a taper that are still to come go on with the new bottle.
        return change_strength(session, actor, medicine, new, now=moment)[0]
    # The plan remembers the strength it was made for; the medicine carries that of today.
    return change_dose(session, actor, medicine, replace(dosing, strength=strength), now=moment)


def strength_note(before: DosePlan, label: Label) -> tuple[str, str] | None:
    """A (title, text) when the strength is another one than the plan's."""
    if not before.strength or is_same_strength(before.strength, label.strength, label.form):
        return None
    text = _(
        "From %(before)s to %(after)s. The same dose is another number of mL or tablets.",
        before=strength_text(before.strength, label.form),
        after=strength_text(label.strength, label.form) or "?",
    )
    return _("Another strength"), text


def typed_amounts(plan: DosePlan) -> dict[str, Any]:
    """A dose plan's amounts as the form would have been filled in.

    The second number is left out: it stands on the page, and another amount needs another one.
    """
    return {
        "amount": show_amount(plan.amount),
        "unit": plan.unit,
        "measured": "",
        "measured_unit": plan.measured_unit or "",
    }


def amount_choices(form: Form, label: Label) -> dict[str, Any]:
    """What templates/medicines/_amount.html needs besides the form.

    second_unit  what the second number is most likely counted in, to be seen before it is kept
    """
    typed = form.get("measured") or form.get("strength")
    wrong = {"measured", "measured_unit", "strength"} & set(form.errors)
    is_two = is_liquid(label.form) or piece_of(label.form) is not None or form.get("unit") == "mL"
    form.text.setdefault("measured_unit", _likely_unit(label))
    units = [
        ("", _("Choose")),
        (Unit.MILLILITRE.value, "mL"),
        (Unit.TABLET.value, _("tablets")),
        (Unit.CAPSULE.value, _("capsules")),
        (Unit.MILLIGRAM.value, "mg"),
    ]
    if form.text["measured_unit"] not in [unit for unit, _words in units]:
        units.append((form.text["measured_unit"], form.text["measured_unit"]))
    return {"open": bool(typed or wrong or is_two), "units": units}


def _is_only_another_label(plan: DosePlan, dosing: Dosing, label: Label) -> bool:
    """Whether amount and rhythm stay, and only the strength or the second number is another."""
    until = plan.last_on if plan.taper_id is None else None
    said = (dosing.amount, dosing.unit, rhythm_data(dosing.rhythm), dosing.last_on)
    if (plan.amount, plan.unit, plan.rhythm, until) != said:
        return False
    if not is_same_strength(plan.strength, label.strength, label.form):
        return True
    if dosing.measured is None:
        return False
    return (plan.measured, plan.measured_unit) != (dosing.measured, dosing.measured_unit)


def _likely_unit(label: Label) -> str:
    strength = _strength(label)
    if strength is not None:
        return strength.per_unit
    if is_liquid(label.form):
        return Unit.MILLILITRE
    return piece_of(label.form) or ""


def _paired(unit: str | None, label: Label) -> str:
    strength = _strength(label)
    if strength is None:
        return ""
    return strength.unit if unit == strength.per_unit else strength.per_unit


def _strength(label: Label) -> Strength | None:
    try:
        return read_strength(label.strength, label.form)
    except Refused:
        return None
