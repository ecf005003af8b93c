"""A plan of two different amounts is shown with both of them, wherever its amount stands (H15)."""

import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from journal.entries import record
from tests.family import ZONE, change

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
FIRST = TODAY - timedelta(days=20)
SYRUP = {"strength": "5 mg in 1 mL", "form": "syrup"}


def in_turn(other):
    return {"every": "alternate", "times": ["08:00"], "other": other}


def read(page):
    """The page's text as it is read, without its tags."""
    text = unescape(re.sub(r"<[^>]+>", "", page)).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.split())


def add(ada, family, **more):
    form = {"name": "Prednisolone", "step": "2", **SYRUP, "amount": "10", "unit": "mg"}
    form |= {"rhythm": "alternate", "other": "50", "times": ["08:00"], "from": TODAY.isoformat()}
    return ada.post(f"/children/{family.nora}/medicines/add", data=form | more)


@pytest.fixture
def changed(ada, family):
    """10 mg and 5 mg in turn, since five days 10 mg and 2.5 mg."""
    made = family.medicine(
        **SYRUP, amount="10", rhythm=in_turn("5"), first_on=FIRST, now=now() - timedelta(days=20)
    )
    url = f"/children/{family.nora}/medicines/{made.id}/change"
    form = {**SYRUP, "amount": "10", "unit": "mg", "rhythm": "alternate", "other": "2.5"}
    form |= {"times": ["08:00"], "from": (TODAY - timedelta(days=5)).isoformat()}
    seen = re.search(r'name="seen" value="([^"]*)"', ada.post(url, data=form).text)[1]
    assert ada.post(url, data={**form, "seen": seen}).status_code == 303
    return made


def test_h15_a_new_medicine_is_looked_at_with_both_amounts(ada, family):
    page = read(add(ada, family).text)
    assert page.count("10 mg · 2 mL and 50 mg · 10 mL in turn") == 2


def test_h15_a_second_amount_that_was_worked_out_is_looked_at(ada, family):
    reply = add(ada, family, measured="2", measured_unit="mL")
    assert reply.status_code == 200
    assert "10 mg · 2 mL and 50 mg · 10 mL in turn" in read(reply.text)


def test_h15_second_tablets_that_cannot_be_cut_are_pointed_out(ada, family):
    more = {"strength": "5 mg in 1 tablet", "form": "tablet", "other": "7"}
    page = read(add(ada, family, **more).text)
    assert "7 mg would be 1.4 tablets" in page


def test_another_second_amount_has_to_be_looked_at_again(ada, family):
    seen = re.search(r'name="seen" value="([^"]*)"', add(ada, family).text)[1]
    assert add(ada, family, other="5", seen=unescape(seen)).status_code == 200
    assert add(ada, family, seen=unescape(seen)).status_code == 303


def test_h34_the_history_has_both_amounts_and_the_change_of_the_second(ada, family, changed):
    page = read(ada.get(f"/children/{family.nora}/treatment").text)
    before, after = (f"10 mg · 2 mL and {other} in turn" for other in ("5 mg · 1 mL", "2.5 mg"))
    assert f"Begun: {before}" in page
    assert f"{before} → {after.replace('2.5 mg', '2.5 mg · 0.5 mL')}" in page


def test_the_steroid_record_names_both_amounts_of_a_plan(ada, family, changed):
    at = now() - timedelta(days=10)
    given = {"outcome": "given", "amount": "10", "unit": "mg", "medicine": str(changed.id)}
    with family.database.transaction() as session:
        asked = change(family.nora, "dose", made_at=at, **given)
        assert not record(session, family.actor(session, "ada"), asked, now=at).errors
    page = read(ada.get(f"/children/{family.nora}/steroids").text)
    assert "plan: 10 mg · 2 mL and 5 mg · 1 mL in turn" in page


def test_h15_the_page_for_the_clinic_says_a_changed_second_amount(ada, family, changed):
    page = read(ada.get(f"/children/{family.nora}/visit").text)
    assert "10 mg and 5 mg in turn → 10 mg and 2.5 mg in turn" in page
    assert "days or times changed" not in page
    assert "10 mg · 2 mL and 2.5 mg · 0.5 mL in turn" in page
    assert "10 mg / 5 mg / 2.5 mg" not in page
