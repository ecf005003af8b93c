"""At or above the clinic's number, in °C and °F, exactly."""

from decimal import Decimal

import pytest

from journal.care.fever import reaches


@pytest.mark.parametrize(
    ("value", "unit", "limit", "limit_unit", "reached"),
    [
        ("38.5", "°C", "38.5", "°C", True),  # at the number
        ("38.4", "°C", "38.5", "°C", False),
        ("101.3", "°F", "38.5", "°C", True),  # 101.3 °F is 38.5 °C exactly
        ("101.2", "°F", "38.5", "°C", False),
        ("38", "°C", "100.4", "°F", True),  # 38 °C is 100.4 °F exactly
        ("37.9", "°C", "100.4", "°F", False),
        ("38.3", "°C", "101", "°F", False),  # 101 °F is 38.33… °C
        ("101.4", "°F", "101.4", "°F", True),
    ],
)
def test_h13_a_temperature_is_compared_exactly_in_either_unit(
    value, unit, limit, limit_unit, reached
):
    assert reaches(Decimal(value), unit, Decimal(limit), limit_unit) is reached


def test_h13_another_unit_is_refused_and_never_compared():
    with pytest.raises(ValueError, match="no unit"):
        reaches(Decimal(38), "K", Decimal(38), "°C")
