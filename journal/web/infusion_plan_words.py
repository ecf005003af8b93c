"""A plan of an infusion in words, with what follows from its figures beside them."""

from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.infusions import (
    Figure,
    Step,
    concentration,
    figure,
    in_grams,
    minutes_for,
    ml_in,
    per_kg,
)
from journal.care.knowledge.infusions import find_variant
from journal.care.strength import read_strength
from journal.care.units import Unit, show_amount
from journal.plans.infusion_plans import before_of, dates_of, steps_of
from journal.records.infusion_plans import InfusionPlan
from journal.words import amount_text, day_text, span_text

Facts = list[tuple[str, str]]


def plan_facts(row: InfusionPlan) -> Facts:
    """Everything that a plan says, as (term, value); a value has a line for each thing."""
    variant = find_variant(row.variant)
    found = [
        (_("Kind"), _(variant.label) if variant else row.variant),
        (_("Product"), row.product),
        (_("Amount"), "\n".join(amount_lines(row))),
        (_("Volume"), "\n".join(volume_lines(row))),
        (_("Rate, step by step"), "\n".join(step_lines(row))),
        (_("Given before"), "\n".join(before_lines(row))),
        (_("Numbing cream"), numbing_text(row)),
        (_("Drinking"), row.fluids),
        (_("Needle, port or line"), row.access),
        (_("Where"), row.place),
        (_("Pack"), row.pack),
        (_("Ask"), row.ask),
        (_("Further dates"), "\n".join(date_lines(row))),
        (_("Ordered by"), row.told_by),
        (_("From"), day_text(row.first_on)),
    ]
    return [(term, value) for term, value in found if value]


def amount_lines(row: InfusionPlan, *, weight: bool = True) -> list[str]:
    """The amount of a course, and the same by the clinic's weight.

    weight  whether the weight itself stands there too: a sheet has it beside the name
    """
    lines = []
    if row.amount is not None:
        lines.append(_course(amount_text(row.amount, row.unit), row.days))
    if row.strength:
        lines.append(_("Strength on the bottle: %(strength)s", strength=row.strength))
    grams = in_grams(row.amount, row.unit, row.strength)
    if row.unit == Unit.MILLILITRE and grams is not None:
        lines.append(_("%(grams)s by the strength", grams=said(figure(grams), "g")))
    if row.weight_kg is not None and row.weighed_on is not None:
        kilos, day = show_amount(row.weight_kg), day_text(row.weighed_on)
        if weight:
            lines.append(_("Clinic’s weight: %(kilos)s kg on %(day)s", kilos=kilos, day=day))
        lines += by_weight(row, grams)
    return lines


def by_weight(row: InfusionPlan, grams: Fraction | None) -> list[str]:
    """ "1.94 g/kg (rounded)"; in mg/kg for what is ordered in mg. Nothing where nobody can tell."""
    if row.weight_kg is None or grams is None or row.amount is None:
        return []
    if row.unit == Unit.MILLIGRAM:
        return [said(figure(per_kg(row.amount, row.weight_kg)), "mg/kg")]
    return [said(figure(per_kg(grams, row.weight_kg)), "g/kg")]


def volume_lines(row: InfusionPlan) -> list[str]:
    """The volume as ordered, and what the amount and the bottle make of it."""
    lines = []
    grams = in_grams(row.amount, row.unit, row.strength)
    if row.volume_ml is not None:
        lines.append(f"{show_amount(row.volume_ml)} mL")
        if grams is not None and row.unit != Unit.MILLIGRAM:
            each = concentration(grams, row.volume_ml)
            lines.append(said(figure(each), _("g in 1 mL")))
    strength = read_strength(row.strength) if row.strength else None
    if strength is not None and strength.per_unit == Unit.MILLILITRE and grams is not None:
        held = in_grams(strength.amount, strength.unit)
        if held and row.unit != Unit.MILLILITRE:
            ml = said(figure(grams / held * Fraction(strength.per)), "mL")
            lines.append(_("%(ml)s by the strength on the bottle", ml=ml))
    return lines


