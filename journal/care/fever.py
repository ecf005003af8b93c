"""Whether a temperature reaches the number a clinic named, in °C or °F. Knows no number itself."""

from decimal import Decimal
from fractions import Fraction

UNITS = ("°C", "°F")
# The family's figure, see docs/rules.md#fever.
KEY = "fever"


def reaches(value: Decimal, unit: str, limit: Decimal, limit_unit: str) -> bool:
    """Whether a temperature is at or above a limit; °C and °F are compared exactly.

    Nothing is rounded: 101.3 °F is 38.5 °C exactly, 101.2 °F is below it. Raises ValueError for
    another unit.
    """
    return _celsius(value, unit) >= _celsius(limit, limit_unit)


def _celsius(value: Decimal, unit: str) -> Fraction:
    if unit not in UNITS:
        raise ValueError(f"{unit} is no unit of temperature")
    exact = Fraction(value)
    return exact if unit == "°C" else (exact - 32) * 5 / 9
