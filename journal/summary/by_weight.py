"""A planned amount for each kilogram: on the dated weight that stands in the page's header.

Rule: docs/rules.md#mg-per-kg. It is said of what is planned in mg and of nothing else.
"""

from decimal import Decimal

from journal.care.infusing import in_kilos
from journal.care.rhythm import Daily, known_rhythm
from journal.care.rhythm_amounts import own_amounts
from journal.care.units import rounded_for_each_kg
from journal.summary.treated import Measured, Medicine, PerKg


def per_kg(medicine: Medicine, weight: Measured | None) -> PerKg | None:
    """Return mg for each kg: of a day for a daily medicine, else of one dose; rounded half up.

    None without a weight, for another unit than mg, for a plan that cannot be read, while it is
    paused, of an amount of 0, and where two amounts come in turn: one figure would be wrong on
    every second day.
    """
    kilos = in_kilos(weight.value, weight.unit) if weight else None
    rhythm = known_rhythm(medicine.rhythm)
    if medicine.unit != "mg" or not medicine.amount or medicine.paused_on:
        return None
    if rhythm is None or not kilos:
        return None
    if isinstance(rhythm, Daily):
        amounts = own_amounts(rhythm) or (medicine.amount,) * len(rhythm.times)
        return PerKg(value=rounded_for_each_kg(sum(amounts, Decimal(0)) / kilos), a_day=True)
    if own_amounts(rhythm):
        return None
    return PerKg(value=rounded_for_each_kg(medicine.amount / kilos), a_day=False)