def step_lines(row: InfusionPlan) -> list[str]:
    """ "15 mL/h for 30 minutes: 7.5 mL"; and when the volume of one day has run by them."""
    steps = steps_of(row)
    lines = [step_text(one) for one in steps]
    if row.volume_ml is not None and row.days == 1 and steps:
        whole = minutes_for(row.volume_ml, steps)
        ml = show_amount(row.volume_ml)
        if whole is None:
            lines.append(_("These steps end before %(ml)s mL have run.", ml=ml))
        else:
            span = span_text(int(whole + Fraction(1, 2)))
            lines.append(_("%(ml)s mL by these steps: about %(span)s, no pause", ml=ml, span=span))
    return lines


def step_text(step: Step) -> str:
    """One step of the rate."""
    rate = show_amount(step.ml_h)
    if step.minutes is None:
        return _("%(rate)s mL/h until the end", rate=rate)
    ml = said(figure(ml_in(step.ml_h, step.minutes)), "mL")
    return ngettext(
        "%(rate)s mL/h for one minute: %(ml)s",
        "%(rate)s mL/h for %(num)s minutes: %(ml)s",
        step.minutes,
        rate=rate,
        ml=ml,
    )


def before_lines(row: InfusionPlan) -> list[str]:
    """ "Paracetamol 300 mg, 30 minutes before"."""
    return [
        one.what if one.minutes is None else f"{one.what}, {before_text(one.minutes)}"
        for one in before_of(row)
    ]


def before_text(minutes: int) -> str:
    """ "30 minutes before"."""
    return ngettext("one minute before", "%(num)s minutes before", minutes)


def numbing_text(row: InfusionPlan) -> str:
    """How long before the needle."""
    if row.numbing is None:
        return ""
    return ngettext(
        "one minute before the needle", "%(num)s minutes before the needle", row.numbing
    )


def date_lines(row: InfusionPlan) -> list[str]:
    """ "14 Dec 2026: blood count"."""
    return [f"{day_text(one.on)}: {one.what}" for one in dates_of(row)]


def prepare_facts(row: InfusionPlan) -> Facts:
    """What the day before asks for, as the plan has it: on a page alone, never on a lock screen."""
    found = [
        (_("Drinks"), row.fluids),
        (_("Medicines before the infusion"), "\n".join(before_lines(row))),
        (_("Numbing cream"), numbing_text(row)),
        (_("Pack"), row.pack),
        (_("Ask"), row.ask),
    ]
    return [(term, value) for term, value in found if value]


def said(number: Figure, unit: str) -> str:
    """A figure with its unit, and that it was rounded: "1.94 g/kg (rounded)"."""
    text = f"{number.text} {unit}"
    return _("%(number)s (rounded)", number=text) if number.is_rounded else text


def changes(before: InfusionPlan | None, after: InfusionPlan) -> list[dict[str, Any]]:
    """What a plan says otherwise than the one it follows, for the macro `history`."""
    was, became = dict(plan_facts(before)) if before else {}, dict(plan_facts(after))
    if before is None:
        return [{"field": term, "after": value} for term, value in became.items()]
    terms = dict.fromkeys([*became, *was])
    return [
        {"field": term, "before": was.get(term), "after": became.get(term)}
        for term in terms
        if was.get(term) != became.get(term)
    ]


def begins_text(row: InfusionPlan, today: date) -> str:
    """That a plan is still to come, or ""."""
    return _("From %(day)s", day=day_text(row.first_on)) if row.first_on > today else ""


def _course(amount: str, days: int) -> str:
    if days == 1:
        return amount
    return ngettext(
        "%(amount)s on one day",
        "%(amount)s in all, over %(num)s days in a row",
        days,
        amount=amount,
    )
