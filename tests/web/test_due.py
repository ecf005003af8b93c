"""The buttons of a notification: they say given only of what is in the journal."""

import re
import uuid
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.columns import uuid7
from journal.records.entries import Change
from journal.records.medicines import DosePlan
from journal.records.reminders import Occurrence
from tests.family import ZONE
from tests.reminders.world import phone
from tests.web.daily import daily_at, digest, doses, fallen_due, form_to, send, slot_at, today_at

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def occurrence(family) -> uuid.UUID:
    return fallen_due(family, family.medicine(rhythm=daily_at(-10)))


@pytest.fixture
def taken_back(family, as_person, occurrence) -> str:
    """The id of Ada's tap, whose dose somebody deleted."""
    ada, tap = as_person("ada"), str(uuid7(now()))
    assert ada.post(f"/due/{occurrence}/given", data={"change": tap}).status_code == 303
    assert "Given to Nora" in ada.get(f"/children/{family.nora}/today").text
    with family.database.reading() as session:
        entry = session.get_one(Change, uuid.UUID(tap)).entry_id
    page = ada.get(f"/children/{family.nora}/entries/{entry}").text
    assert send(ada, form_to(page, "/delete")).status_code == 303
    assert doses(family) == []
    return tap


@pytest.mark.parametrize(("minutes", "is_late"), [(-459, True), (-10, False)])
def test_h20_a_tap_hours_later_says_how_late_it_is_and_to_ask_before_giving_it(
    family, ada, minutes, is_late
):
    medicine = family.medicine(rhythm=daily_at(minutes))
    page = ada.get(f"/due/{fallen_due(family, medicine, minutes)}").text
    at = f"{today_at(minutes):%H:%M}"
    said = re.search(rf"Due {at}, now (\d\d:\d\d). Ask your team before giving it late.", page)
    assert bool(said) is is_late
    if said:
        late = time.fromisoformat(said[1]), time.fromisoformat(at)
        first, last = (one.hour * 60 + one.minute for one in reversed(late))
        assert 459 <= (last - first) % 1440 <= 480
    assert "Given to Nora" in page, "it may have been given in time"


@pytest.mark.parametrize(
    ("asked", "first"), [("?do=snooze", "snooze"), ("?do=given", "given"), ("", "given")]
)
def test_the_button_that_was_tapped_stands_first_on_the_page(family, ada, occurrence, asked, first):
    phone(family, "ada")
    page = ada.get(f"/due/{occurrence}{asked}").text
    assert re.findall(r'action="/due/[^"]+/(given|snooze)"', page)[0] == first


def test_h3_tap_repeated_after_its_dose_was_deleted_does_not_say_given(
    family, as_person, occurrence, taken_back
):
    ada = as_person("ada")
    reply = ada.post(f"/due/{occurrence}/given", data={"change": taken_back})
    assert reply.status_code == 409
    assert "It was taken back meanwhile" in reply.text
    assert taken_back not in reply.text
    assert "Given to Nora:" not in ada.get(f"/children/{family.nora}/today").text


def test_h3_phone_is_not_told_given_of_a_dose_that_was_deleted(
    family, as_person, occurrence, taken_back
):
    url = f"/api/v1/occurrences/{occurrence}/given"
    reply = as_person("ada").post(url, json={"change": taken_back})
    assert (reply.status_code, reply.json["error"]) == (409, "taken_back")


def test_h1_phone_whose_tap_came_second_is_told_who_was_first_and_when(
    family, as_person, occurrence
):
    ada, ben = as_person("ada"), as_person("ben")
    assert ada.post(f"/due/{occurrence}/given").status_code == 303
    given_at = doses(family)[0].at.astimezone(ZoneInfo(ZONE))
    body = ben.post(f"/api/v1/occurrences/{occurrence}/given", json={})
    assert (body.status_code, body.json["error"]) == (409, "possible_double_dose")
    who, _, when = body.json["message"].partition(": ")
    assert who == "Ada already recorded this dose"
    assert when.startswith(f"{given_at:%d %b %H:%M}".lstrip("0"))
    page = ben.post(f"/due/{occurrence}/given")
    assert page.status_code == 409
    assert "Recorded by Ada on" in page.text
    assert "Ada already recorded this dose" in page.text
    assert len(doses(family)) == 1


