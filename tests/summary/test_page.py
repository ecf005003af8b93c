"""The content of the page, before it has words or a layout."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from journal.summary.canonical import canonical, code
from journal.summary.page import Infusion, Measured
from tests.summary.course import rich


def test_equal_content_has_an_equal_code_whenever_it_was_made() -> None:
    later = replace(rich(), made_at=rich().made_at + timedelta(days=3))
    assert code(rich()) == code(later)


@pytest.mark.parametrize(
    "change",
    [
        {"entry_ids": rich().entry_ids[1:]},
        {"child": replace(rich().child, name="Tom")},
        {"period": replace(rich().period, to_on=date(2026, 11, 21))},
        {"counts": rich().counts[1:]},
    ],
)
def test_h24_other_content_has_another_code(change: dict[str, object]) -> None:
    assert code(rich(**change)) != code(rich())


def test_code_is_short_enough_to_read_aloud() -> None:
    assert len(code(rich())) == 7
    assert code(rich())[4] == "-"


def test_canonical_page_is_json_without_floats() -> None:
    said = canonical(rich())
    assert "." not in "".join(str(n) for n in _numbers(said))
    assert json.loads(json.dumps(said)) == said


def test_canonical_page_keeps_names_exactly() -> None:
    name = " Zoë\u202e \x01é\u0301\u0301"
    child = canonical(rich(child=replace(rich().child, name=name)))["child"]
    assert isinstance(child, dict)
    assert child["name"] == name


def test_canonical_page_names_every_entry_and_the_period() -> None:
    said = canonical(rich())
    assert said["entry_ids"] == list(rich().entry_ids)
    assert said["entries"] == 1204
    assert said["period"] == {"from": "2026-08-25", "to": "2026-11-22", "zone": "America/New_York"}


@pytest.mark.parametrize(
    ("amount", "unit", "kg", "expected"),
    [
        ("48", "g", "24.2", "1.98"),
        ("500", "mg", "24", "20.83"),
        ("0.01", "mg", "24", "0.00042"),
        ("48", "mL", "24", None),  # no grams, no figure
        (None, "g", "24", None),
        ("48", "g", None, None),
        ("48", "g", "0", None),
    ],
)
def test_a_figure_for_each_kg_needs_amount_and_weight_and_is_never_0(
    amount: str | None, unit: str, kg: str | None, expected: str | None
) -> None:
    day = date(2026, 10, 1)
    weight = Measured(value=Decimal(kg), unit="kg", on=day) if kg else None
    grams = Decimal(amount) if amount else None
    infusion = Infusion(on=day, medicine="IVIG", amount=grams, unit=unit, weight=weight)
    assert infusion.per_kg == (Decimal(expected) if expected else None)


def _numbers(value: object) -> list[object]:
    if isinstance(value, dict):
        return [n for each in value.values() for n in _numbers(each)]
    if isinstance(value, list):
        return [n for each in value for n in _numbers(each)]
    return [value] if isinstance(value, int | float) else []
