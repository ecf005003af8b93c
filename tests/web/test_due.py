"""The buttons of a notification: they say given only of what is in the journal."""

import uuid
from datetime import timedelta

import pytest

from journal.clock import now
from journal.records.columns import uuid7
from journal.records.entries import Change
from journal.records.reminders import Occurrence
from tests.web.daily import daily_at, doses, form_to, send, slot_at

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def occurrence(family) -> uuid.UUID:
    medicine = family.medicine(rhythm=daily_at(-10))
    with family.database.transaction() as session:
        row = Occurrence(
            child_id=family.nora,
            medicine_id=medicine.id,
            slot=slot_at(-10),
            key=f"{medicine.id}@{slot_at(-10)}",
            due_at=(now() - timedelta(minutes=10)).replace(second=0, microsecond=0),
        )
        session.add(row)
        session.flush()
        return row.id


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
