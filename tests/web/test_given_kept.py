"""Given on a notification without signal: what a phone may keep of it, and that it is one dose."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.entries import Alert
from journal.records.reminders import Occurrence
from tests.web.daily import daily_at, doses, fallen_due, forms, slot_at, today_at
from tests.web.syncing import change, fresh

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def due(family) -> uuid.UUID:
    return fallen_due(family, family.medicine(rhythm=daily_at(-10)))


@pytest.fixture
def taps(family, as_person):
    """What a person's phone keeps of Given, by occurrence."""

    def ask(who="ada"):
        address = f"/api/v1/children/{family.nora}/pocket"
        return as_person(who).get(address).json["today"]["taps"]

    return ask


def as_sent(family, tap, **ids):
    """The kept tap as static/js/phone/request.js sends it."""
    kept = tap["change"]
    plain = change(family, kept["kind"], fields={}, **ids)
    del plain["fields"]
    return {**plain, "form": {"what": kept["what"], "values": kept["values"]}}


def test_kept_tap_names_its_slot_as_planned_and_no_medicine_on_the_lock_screen(due, taps):
    tap = taps()[str(due)]
    assert tap["change"]["values"]["slot"] == slot_at(-10)
    assert tap["change"]["values"]["amount"] == "12.5"
    assert tap["change"]["title"] == "Prednisolone, 12.5 mg"
    assert tap["body"] == f"Given: the dose due at {today_at(-10):%H:%M} waits to be sent."


def test_h3_tap_whose_answer_was_lost_is_one_dose_with_its_kept_copy(
    family, as_person, sync, due, taps
):
    tap, ids = taps()[str(due)], {"change": fresh(), "entry": fresh()}
    url = f"/api/v1/occurrences/{due}/given"
    copy = as_sent(family, tap, id=ids["change"], entry=ids["entry"])
    assert as_person("ada").post(url, json=ids).status_code == 200
    (result,) = sync(copy).json["results"]
    assert result["status"] == "repeated"
    assert "Given to Nora" in result["said"]
    assert as_person("ada").post(url, json=ids).json["status"] == "repeated"
    assert len(doses(family)) == 1
    assert str(doses(family)[0].entry_id) == ids["entry"]


def test_h1_kept_tap_that_came_second_is_kept_and_everybody_is_asked(
    family, as_person, sync, due, taps
):
    tap = taps()[str(due)]
    assert as_person("ben").post(f"/api/v1/occurrences/{due}/given", json={}).status_code == 200
    (result,) = sync(as_sent(family, tap)).json["results"]
    assert result["status"] == "applied"
    assert [one["code"] for one in result["warnings"]] == ["possible_double_dose"]
    with family.database.reading() as session:
        assert len(session.exec(select(Alert)).all()) == 1


def test_h22_kept_tap_ends_twelve_hours_after_its_dose_was_due(family, due, taps):
    until = datetime.fromisoformat(taps()[str(due)]["until"])
    with family.database.transaction() as session:
        one = session.get_one(Occurrence, due)
        assert until - one.due_at == timedelta(hours=12)
        one.due_at = now() - timedelta(hours=13)
    assert taps() == {}


def test_h5_tap_of_a_weekly_medicine_is_never_kept(family, taps):
    weekly = {**daily_at(-10), "every": "week", "on": [f"{today_at(-10):%A}".lower()]}
    for name in ("Methotrexate", "Folic acid"):
        fallen_due(family, family.medicine(name, "15", rhythm=weekly))
    assert taps() == {}


def test_h7_tap_of_a_stopped_medicine_is_not_kept(family, as_person, due, taps):
    with family.database.reading() as session:
        medicine = session.get_one(Occurrence, due).medicine_id
    url = f"/children/{family.nora}/medicines/{medicine}/stop"
    reply = as_person("ada").post(url, data={"reason": "rash", "on": slot_at(0)[:10]})
    assert reply.status_code == 303, reply.text
    assert taps() == {}


def test_h1_tap_of_a_recorded_dose_is_not_kept(as_person, due, taps):
    assert as_person("ben").post(f"/api/v1/occurrences/{due}/given", json={}).status_code == 200
    assert taps() == {}


def test_phone_of_a_viewer_keeps_no_tap(due, taps):
    assert taps("cleo") == {}
    assert taps("ben").keys() == {str(due)}


def test_h5_page_behind_a_reminder_keeps_only_what_needs_no_question(family, as_person, due):
    ada = as_person("ada")
    page = ada.get(f"/due/{due}").text
    assert 'data-outbox="due"' in page
    assert "data-until=" in page
    weekly = {**daily_at(-10), "every": "week", "on": [f"{today_at(-10):%A}".lower()]}
    methotrexate = fallen_due(family, family.medicine("Methotrexate", "15", rhythm=weekly))
    page = ada.get(f"/due/{methotrexate}").text
    assert 'data-outbox="due"' in page
    assert "data-until=" not in page


def test_h3_page_behind_a_reminder_and_its_kept_copy_are_one_dose(family, as_person, sync, due):
    ada = as_person("ada")
    form = next(one for one in forms(ada.get(f"/due/{due}").text) if "change" in one)
    copy = {name: form.pop(name) for name in ("action", "change", "entry")}
    assert ada.post(copy["action"], data={**form, **copy}).status_code == 303
    form.pop("csrf_token", None)
    tap = {"change": {"kind": "dose", "what": "dose", "values": form}}
    sent = as_sent(family, tap, id=copy["change"], entry=copy["entry"])
    assert sync(sent).json["results"][0]["status"] == "repeated"
    assert len(doses(family)) == 1
