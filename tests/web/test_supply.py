"""The supply on the pages: what is left and until when, in the words and buttons a family meets."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.plans.packages import Packed, write_supply
from journal.records.medicines import Medicine, Supplied, Supply
from tests.family import ZONE, change

TODAY = now().astimezone(ZoneInfo(ZONE)).date()


@pytest.fixture
def medicine(family):
    """Two tablets a day, at the end of it: whenever the test runs, today's lie ahead."""
    late = {"every": "day", "times": ["23:59"]}
    return family.medicine(
        "Prednisolone", "2", "tablet", rhythm=late, first_on=TODAY - timedelta(days=40)
    )


@pytest.fixture
def url(family, medicine):
    return f"/children/{family.nora}/medicines/{medicine.id}/supply"


def rows(family):
    with family.database.reading() as session:
        return session.exec(select(Supply).order_by(Supply.made_at)).all()


def days(after):
    day = TODAY + timedelta(days=after)
    return f"{day.day} {day:%b %Y}"


def text_of(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def write(family, medicine, what, amount=None, *, before=timedelta(0), **more):
    unit = None if amount is None else "tablet"
    packed = Packed(
        what=what, amount=None if amount is None else Decimal(amount), unit=unit, **more
    )
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        actor = family.actor(session, "ben")
        return write_supply(session, actor, row, packed, now=now() - before)


def test_a_count_says_what_is_left_and_until_when_everywhere(ada, family, medicine, url):
    page = ada.get(url).text
    assert "Not counted yet" in page
    assert "Add it for Nora" not in page
    reply = ada.post(f"{url}/count", data={"count": "34", "count_unit": "tablet"})
    assert reply.status_code == 303
    page = text_of(ada.get(url).text)
    assert "About 34 tablets left" in page
    # 17 doses from today on.
    assert f"enough for every planned dose before {days(17)}" in page
    shown = text_of(ada.get(f"/children/{family.nora}/medicines/{medicine.id}").text)
    assert "About 34 tablets left" in shown
    assert f"before {days(17)}" in shown


def test_h43_a_recorded_dose_is_taken_off_at_once(ada, family, medicine, url):
    write(family, medicine, Supplied.COUNTED, "34", before=timedelta(hours=1))
    given = {"medicine": str(medicine.id), "outcome": "given", "amount": "1.5", "unit": "tablet"}
    with family.database.transaction() as session:
        asked = change(family.nora, "dose", made_at=now(), **given)
        outcome = record(session, family.actor(session, "ben"), asked, now=now())
        assert outcome.stored, outcome
    assert "About 32 ½ tablets left" in text_of(ada.get(url).text)


def test_h17_doses_without_a_record_are_said_beside_it(ada, family, medicine, url):
    write(family, medicine, Supplied.COUNTED, "34", before=timedelta(days=4))
    page = text_of(ada.get(url).text)
    assert "About 34 tablets left" in page
    assert "doses without a record were given: about 2" in page
    assert "missed" not in page


def test_a_new_box_is_added_with_its_lot_and_taken_back(ada, family, medicine, url):
    write(family, medicine, Supplied.COUNTED, "4")
    typed = {"fetched": "30", "fetched_unit": "tablet", "lot": "X7"}
    assert ada.post(f"{url}/fetched", data=typed).status_code == 303
    page = ada.get(url).text
    assert "About 34 tablets left" in page
    assert "X7" in page
    assert 'class="toast' in page
    assert ada.post(f"{url}/{rows(family)[-1].id}/back").status_code == 303
    page = text_of(ada.get(url).text)
    assert "About 4 tablets left" in page
    assert "taken back by Ada" in page
    assert len(rows(family)) == 2


def test_a_count_of_nothing_is_a_count(ada, family, url):
    assert ada.post(f"{url}/count", data={"count": "0", "count_unit": "tablet"}).status_code == 303
    page = ada.get(url).text
    assert "Nothing is left" in page
    assert "not enough for the next planned dose" in page


# the form, what is typed, the field, a part of the sentence
WRONG = [
    ("count", {"count": "", "count_unit": "tablet"}, "count", "Enter a number."),  # B1
    ("count", {"count": "-5", "count_unit": "tablet"}, "count", "0 when nothing is left"),  # B2
    ("count", {"count": "1,000", "count_unit": "tablet"}, "count", "Is this 1 or 1000?"),  # B3
    ("count", {"count": "NaN", "count_unit": "tablet"}, "count", "digits 0 to 9"),  # B5
    ("count", {"count": "34", "count_unit": ""}, "count_unit", "Choose the unit"),
    ("count", {"count": "34", "count_unit": "spoon"}, "count_unit", "Choose one of"),
    ("fetched", {"fetched": "", "fetched_unit": "tablet"}, "fetched", "Enter a number."),  # B1
    ("fetched", {"fetched": "0", "fetched_unit": "tablet"}, "fetched", "more than 0"),  # B2
    ("fetched", {"fetched": "1.125", "fetched_unit": "tablet"}, "fetched", "1.125"),  # B3
    ("fetched", {"fetched": "0x10", "fetched_unit": "tablet"}, "fetched", "digits 0 to 9"),  # B5
    ("fetched", {"fetched": "3", "fetched_unit": "tablet", "lot": "x" * 61}, "lot", "61 of 60"),
    ("opened", {"opened_on": "31/04/2026"}, "opened_on", "Write the date as"),
    ("opened", {"opened_on": "2026-11-01", "use_by": "2026-10-01"}, "use_by", "before the day"),
    ("opened", {"opened_on": "2026-11-01", "use_within": "2.5"}, "use_within", "whole number"),
    (
        "opened",
        {"opened_on": "2026-11-01", "use_by": "2026-12-01", "use_within": "30"},
        "use_within",
        "not both",
    ),
    ("opened", {"opened_on": "2999-11-01"}, "opened_on", "Write a year from 1900"),
    ("opened", {"opened_on": "2099-11-01"}, "opened_on", "This is in the future"),
    ("notice", {"refill_days": "91"}, "refill_days", "from 1 to 90"),
    ("notice", {"refill_days": "0"}, "refill_days", "from 1 to 90"),
]


@pytest.mark.parametrize(("form", "typed", "field", "sentence"), WRONG)
def test_b1_b2_b3_b5_what_cannot_be_kept_comes_back_as_it_was_typed(
    ada, family, medicine, url, form, typed, field, sentence
):
    before = write(family, medicine, Supplied.COUNTED, "7")
    reply = ada.post(f"{url}/{form}", data=typed)
    page = unescape(reply.text)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in page
    assert sentence in page
    for name, value in typed.items():
        if value and not name.endswith("_unit"):
            assert f'value="{value}"' in page, name
    assert [row.id for row in rows(family)] == [before.id]


def test_b4_half_a_tablet_is_kept_as_it_is_meant(ada, family, url):
    for typed in (".5", "0.50", "0,5"):
        reply = ada.post(f"{url}/count", data={"count": typed, "count_unit": "tablet"})
        assert reply.status_code == 303
    assert {str(row.amount) for row in rows(family)} == {"0.5"}


def test_h3_the_same_form_twice_is_one_row_and_another_number_is_not_lost(ada, family, url):
    typed = {"count": "34", "count_unit": "tablet", "row": str(uuid.uuid4())}
    for _tap in range(2):
        assert ada.post(f"{url}/count", data=typed).status_code == 303
    assert len(rows(family)) == 1
    reply = ada.post(f"{url}/count", data={**typed, "count": "43"})
    assert reply.status_code == 422
    assert "This form was sent before" in reply.text
    assert f'value="{typed["row"]}"' not in reply.text
    fresh = re.search(r'name="row" value="([^"]+)"', reply.text)[1]
    assert ada.post(f"{url}/count", data={**typed, "count": "43", "row": fresh}).status_code == 303
    assert [str(row.amount) for row in rows(family)] == ["34", "43"]


def test_an_opened_bottle_says_its_use_by_and_after_it_that_the_pharmacist_is_asked(
    ada, family, url
):
    opened = (TODAY - timedelta(days=40)).isoformat()
    assert (
        ada.post(f"{url}/opened", data={"opened_on": opened, "use_within": "30"}).status_code == 303
    )
    page = text_of(ada.get(url).text)
    assert f"use by {days(-10)}: ask your pharmacist" in page
    row = rows(family)[0]
    assert ada.post(f"{url}/{row.id}/finished").status_code == 303
    assert ada.post(f"{url}/{row.id}/finished").status_code == 303
    page = text_of(ada.get(url).text)
    assert "It is finished" not in page
    assert len(rows(family)) == 2


def test_the_notice_is_off_until_the_family_chooses_it(ada, family, medicine, url):
    write(family, medicine, Supplied.COUNTED, "10")
    today, listed = f"/children/{family.nora}/today", f"/children/{family.nora}/medicines"
    for place in (today, listed):
        assert "days left" not in ada.get(place).text
    assert ada.post(f"{url}/notice", data={"refill_days": "7"}).status_code == 303
    assert "Prednisolone: about 5 days left" in text_of(ada.get(today).text)
    assert f'href="{url}"' in ada.get(today).text
    assert "Supply: about 5 days left" in text_of(ada.get(listed).text)
    assert ada.post(f"{url}/notice", data={"refill_days": ""}).status_code == 303
    assert "days left" not in ada.get(today).text


def test_a_notice_that_nobody_can_work_out_is_said_and_not_left_out(ada, family, medicine, url):
    ada.post(f"{url}/notice", data={"refill_days": "7"})
    page = text_of(ada.get(f"/children/{family.nora}/today").text)
    assert "Prednisolone: what is left cannot be counted" in page


def test_h15_a_package_of_another_strength_is_asked_about(ada, family, url, medicine):
    with family.database.transaction() as session:
        session.get_one(Medicine, medicine.id).strength = "5 mg"
    write(family, medicine, Supplied.COUNTED, "34", before=timedelta(hours=1))
    write(family, medicine, Supplied.FETCHED, "30", strength="1 mg")
    page = text_of(ada.get(url).text)
    assert "Cannot be counted" in page
    assert "of another strength, 5 mg, and stays counted in its own tablets" in page
    assert "Count what is there of 1 mg" in page


def test_h16_the_childs_name_stands_on_every_button_that_writes(ada, family, medicine, url):
    write(family, medicine, Supplied.COUNTED, "7")
    page = ada.get(url).text
    buttons = re.findall(r'class="button button--write[^>]*>(.*?)</button>', page, re.DOTALL)
    assert len(buttons) == 3
    assert all("for Nora" in button for button in buttons)
    tom = url.replace(str(family.nora), str(family.tom))
    reply = ada.post(f"{tom}/count", data={"count": "3", "count_unit": "tablet"})
    assert reply.status_code == 422
    assert "another child" in reply.text
    assert len(rows(family)) == 1


def test_who_may_look_sees_what_is_left_and_no_form(as_person, family, medicine, url):
    write(family, medicine, Supplied.COUNTED, "34")
    page = as_person("cleo").get(url).text
    assert "About 34 tablets left" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert as_person("cleo").post(f"{url}/count", data={}).status_code == 403
    assert as_person("eve").get(url).status_code == 404
    assert as_person("eve").post(f"{url}/count", data={}).status_code == 404


def test_a_row_of_another_medicine_is_nothing_here(ada, family, medicine, url):
    other = family.medicine("Folic acid", "1", "tablet")
    row = write(family, other, Supplied.COUNTED, "34")
    assert ada.post(f"{url}/{row.id}/back").status_code == 404
    assert rows(family)[0].taken_back_at is None


def test_h34_a_medicine_entered_by_mistake_goes_with_its_count(ada, family):
    medicine = family.medicine("Oops", "1", "tablet", now=now())
    write(family, medicine, Supplied.COUNTED, "34")
    here = f"/children/{family.nora}/medicines/{medicine.id}"
    assert ada.post(f"{here}/remove").status_code == 303
    assert rows(family) == []
