"""The strength on a label: how much of the medicine is in one mL, or in one tablet.

A cross-check of two numbers that the family copied. Nothing here proposes an amount (H38).
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.units import Unit, in_same_unit, read_amount, show_amount

WITHIN = Decimal("0.02")
EXACT_TO, ROUNDED_TO = Decimal("0.0001"), Decimal("0.01")
QUARTER = Decimal("0.25")

# As labels write them, in the languages of the boxes that families send; a word that is not here
# leaves the strength unread, and the family writes it as in the example.
_UNITS = {
    "mg": Unit.MILLIGRAM,
    "mcg": Unit.MICROGRAM,
    "µg": Unit.MICROGRAM,
    "μg": Unit.MICROGRAM,
    "ug": Unit.MICROGRAM,
    "microgram": Unit.MICROGRAM,
    "micrograms": Unit.MICROGRAM,
    "milligram": Unit.MILLIGRAM,
    "milligrams": Unit.MILLIGRAM,
    "g": Unit.GRAM,
    "iu": Unit.INTERNATIONAL_UNIT,
    "i.u.": Unit.INTERNATIONAL_UNIT,
}
_TABLET = r"tab(?:s|l\.?|lets?|letten?)?|comprim[eé]s?|comprimidos?|compress[ae]|таблетк\w*"
_CAPSULE = r"cap(?:s|sules?)?|kapseln?|g[eé]lules?|c[aá]psulas?"
_EACH = (
    (re.compile(r"ml|millilit(?:er|re)s?|cc", re.I), Unit.MILLILITRE),
    (re.compile(_TABLET, re.I), Unit.TABLET),
    (re.compile(_CAPSULE, re.I), Unit.CAPSULE),
    (re.compile(r"drops?", re.I), Unit.DROP),
    (re.compile(r"puffs?", re.I), Unit.PUFF),
    (re.compile(r"patch(?:es)?", re.I), Unit.PATCH),
)
_NUMBER = r"[0-9.,]*[0-9]"
_WORD = r"[^\W\d_]+\.?"
_MASS = r"mg|mcg|[µμu]g|micrograms?|milligrams?|g|iu|i\.u\."
_BETWEEN = r"/|\bin\b|\bper\b|\bpro\b|\bpar\b|\bpor\b|\bje\b|\ba\b|\ben\b|\beach\b|="
# "10 mg in 1 mL", "15 mg/5 mL", "2.5 mg per tablet oral": what follows has no digits.
_SAID = re.compile(
    rf"(?P<amount>{_NUMBER}) ?(?P<unit>{_MASS}) ?(?P<between>{_BETWEEN})? ?"
    rf"(?:(?P<per>{_NUMBER}) ?)?(?P<each>{_WORD})(?P<rest>[^\d/%]*)",
    re.I,
)
# "Each 5 mL contains 15 mg", "1 mL = 10 mg".
_TURNED = re.compile(
    rf"(?:each |every )?(?:(?P<per>{_NUMBER}) ?)?(?P<each>{_WORD}) ?(?:contains?|has|=) ?"
    rf"(?P<amount>{_NUMBER}) ?(?P<unit>{_MASS})(?P<rest>[^\d/%]*)",
    re.I,
)
_ALONE = re.compile(rf"(?P<amount>{_NUMBER}) ?(?P<unit>{_MASS})", re.I)
_SPOON = re.compile(r"spoon|\btsps?\b|\btbsps?\b|löffel|cuchar|cuill|cucchia", re.I)
_WEIGHT = re.compile(r"\bkg\b|\bm²|\bm2\b|kilo", re.I)
_LIQUID = re.compile(
    r"solut|suspen|syrup|sirup|sirop|jarabe|sciroppo|liquid|elixir|inject|ampo?ule|vial|lösung"
    r"|\bsaft\b|soluci|soluzion|раствор|oral drops",
    re.I,
)
_IN_PIECES = (
    (re.compile(rf"\b(?:{_TABLET})\b", re.I), Unit.TABLET),
    (re.compile(rf"\b(?:{_CAPSULE})\b", re.I), Unit.CAPSULE),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """So much in so much: 15 mg in 5 mL, 2.5 mg in 1 tablet."""

    amount: Decimal
    unit: str
    per: Decimal
    per_unit: str


def read_strength(text: str, form: str = "") -> Strength | None:
    """Return the strength that a label's text says, or None when nobody could tell.

    form: "tablets" makes "2.5 mg" mean 2.5 mg in one of them. A percentage, a bare amount without
    a form, two substances, and anything per kg stay unread: never guessed.

    Raises Refused with `teaspoon`, or as `read_amount` for a number with two readings ("1,000 mg").
    Source: docs/rules.md#strengths.
    """
    said = " ".join(text.split())
    if _SPOON.search(said):
        raise Refused(spoon("strength", text))
    if _WEIGHT.search(said):
        return None
    for pattern in (_SAID, _TURNED):
        if (found := pattern.fullmatch(said)) is not None:
            return _read(found)
    alone, piece = _ALONE.fullmatch(said), piece_of(form)
    if alone is None or piece is None:
        return None
    amount = read_amount(alone["amount"], "strength")
    return Strength(amount, _UNITS[alone["unit"].lower()], Decimal(1), piece)


def spoon(field: str, text: object) -> Problem:
    """What is said about spoons, wherever one is written: they differ by half and more."""
    sentence = N_("Write it in mL, as the syringe measures it: no spoons. The label says how many.")
    return Problem("teaspoon", field, sentence, got=shorten(text))


def is_liquid(form: str) -> bool:
    """Say whether a medicine of this form is measured in mL: solution, suspension, injection …"""
    return _LIQUID.search(form) is not None


def piece_of(form: str) -> Unit | None:
    """Return what the form is counted in, tablets or capsules, or None."""
    return next((unit for pattern, unit in _IN_PIECES if pattern.search(form)), None)


def measured_from(amount: Decimal, unit: str, strength: Strength) -> tuple[Decimal, str] | None:
    """Return the same amount as the label's other unit counts it: 12.5 mg is 2.5 mL, 1 mL is 10 mg.

    Exact where it ends within four decimals; else two, or four where two would be too coarse.
    None when the strength says nothing about the unit.
    """
    if (same := in_same_unit(amount, unit, strength.unit)) is not None:
        return quotient(same * strength.per, strength.amount), strength.per_unit
    if unit == strength.per_unit:
        return quotient(amount * strength.amount, strength.per), strength.unit
    return None


def agrees(
    amount: Decimal, unit: str, measured: Decimal, measured_unit: str, strength: Strength
) -> bool | None:
    """Say whether both numbers are the same amount, within 2 %; None when it cannot be compared."""
    if unit == strength.per_unit:
        amount, unit, measured, measured_unit = measured, measured_unit, amount, unit
    same = in_same_unit(amount, unit, strength.unit)
    if same is None or measured_unit != strength.per_unit:
        return None
    # Multiplied out, as a quotient may not end.
    meant = measured * strength.amount
    return abs(same * strength.per - meant) <= WITHIN * meant


def is_same_strength(one: str, other: str, form: str = "") -> bool:
    """Say whether two labels say the same: 10 mg/mL and 50 mg in 5 mL do."""
    if " ".join(one.casefold().split()) == " ".join(other.casefold().split()):
        return True
    try:
        before, after = read_strength(one, form), read_strength(other, form)
    except Refused:
        return False
    if before is None or after is None or before.per_unit != after.per_unit:
        return False
    same = in_same_unit(after.amount, after.unit, before.unit)
    return same is not None and same * before.per == before.amount * after.per


def show_strength(strength: Strength) -> str:
    """ "10 mg/mL", "15 mg/5 mL"; for what is counted in pieces "2.5 mg"."""
    amount = f"{show_amount(strength.amount)} {strength.unit}"
    if strength.per_unit != Unit.MILLILITRE:
        return amount
    per = "" if strength.per == 1 else f"{show_amount(strength.per)} "
    return f"{amount}/{per}{strength.per_unit}"


def is_cut_in_quarters(tablets: Decimal) -> bool:
    """Say whether halves and quarters of tablets add up to it."""
    return tablets % QUARTER == 0


def _read(found: re.Match[str]) -> Strength | None:
    each = next((unit for word, unit in _EACH if word.fullmatch(found["each"])), None)
    if each is None or not (_joined(found) or (each is not Unit.MILLILITRE and not found["per"])):
        return None
    amount = read_amount(found["amount"], "strength")
    per = Decimal(1) if found["per"] is None else read_amount(found["per"], "strength")
    return Strength(amount, _UNITS[found["unit"].lower()], per, each)


def _joined(found: re.Match[str]) -> bool:
    """ "2.5 mg 30 tablets" is what the package holds, not what 30 tablets hold."""
    return found.re is _TURNED or found["between"] is not None


def quotient(whole: Decimal, by: Decimal) -> Decimal:
    """Return `whole / by`: exact where it ends within four decimals, else rounded to two, or four.

    Two decimals are kept only while they are within 1 %.
    """
    exact = (whole / by).quantize(EXACT_TO, ROUND_HALF_UP)
    if exact * by == whole:
        return Decimal(show_amount(exact))
    rounded = exact.quantize(ROUNDED_TO, ROUND_HALF_UP)
    fine = abs(rounded * by - whole) <= WITHIN * whole / 2
    return Decimal(show_amount(rounded if fine else exact))


def form_beside(strength: str, form: str) -> str:
    """Return the form to write behind a strength: "" where it says so ("250 mg per capsule")."""
    stem = form.casefold().removesuffix("s")
    return "" if stem and stem in strength.casefold() else form
