"""The history of one medicine: what held is compared with what held before it (H11)."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from journal.care.rhythm import read_rhythm
from journal.clock import now
from journal.plans.medicines import Dosing, change_dose
from journal.records.medicines import Medicine
from journal.words import day_text
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
DAYS = timedelta(days=1)
DAILY = Dosing(
    amount=Decimal("12.5"),
    unit="mg",
    rhythm=read_rhythm({"every": "day", "times": ["08:00"]}),
    first_on=TODAY,
)
FOLD = "Replaced by later decisions"


@pytest.fixture
def medicine(family):
    return family.medicine(first_on=TODAY - 30 * DAYS, now=now() - 30 * DAYS)


@pytest.fixture
def decide(family, medicine):
    """`decide("10", 5, ago=3)`: 10 mg from in five days, decided three days ago."""

    def change(amount, days, *, ago, why=""):
        dosing = replace(DAILY, amount=Decimal(amount), first_on=TODAY + days * DAYS, why=why)
        with family.database.transaction() as session:
            row = session.get_one(Medicine, medicine.id)
            ada = family.actor(session, "ada")
            change_dose(session, ada, row, dosing, now=now() - ago * DAYS)

    return change


@pytest.fixture
def histories(as_person, family, medicine):
    """The text of the history that held, and of the one behind the fold ("" without one)."""

    def read():
        page = as_person("ada").get(f"/children/{family.nora}/medicines/{medicine.id}").text
        words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
        held, _fold, gone = words.partition("nothing here is ever deleted")[2].partition(FOLD)
        return held, gone

    return read


def test_h11_a_dose_is_compared_with_the_one_that_held_before_it(decide, histories):
    decide("10", 5, ago=9, why="less soon")
    decide("11", 2, ago=3)
    held, gone = histories()
    assert "was 12.5 mg → became 11 mg" in held
    assert "10 mg" not in held
    assert f"Dose from {day_text(TODAY + 5 * DAYS)}" in gone
    assert "Amount 10 mg" in gone
    assert "How often every day at 08:00" in gone
    assert "less soon" in gone
    assert "→" not in gone


def test_a_history_without_replaced_decisions_has_nothing_to_unfold(decide, histories):
    decide("10", 2, ago=3)
    held, gone = histories()
    assert "was 12.5 mg → became 10 mg" in held
    assert not gone


def test_h11_the_first_dose_is_compared_with_nothing(histories):
    held, _gone = histories()
    assert "Amount 12.5 mg" in held
    assert "empty" not in held
