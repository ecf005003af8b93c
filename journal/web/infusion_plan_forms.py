"""The form of an infusion's plan: what was typed, read; what the clinic ordered, filled in."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from flask_babel import gettext as _

from journal.care.dates import read_date
from journal.care.infusion_kinds import variant_for
from journal.care.infusions import Step
from journal.care.knowledge.infusions import find_variant, variants
from journal.care.problems import N_, Problem, Refused
from journal.care.units import read_amount, show_amount
from journal.plans.infusion_plans import (
    MOST_BEFORE,
    MOST_DATES,
    MOST_STEPS,
    MOST_WORDS,
    UNITS,
    Before,
    Further,
    Ordered,
    before_of,
    dates_of,
    steps_of,
)
from journal.records.infusion_plans import InfusionPlan
from journal.records.medicines import Medicine
from journal.web.forms import Form

Value = TypeVar("Value")
# Rows that are always there to type into, behind those that are filled in.
SPARE = 2
LEAST_STEPS, LEAST_BEFORE, LEAST_DATES = 4, 3, 2


def read_plan(form: Form) -> Ordered | None:
    """What the form says; None, with every error noted at its field."""
    first_on = form.read("first_on", _date)
    weight = _if_typed(form, "weight_kg", read_amount)
    weighed_on = _if_typed(form, "weighed_on", _date)
    if weight is not None and weighed_on is None and "weighed_on" not in form.errors:
        sentence = N_("Write the day of the clinic’s weight: a figure by weight needs it.")
        form.fail(Problem("required", "weighed_on", sentence))
    steps, before, dates = _steps(form), _before(form), _dates(form)
    words = {
        name: form.words(name, most=most)
        for name, most in (
            *(("product", 200), ("strength", 200), ("place", 200), ("access", 200)),
            *(("told_by", 200), ("fluids", 500), ("pack", MOST_WORDS), ("ask", MOST_WORDS)),
        )
    }
    amount = _if_typed(form, "amount", read_amount)
    volume = _if_typed(form, "volume_ml", read_amount)
    days = _if_typed(form, "days", _days)
    numbing = _if_typed(form, "numbing", _minutes)
    if form.errors or first_on is None:
        return None
    return Ordered(
        first_on=first_on,
        variant=form.get("variant"),
        amount=amount,
        unit=form.get("unit"),
        days=1 if days is None else days,
        weight_kg=weight,
        weighed_on=weighed_on,
        volume_ml=volume,
        steps=steps,
        before=before,
        numbing=numbing,
        dates=dates,
        **words,
    )


def first_plan(medicine: Medicine, today: date) -> dict[str, Any]:
    """The form before anything was ordered: what is known without a figure."""
    variant = variant_for(f"{medicine.name} {medicine.code or ''}")
    return {
        "product": medicine.name,
        "variant": variant.id,
        "unit": variant.unit,
        "days": "1",
        "first_on": today.isoformat(),
        "pack": "\n".join(_(line.text) for line in variant.pack),
        "ask": "\n".join(_(line.text) for line in variant.ask),
    }


def typed_plan(row: InfusionPlan, today: date) -> dict[str, Any]:
    """A plan as its form would have been filled in; the change begins today."""
    filled = {
        "first_on": max(today, row.first_on).isoformat(),
        "variant": row.variant,
        "amount": _shown(row.amount),
        "unit": row.unit,
        "days": str(row.days),
        "weight_kg": _shown(row.weight_kg),
        "weighed_on": row.weighed_on.isoformat() if row.weighed_on else "",
        "volume_ml": _shown(row.volume_ml),
        "numbing": "" if row.numbing is None else str(row.numbing),
    }
    for name in ("product", "strength", "place", "access", "told_by", "fluids", "pack", "ask"):
        filled[name] = getattr(row, name)
    for n, step in enumerate(steps_of(row)):
        filled[f"ml_h-{n}"] = show_amount(step.ml_h)
        filled[f"minutes-{n}"] = "" if step.minutes is None else str(step.minutes)
    for n, one in enumerate(before_of(row)):
        filled[f"before-{n}"] = one.what
        filled[f"ahead-{n}"] = "" if one.minutes is None else str(one.minutes)
    for n, further in enumerate(dates_of(row)):
        filled[f"date-{n}"] = further.what
        filled[f"on-{n}"] = further.on.isoformat()
    return filled


def plan_context(form: Form) -> dict[str, Any]:
    """What the form's template needs: the kinds, the units, and how many rows of each."""
    variant = find_variant(form.get("variant"))
    sources = () if variant is None else variant.sources
    return {
        "variants": [(one.id, _(one.label)) for one in variants()],
        "units": [(unit.value, unit.value) for unit in UNITS],
        "steps": range(_rows(form, "ml_h", LEAST_STEPS, MOST_STEPS)),
        "befores": range(_rows(form, "before", LEAST_BEFORE, MOST_BEFORE)),
        "dates": range(_rows(form, "date", LEAST_DATES, MOST_DATES)),
        "has_dates": bool(form.get("date-0"))
        or (variant is not None and "dates" in variant.fields),
        "sources": [{"title": one.title, "url": one.url} for one in sources if one.id != "none"],
    }


def _steps(form: Form) -> list[Step]:
    found = []
    for n in range(MOST_STEPS):
        rate, minutes = f"ml_h-{n}", f"minutes-{n}"
        if not form.get(rate) and not form.get(minutes):
            continue
        ml_h = form.read(rate, read_amount)
        lasts = _if_typed(form, minutes, _minutes)
        if ml_h is not None:
            found.append(Step(ml_h, lasts))
    return found


def _before(form: Form) -> list[Before]:
    required = N_("Write what is given so long before.")
    found = []
    for n in range(MOST_BEFORE):
        minutes = _if_typed(form, f"ahead-{n}", _minutes)
        what = form.words(f"before-{n}", required=required if form.get(f"ahead-{n}") else None)
        if what:
            found.append(Before(what, minutes))
    return found


def _dates(form: Form) -> list[Further]:
    required = N_("Write what is on this date.")
    found = []
    for n in range(MOST_DATES):
        what = form.words(f"date-{n}", required=required if form.get(f"on-{n}") else None)
        if not what:
            continue
        on = form.read(f"on-{n}", _date)
        if on is not None:
            found.append(Further(what, on))
    return found


def _if_typed(form: Form, name: str, reader: Callable[[str], Value]) -> Value | None:
    return form.read(name, reader) if form.get(name) else None


def _date(typed: str) -> date:
    return read_date(typed, "on")


def _minutes(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and 0 < int(typed[:5]) <= 1440:
        return int(typed)
    sentence = N_("Write the minutes as a whole number, from 1 to 1440.")
    raise Refused(Problem("out_of_range", None, sentence))


def _days(typed: str) -> int:
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:3]) <= 14:
        return int(typed)
    sentence = N_("Write the days in a row as a whole number, from 1 to 14.")
    raise Refused(Problem("out_of_range", None, sentence))


def _rows(form: Form, name: str, least: int, most: int) -> int:
    filled = [n for n in range(most) if form.get(f"{name}-{n}")]
    return min(max(least, (filled[-1] + 1 + SPARE) if filled else 0), most)


def _shown(value: Decimal | None) -> str:
    return "" if value is None else show_amount(value)
