"""A planned amount with both its numbers, and what is said of a new bottle (H15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from journal.care.bottles import Bottle
from journal.care.measured import Measured, in_proportion
from journal.care.problems import Refused
from journal.care.rhythm import Alternating, Daily, Rhythm, read_rhythm
from journal.care.strength import Strength, piece_of, read_strength
from journal.care.units import Unit
from journal.words import amount_text


class Planned(Protocol):
    """A dose plan's amount, and the same as it is measured out."""

    @property
    def amount(self) -> Decimal: ...

    @property
    def unit(self) -> str: ...

    @property
    def measured(self) -> Decimal | None: ...

    @property
    def measured_unit(self) -> str | None: ...

    @property
    def rhythm(self) -> Rhythm | Mapping[str, object]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a plan asks for, where only its values are at hand: a `Planned`."""

    amount: Decimal
    unit: str
    rhythm: Mapping[str, object]
    measured: Decimal | None = None
    measured_unit: str | None = None


def both_text(plan: Planned, amount: Decimal | None = None) -> str:
    """ "12.5 mg · 2.5 mL": both numbers wherever an amount of a plan stands.

    amount: what one slot asks for. Without it everything that the plan asks for is said: "10 mg ·
    2 mL and 5 mg · 1 mL in turn", "08:00 10 mg, 20:00 5 mg".
    """
    if amount is not None:
        return _both(plan, amount)
    try:
        said = plan.rhythm
        rhythm = read_rhythm(said) if isinstance(said, Mapping) else said
    except Refused:
        return _both(plan, plan.amount)
    match rhythm:
        case Alternating(other=other):
            return _(
                "%(one)s and %(two)s in turn", one=_both(plan, plan.amount), two=_both(plan, other)
            )
        case Daily(times=times, amounts=amounts) if len(set(amounts)) > 1:
            pairs = zip(times, amounts, strict=True)
            return ", ".join(f"{at:%H:%M} {_both(plan, each)}" for at, each in pairs)
    return _both(plan, plan.amount)


def given_text(plan: Planned | None, amount: Decimal, unit: str | None) -> str:
    """ "12.5 mg · 2.5 mL": what was given, with the number beside it that `plan` measured out.

    plan: as it was known when the dose was given; None, or another unit than its two, leaves the
    amount as it was written (H11).
    """
    written = amount_text(amount, unit)
    if plan is None or plan.measured is None or plan.measured_unit is None:
        return written
    if unit == plan.unit:
        return _both(plan, amount)
    if unit != plan.measured_unit:
        return written
    first = in_proportion(Measured(plan.amount, plan.unit), amount, plan.measured)
    return f"{amount_text(first.amount, first.unit)} · {written}" if first else written


def measured_beside(plan: Planned, amount: Decimal) -> Measured | None:
    """The mL or tablets of a slot's amount, None where the plan has no second number."""
    if plan.measured is None or plan.measured_unit is None:
        return None
    return in_proportion(Measured(plan.measured, plan.measured_unit), amount, plan.amount)


def strength_text(text: str, form: str = "") -> str:
    """ "25 mg in 1 mL", or what the label says where it cannot be read."""
    strength = _strength(text, form)
    return text if strength is None else strength_said(strength)


def strength_said(strength: Strength) -> str:
    """ "25 mg in 1 mL"."""
    return _(
        "%(amount)s in %(per)s",
        amount=amount_text(strength.amount, strength.unit),
        per=amount_text(strength.per, strength.per_unit),
    )


def bottle_text(bottle: Bottle) -> str:
    """ "New bottle since 3 Nov: 25 mg in 1 mL, before 10 mg in 1 mL. Check the mL."."""
    said = {
        "day": format_date(bottle.since, "d MMM", locale=get_locale() or "en"),
        "strength": strength_text(bottle.strength, bottle.form),
        "before": strength_text(bottle.before, bottle.form),
    }
    strength = _strength(bottle.strength, bottle.form)
    match strength.per_unit if strength else piece_of(bottle.form):
        case Unit.MILLILITRE:
            text = _("New bottle since %(day)s: %(strength)s, before %(before)s. Check the mL.")
        case Unit.TABLET:
            text = _("New tablets since %(day)s: %(strength)s, before %(before)s. Check how many.")
        case _:
            text = _("New strength since %(day)s: %(strength)s, before %(before)s. Check it.")
    return str(text) % said


def _both(plan: Planned, amount: Decimal) -> str:
    both = measured_beside(plan, amount)
    first = amount_text(amount, plan.unit)
    return f"{first} · {amount_text(both.amount, both.unit)}" if both else first


def _strength(text: str, form: str) -> Strength | None:
    try:
        return read_strength(text, form)
    except Refused:
        return None