@pytest.fixture
def yesterdays(family, occurrence) -> uuid.UUID:
    """The same reminder, thirteen hours old."""
    with family.database.transaction() as session:
        session.get_one(Occurrence, occurrence).due_at = now() - timedelta(hours=13)
    return occurrence


def test_h22_notification_of_thirteen_hours_ago_opens_its_page_and_writes_nothing(
    family, as_person, yesterdays
):
    ada = as_person("ada")
    page = ada.get(f"/due/{yesterdays}?do=given")
    assert page.status_code == 200
    assert "/given" not in page.text
    assert f"slot={slot_at(-10)}" in page.text
    before = digest(family.database)
    for reply in (
        ada.post(f"/due/{yesterdays}/given"),
        ada.post(f"/due/{yesterdays}/snooze"),
        ada.post(f"/api/v1/occurrences/{yesterdays}/given", json={}),
    ):
        assert reply.status_code == 409
        assert "stale_action" in reply.text or "more than 12 hours old" in reply.text
    assert digest(family.database) == before


def test_h43_page_behind_a_notification_leads_to_everything_that_can_be_said(
    family, as_person, occurrence
):
    page = as_person("ada").get(f"/due/{occurrence}").text
    form = page.split("It went otherwise")[0].rpartition('href="')[2].split('"')[0]
    shown = as_person("ada").get(form.replace("&amp;", "&")).text
    assert f'name="slot" value="{slot_at(-10)}"' in shown


def test_h3_id_of_somebody_elses_tap_writes_nothing_and_says_so(family, as_person, occurrence):
    ada, ben, tap = as_person("ada"), as_person("ben"), str(uuid7(now()))
    assert ada.post(f"/due/{occurrence}/given", data={"change": tap}).status_code == 303
    page = ben.post(f"/due/{occurrence}/given", data={"change": tap})
    assert page.status_code == 409
    assert "nothing was written for you" in page.text
    phone = ben.post(f"/api/v1/occurrences/{occurrence}/given", json={"change": tap})
    assert (phone.status_code, phone.json["error"]) == (409, "change_conflict")
    assert len(doses(family)) == 1
    assert "Given to Nora:" not in ben.get(f"/children/{family.nora}/today").text


def test_h14_given_never_records_another_amount_than_the_page_showed(family, as_person, occurrence):
    ada = as_person("ada")
    form = form_to(ada.get(f"/due/{occurrence}").text, "/given")
    with family.database.transaction() as session:
        medicine = session.get_one(Occurrence, occurrence).medicine_id
        session.exec(select(DosePlan).where(DosePlan.medicine_id == medicine)).one().amount = 10
    reply = send(ada, form)
    assert reply.status_code == 409
    assert "The amount has changed" in reply.text
    assert "10 mg" in reply.text
    assert doses(family) == []
    of_an_older_build = ada.post(f"/due/{occurrence}/given", data={"seen": "12.5 mg"})
    assert of_an_older_build.status_code == 409
    assert doses(family) == []
    assert send(ada, form_to(reply.text, "/given")).status_code == 303
    assert str(doses(family)[0].amount) == "10"


def test_h14_notification_that_shows_no_amount_records_the_planned_one(
    family, as_person, occurrence
):
    url = f"/api/v1/occurrences/{occurrence}/given"
    assert as_person("ada").post(url, json={}).status_code == 200
    assert str(doses(family)[0].amount) == "12.5"


def test_h8_page_behind_a_reminder_says_paused_of_a_pause(family, as_person, occurrence):
    ada = as_person("ada")
    with family.database.reading() as session:
        medicine = session.get_one(Occurrence, occurrence).medicine_id
    later = (today_at(0).date() + timedelta(days=7)).isoformat()
    url = f"/children/{family.nora}/medicines/{medicine}/pause"
    reply = ada.post(url, data={"reason": "fever", "on": slot_at(0)[:10], "review_on": later})
    assert reply.status_code == 303, reply.text
    page = ada.get(f"/due/{occurrence}").text
    assert "Paused on " in page
    assert "Stopped on " not in page
