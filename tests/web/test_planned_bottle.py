"""A bottle that was planned days ago, on its first day: every page reads its label (H14, H15)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from journal.plans.bottles import NewStrength, change_strength
from journal.records.medicines import Medicine
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
DAYS = timedelta(days=1)


@pytest.fixture
def planned(family):
    """`planned(3)`: Prednisolone of 5 mg for weeks, of 1 mg from in three days, since last week."""

    def plan(days):
        made = family.medicine(
            strength="5 mg", form="tablets", first_on=TODAY - 30 * DAYS, now=now() - 30 * DAYS
        )
        with family.database.transaction() as session:
            row = session.get_one(Medicine, made.id)
            new = NewStrength(strength="1 mg", first_on=TODAY + days * DAYS)
            change_strength(session, family.actor(session, "ada"), row, new, now=now() - 7 * DAYS)
            assert row.strength == "5 mg"
        return f"/children/{family.nora}", made.id

    return plan


@pytest.mark.parametrize(("days", "label"), [(0, "1 mg, tablets"), (1, "5 mg, tablets")])
def test_h14_the_history_says_the_strength_of_the_day(as_person, planned, days, label):
    child, _medicine = planned(days)
    page = as_person("ada").get(f"{child}/treatment").text
    assert f"{label} · in the plan now" in page


def count(ada, child, medicine):
    counted = {"what": "counted", "amount": "30", "unit": "tablet"}
    told = ada.post(f"/api/v1{child}/medicines/{medicine}/supply", json=counted)
    assert told.status_code == 201
    return told.json


@pytest.mark.parametrize(("days", "offered"), [(0, []), (1, ["5 mg", "1 mg"])])
def test_h14_a_package_is_of_a_strength_that_is_given_or_comes(as_person, planned, days, offered):
    ada, (child, medicine) = as_person("ada"), planned(days)
    count(ada, child, medicine)
    page = ada.get(f"{child}/medicines/{medicine}/supply").text
    assert [each for each in ("5 mg", "1 mg") if f'value="{each}"' in page] == offered


@pytest.mark.parametrize(("days", "strength"), [(0, "1 mg"), (1, "5 mg")])
def test_h14_a_count_is_of_the_strength_of_its_day(as_person, planned, days, strength):
    told = count(as_person("ada"), *planned(days))
    assert told["history"][0]["strength"] == strength
