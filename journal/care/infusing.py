"""What an infusion's numbers are asked about: a slip of the key would become a wrong day (H13).

Source: docs/rules.md#infusion-numbers. Both are asked on a screen and never refused.
"""

from decimal import Decimal

from journal.care.problems import N_, Problem
from journal.care.units import show_amount

WEIGHT, AMOUNT = "weight_unlikely", "amount_too_small"
SHARE = Decimal("0.2")
# In g/kg; the vaccine rules' own.low. Not read from their file: no fault of it may stop an entry.
LEAST = Decimal("0.2")
LB_PER_KG = Decimal("2.20462262185")

WEIGHT_TEXT = N_("The weight is %(kilos)s kg, and %(last)s kg was written before. Is it in kg?")
AMOUNT_TEXT = N_(
    "%(grams)s g of immunoglobulin for %(kilos)s kg is less than %(least)s g/kg. Look at the "
    "amount and its unit."
)


def weight_question(kilos: Decimal, last: Decimal | None) -> Problem | None:
    """Return the question about a weight more than 20 % away from the last one, or None."""
    if last is None or abs(kilos - last) <= SHARE * last:
        return None
    said = {"kilos": show_amount(kilos), "last": show_amount(last.quantize(Decimal("0.1")))}
    return Problem(WEIGHT, "weight_kg", WEIGHT_TEXT, said, show_amount(kilos))


def amount_question(grams: Decimal, kilos: Decimal) -> Problem | None:
    """Return the question about immunoglobulin of less than 0.2 g/kg into a vein, or None."""
    if grams / kilos >= LEAST:
        return None
    amounts = {"grams": grams, "kilos": kilos, "least": LEAST}
    said = {name: show_amount(value) for name, value in amounts.items()}
    return Problem(AMOUNT, "amount", AMOUNT_TEXT, said, show_amount(grams))


def in_kilos(value: Decimal, unit: str) -> Decimal | None:
    """Return a weight in kg, to compare with; None for a unit that is no weight."""
    return {"kg": value, "lb": value / LB_PER_KG}.get(unit)
