"""A raised dose is more of the medicine, however it is counted."""

import uuid
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest

from journal.plans.raised import raised_on
from journal.records.medicines import DosePlan, Medicine
from tests.family import NOW

MARCH = date(2026, 3, 2)
WEEK = timedelta(weeks=1)
WEEKLY = {"every": "week", "on": ["monday"], "times": ["18:00"]}
WHO = {"child_id": uuid.uuid4(), "made_by": uuid.uuid4(), "made_at": NOW}


@pytest.mark.parametrize(
    ("after", "is_raise"),
    [
        ({"amount": "2", "unit": "tablet", "strength": "10 mg"}, True),
        ({"amount": "1.5", "unit": "tablet", "strength": "10 mg"}, False),
        ({"amount": "25", "unit": "mg", "strength": ""}, True),
        ({"amount": "10", "unit": "mg", "strength": ""}, False),
        ({"amount": "1", "unit": "mL", "strength": "25 mg/mL"}, True),
        ({"amount": "0.3", "unit": "mL", "strength": "50 mg/mL"}, False),
        ({"amount": "0.5", "unit": "mL", "strength": "ready to use"}, True),
        ({"amount": "6", "unit": "tablet", "strength": "2.5 mg"}, False),
        ({"amount": "6.5", "unit": "tablet", "strength": "2.5 mg"}, True),
    ],
)
def test_h28_a_raise_is_seen_through_another_strength_and_what_is_unclear_is_one(after, is_raise):
    taken = Medicine(name="Methotrexate", form="tablets", strength="2.5 mg", **WHO)
    before = {"amount": "6", "unit": "tablet", "strength": "2.5 mg"}
    plans = [
        DosePlan(
            medicine_id=taken.id,
            amount=Decimal(one.pop("amount")),
            rhythm=WEEKLY,
            first_on=on,
            **one,
            **WHO | {"made_at": NOW + (on - MARCH)},
        )
        for one, on in ((before, MARCH), (dict(after), MARCH + 4 * WEEK))
    ]
    assert raised_on(taken, plans, UTC) == ([MARCH + 4 * WEEK] if is_raise else [])
