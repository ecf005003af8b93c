"""Where a height or a weight stands among children of the same age, by the LMS method.

Percentile and curve follow the CDC (docs/rules.md#growth). A place on a chart is a fact about a
number; whether it means anything is for the team to say.
"""

import math
from bisect import bisect_left
from datetime import date
from decimal import Decimal
from statistics import NormalDist

from journal.care.knowledge.growth import GrowthTable, Spread

# The CDC's own count: 365.25 days in twelve months.
DAYS_IN_A_MONTH = 30.4375
CURVES = (3, 10, 25, 50, 75, 90, 97)
# By definition: the international pound in kg and inch in cm, of 1959.
POUND, INCH = Decimal("0.45359237"), Decimal("2.54")
NORMAL = NormalDist()


def age_in_months(born_on: date, on: date) -> float:
    """Return the age on a day in months of 30.4375 days."""
    return (on - born_on).days / DAYS_IN_A_MONTH


def in_chart_unit(value: Decimal, unit: str) -> Decimal:
    """Return a height in cm, a weight in kg; pounds and inches are converted for charts alone."""
    if unit == "lb":
        return value * POUND
    return value * INCH if unit == "in" else value


def percentile(table: GrowthTable, months: float, value: Decimal) -> float | None:
    """Return of how many in a hundred children of this age the value is higher, 0 to 100.

    None outside of the table's ages. value: in cm or kg.
    """
    at = spread_at(table, months)
    if at is None or value <= 0:
        return None
    share = float(value) / at.median
    if at.power == 0:
        z = math.log(share) / at.spread
    else:
        z = (share**at.power - 1) / (at.power * at.spread)
    return NORMAL.cdf(z) * 100


def value_at(table: GrowthTable, months: float, wanted: float) -> float | None:
    """Return the value of a percentile at an age, in cm or kg; None outside of the ages."""
    at = spread_at(table, months)
    if at is None:
        return None
    z = NORMAL.inv_cdf(wanted / 100)
    if at.power == 0:
        return at.median * math.exp(at.spread * z)
    grown: float = at.median * (1 + at.power * at.spread * z) ** (1 / at.power)
    return grown


def spread_at(table: GrowthTable, months: float) -> Spread | None:
    """Return L, M and S at an age: between two rows in proportion, as the CDC's program does."""
    rows = table.rows
    if not rows[0].months <= months <= rows[-1].months:
        return None
    after = bisect_left(rows, months, key=lambda row: row.months)
    high = rows[after]
    if high.months == months:
        return high
    low = rows[after - 1]
    share = (months - low.months) / (high.months - low.months)

    def between(one: float, other: float) -> float:
        return one + share * (other - one)

    return Spread(
        months,
        between(low.power, high.power),
        between(low.median, high.median),
        between(low.spread, high.spread),
    )
