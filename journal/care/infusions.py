"""Numbers of an infusion, worked out from what the clinic ordered and somebody typed.

Every figure is exact (Decimal in, Fraction out) and is rounded once, for reading. Nothing here
answers a dose, a rate or an amount to give (H38). Source: docs/rules.md#infusion-numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from journal.care.problems import N_, Problem, Refused
from journal.care.strength import read_strength
from journal.care.units import IN_MILLIGRAMS, Unit, show_amount

HOUR = 60
# So many digits, the zeros in front not counted: 1.94 g/kg.
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """So many mL/h for so many minutes; None for a step that goes on until the end."""

    ml_h: Decimal
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Present:
    """Where in the steps an infusion is: `index` counts from 0.

    next  the step that follows, None after the last; minutes_left: until it, None while it is open
    """

    index: int
    step: Step
    next: Step | None
    minutes_left: Fraction | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number for reading. is_rounded: it has more digits than these."""

    text: str
    is_rounded: bool


def per_kg(amount: Decimal | Fraction, kilos: Decimal) -> Fraction:
    """Return so much for each kg, exact: what was ordered or ran, divided by the clinic's weight.

    Raises ValueError for a weight that is not more than 0.
    """
    if kilos <= 0:
        raise ValueError("a weight is more than 0")
    return Fraction(amount) / Fraction(kilos)


def in_grams(amount: Decimal | None, unit: str, strength: str = "") -> Fraction | None:
    """Return an amount in g, exact; None where nobody can tell.

    One in mL has grams only with the strength that stands on its bottle.
    """
    if amount is None:
        return None
    if unit == Unit.MILLILITRE:
        each = _grams_per_ml(strength)
        return None if each is None else Fraction(amount) * each
    if unit not in IN_MILLIGRAMS:
        return None
    return Fraction(amount) * Fraction(IN_MILLIGRAMS[unit]) / Fraction(IN_MILLIGRAMS[Unit.GRAM])


def check_strength(amount: Decimal | None, unit: str, strength: str) -> None:
    """Refuse an amount in mL whose bottle says nothing of what is in it (B7).

    Raises Refused strength_required, and the codes of `read_strength`.
    """
    if amount is None or unit != Unit.MILLILITRE:
        return
    if _grams_per_ml(strength) is None:
        sentence = N_("Copy the strength from the bottle, for example 1 g in 10 mL.")
        raise Refused(Problem("strength_required", "strength", sentence))


def concentration(grams: Decimal | Fraction, ml: Decimal) -> Fraction:
    """Return g in one mL as the two were typed. Raises ValueError for no volume."""
    if ml <= 0:
        raise ValueError("a volume is more than 0")
    return Fraction(grams) / Fraction(ml)


def ml_in(ml_h: Decimal, minutes: Fraction | int) -> Fraction:
    """Return the mL that run in so many minutes at so many mL/h."""
    return Fraction(ml_h) * Fraction(minutes) / HOUR


def ml_of_steps(steps: Sequence[Step]) -> Fraction:
    """Return the mL of all steps that have their minutes; one that goes on is not in it."""
    return sum((ml_in(one.ml_h, one.minutes) for one in steps if one.minutes), Fraction(0))


def minutes_for(volume_ml: Decimal, steps: Sequence[Step]) -> Fraction | None:
    """Return after how many minutes a volume has run by these steps; None when they end before.

    A pause and a change of the rate are not in it: it is the order's own arithmetic.
    """
    left, gone = Fraction(volume_ml), Fraction(0)
    for one in steps:
        runs = None if one.minutes is None else ml_in(one.ml_h, one.minutes)
        if one.ml_h > 0 and (runs is None or runs >= left):
            return gone + minutes_left(left, one.ml_h)
        if runs is None:
            return None
        left, gone = left - runs, gone + Fraction(one.minutes or 0)
    return None


def minutes_left(ml: Fraction | Decimal, ml_h: Decimal) -> Fraction:
    """Return how many minutes so many mL need at so many mL/h. Raises ValueError for no rate."""
    if ml_h <= 0:
        raise ValueError("a rate is more than 0")
    return Fraction(ml) * HOUR / Fraction(ml_h)


def ml_run(rates: Sequence[tuple[Fraction, Decimal]], until: Fraction) -> Fraction:
    """Return the mL that ran by the rates that were set: (minute, mL/h), oldest first.

    Each holds until the next; 0 mL/h is a pause. Nothing had run before the first.
    """
    run, end = Fraction(0), until
    for minute, rate in reversed(rates):
        run += ml_in(rate, max(min(end, until) - minute, Fraction(0)))
        end = minute
    return run


def step_at(steps: Sequence[Step], minutes: Fraction | int) -> Present | None:
    """Return the step of so many minutes after the start; None before it and after the last."""
    begun = Fraction(0)
    if minutes < 0:
        return None
    for index, one in enumerate(steps):
        ends = None if one.minutes is None else begun + one.minutes
        if ends is None or minutes < ends:
            follows = steps[index + 1] if index + 1 < len(steps) else None
            return Present(index, one, follows, None if ends is None else ends - minutes)
        begun = ends
    return None


def figure(value: Fraction, digits: int = DIGITS) -> Figure:
    """Return a number for reading, at most `digits` figures, and whether it was rounded.

    Whole numbers keep all their figures: 1250 mL stays 1250. A half goes up, as people round.
    """
    if value < 0:
        raise ValueError("no such figure is less than 0")
    places = max(digits - len(str(int(value))), 0) if value >= 1 else digits - 1
    while 0 < value < Fraction(1, 10**places):
        places += 1
    scale = 10**places
    rounded = Fraction(int(value * scale + Fraction(1, 2)), scale)
    shown = Decimal(rounded.numerator) / Decimal(rounded.denominator)
    return Figure(show_amount(shown), rounded != value)


def _grams_per_ml(strength: str) -> Fraction | None:
    said = read_strength(strength)
    if said is None or said.per_unit != Unit.MILLILITRE:
        return None
    grams = in_grams(said.amount, said.unit)
    return None if grams is None else grams / Fraction(said.per)
