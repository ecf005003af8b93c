"""Units of reports as people read them."""

import pytest

from journal.lab_names import unit_text


@pytest.mark.parametrize(
    ("unit", "read"),
    [
        ("10*3/uL", "10³/µL"),
        ("10^9/L", "10⁹/L"),
        ("10*12/L", "10¹²/L"),
        ("umol/L", "µmol/L"),
        ("ug/L", "µg/L"),
        ("ukat/L", "µkat/L"),
        ("U/L", "U/L"),
        ("K/uL", "K/µL"),
        ("mg/dL", "mg/dL"),
        ("mm/h", "mm/h"),
        ("", ""),
    ],
)
def test_h13_a_unit_is_read_as_families_read_it_and_stays_the_same_unit(unit, read):
    assert unit_text(unit) == read
