"""What one side has no room for is counted, never dropped."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from journal.summary.page import Page, Reading, Since, Symptom
from journal.summary.pdf import Paper
from tests.summary.course import DAILY, FROM, TO, medicine, rich


def crowded() -> Page:
    """Forty medicines and three hundred symptoms."""
    names = [f"Symptom number {n}" for n in range(300)]
    readings = tuple(Reading(on=FROM + timedelta(days=n), severity=n % 9) for n in range(60))
    return rich(
        medicines=tuple(medicine(f"Medicine{n:02}", "5", "mg", DAILY, FROM) for n in range(40)),
        symptoms=tuple(Symptom(name=name, readings=readings) for name in names),
        since=tuple(Since(name=name, then=Decimal(5), now=Decimal(4), scale=10) for name in names),
    )


def test_a_side_that_has_room_leaves_nothing_out(printed) -> None:
    few = rich(symptoms=rich().symptoms[:1], changes=rich().changes[:2])
    (text,) = printed(few).pages
    assert "more" not in text.replace("no more stomach", "")


@pytest.mark.parametrize("paper", list(Paper))
def test_forty_medicines_and_three_hundred_symptoms_are_named_or_counted(
    printed, paper: Paper
) -> None:
    page = crowded()
    sheets = printed(page, paper)
    assert len(sheets.pages) <= 3
    shown = [n for n in range(40) if f"Medicine{n:02}" in sheets.text]
    assert shown == list(range(40))
    since = len(re.findall(r"Symptom number \d+: 5 → 4 of 10", sheets.text))
    (left,) = re.findall(r"Since the visit on 24 Aug 2026 and (\d+) more", sheets.text)
    assert since + int(left) == 300


def test_a_page_too_long_for_one_side_is_not_cut_as_far_as_it_goes(printed) -> None:
    long = replace(crowded(), medicines=crowded().medicines[:36], period=rich().period)
    assert (long.period.to_on, len(printed(long).pages)) == (TO, 2)
    assert "P100299001" in printed(long).text
