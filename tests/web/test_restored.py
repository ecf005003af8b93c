"""A journal that came back from a backup says unknown until its phones have spoken (H35, F13)."""

import re
import uuid
from datetime import timedelta

import pytest

from journal.clock import now
from journal.records import restored
from journal.records.devices import Device
from journal.records.people import Instance, Membership, Role
from journal.records.restored import Restored, waiting_for
from journal.records.schema import read_epoch
from tests.web.daily import daily_at, doses, fallen_due, form_to, planned, send, slot_at
from tests.web.syncing import DEVICE, form_change

BACKUP_AGE = timedelta(hours=14)


@pytest.fixture
def epoch(family):
    with family.database.reading() as session:
        return read_epoch(session)


@pytest.fixture
def phones(sync, epoch):
    """Ada's and Ben's phones were in use."""
    for who in ("ada", "ben"):
        sync(who=who, epoch=epoch, announced=0)


@pytest.fixture
def come_back(family):
    """Act as a restore does once the rows are there: another epoch, and everybody is waited for."""

    def come_back() -> str:
        with family.database.transaction() as session:
            session.get_one(Instance, 1).epoch = uuid.uuid4()
            restored.begin(session, made_at=now() - BACKUP_AGE, now=now())
            return read_epoch(session)

    return come_back


@pytest.fixture
def new_epoch(phones, prednisolone, come_back):
    return come_back()


def waits(family):
    with family.database.reading() as session:
        return waiting_for(session, family.households["lindqvist"])


def silent(family):
    found = waits(family)
    return [(phone.person, phone.held) for phone in found.phones] if found else None


def today(client, family) -> str:
    return client.get(f"/children/{family.nora}/today").text


def test_h35_after_a_restore_no_dose_is_due_or_late_and_the_page_says_why(ada, family, new_epoch):
    family.medicine("Folic acid", rhythm=daily_at(-10))
    page = today(ada, family)
    states = re.findall(r'dose__state"[^>]*>.*?<span>([^<]+)</span>', page)
    assert states == ["Unknown", "Unknown"]
    assert "The journal was brought back from a backup of" in page
    assert "Reminders of doses wait." in page
    assert "Ada’s phone: last heard" in page
    assert "Ben’s phone: last heard" in page
    assert "Give all" not in page


def test_t4_after_a_restore_owners_are_asked_once_to_look_through_who_may_read(
    as_person, family, come_back
):
    come_back()
    people = f"/children/{family.nora}/people"
    ask = f"/children/{family.nora}/restored/looked"
    said = "This journal came back from a backup of"
    assert said not in as_person("ben").get(people).text
    for who, status in (("ben", 403), ("cleo", 403), ("eve", 404)):
        assert as_person(who).post(ask).status_code == status
    ada = as_person("ada")
    assert said in ada.get(people).text
    assert ada.post(ask).status_code == 303
    assert said not in ada.get(people).text
    come_back()
    assert said in ada.get(people).text


def test_h35_how_many_were_given_as_needed_is_unknown_too(ada, family, come_back):
    family.medicine("Ibuprofen", rhythm={"as_needed": True, "least_gap_hours": "6"})
    come_back()
    assert "Unknown how many lately" in today(ada, family)


def test_h35_give_is_possible_and_asks_first(ada, family, prednisolone, new_epoch):
    form, url = planned(prednisolone, slot_at(-10)), f"/children/{family.nora}/doses"
    asked = ada.post(url, data=form)
    assert asked.status_code == 409
    assert "Somebody may have given it already" in asked.text
    assert "Ask each other before you give it." in asked.text
    assert not doses(family)
    assert ada.post(url, data=form | {"confirmed": "restored_waiting"}).status_code == 303
    assert len(doses(family)) == 1


def dose(family, medicine, outcome="given"):
    values = {"medicine": str(medicine.id), "slot": slot_at(-10), "outcome": outcome}
    return form_change(family, "dose", **values, amount="12.5", unit="mg")


def test_h35_what_a_phone_hands_in_is_never_asked_back(sync, family, prednisolone, new_epoch):
    one = dose(family, prednisolone)
    asked = sync({**one, "ask": True}).json["results"][0]
    assert (asked["status"], asked["warnings"][0]["code"]) == ("asked", "restored_waiting")
    kept = sync(one).json["results"][0]
    assert (kept["status"], kept["warnings"]) == ("applied", [])


def test_h35_a_skipped_dose_is_written_without_a_question(sync, family, prednisolone, new_epoch):
    one = dose(family, prednisolone, "skipped")
    assert sync({**one, "ask": True}).json["results"][0]["status"] == "applied"


def test_f13_a_phone_has_spoken_when_it_knows_the_epoch_and_holds_nothing(
    sync, family, epoch, new_epoch
):
    sync(who="ben", epoch=new_epoch, announced=0)
    sync(epoch=epoch, announced=0)
    assert silent(family) == [("Ada", 0)], "it has not looked yet what it kept"
    sync(epoch=new_epoch, announced=3)
    assert silent(family) == [("Ada", 3)]
    sync(epoch=new_epoch, announced=0)
    assert silent(family) is None


def test_f13_one_silent_phone_is_enough_to_wait(sync, ada, family, epoch, new_epoch):
    sync(epoch=new_epoch, announced=0)
    # What Ada logs from now on does not take back that her phone has spoken.
    sync(epoch=new_epoch, announced=1)
    assert silent(family) == [("Ben", None)]
    assert "Ben’s phone: last heard" in today(ada, family)
    sync(who="ben", epoch=epoch, announced=2)
    assert "Ben’s phone: 2 entries are still on it" in today(ada, family)
    with family.database.transaction() as session:  # of which household is then unknown
        membership = Membership(
            household_id=family.households["other"],
            account_id=family.people["ben"],
            role=Role.CAREGIVER,
            created_at=now(),
        )
        session.add(membership)
    assert "Ben’s phone: last heard" in today(ada, family)


def test_f13_once_all_have_spoken_the_wait_is_over_for_good(sync, ada, family, new_epoch):
    for who in ("ada", "ben"):
        sync(who=who, epoch=new_epoch, announced=0)
    with family.database.reading() as session:
        row = session.get_one(Restored, family.households["lindqvist"])
        assert (row.over_at is None, row.over_by) == (False, None)
    sync(who="ada", epoch=new_epoch, announced=5, device=str(uuid.UUID(int=77)))
    sync(who="cleo", epoch=new_epoch, announced=5)
    with family.database.transaction() as session:
        key = (family.households["lindqvist"], family.people["cleo"])
        session.get_one(Membership, key).role = Role.CAREGIVER
    assert waits(family) is None
    assert "brought back" not in today(ada, family)


def test_f13_a_phone_that_was_long_out_of_use_is_not_waited_for_unless_it_held_something(
    sync, family, epoch, new_epoch
):
    long_ago = now() - BACKUP_AGE - timedelta(days=15)
    sync(epoch=new_epoch, announced=0)
    with family.database.transaction() as session:
        bens = session.get_one(Device, (uuid.UUID(DEVICE["ben"]), family.people["ben"]))
        bens.seen_at, bens.announced = long_ago, 1
    assert silent(family) == [("Ben", None)]
    with family.database.transaction() as session:
        session.get_one(Device, (bens.id, bens.account_id)).announced = 0
    assert waits(family) is None


def test_f13_who_may_only_look_and_another_family_are_not_waited_for(
    sync, family, phones, prednisolone, epoch, come_back
):
    for who in ("cleo", "eve"):
        sync(who=who, epoch=epoch, announced=0)
    come_back()
    assert silent(family) == [("Ada", None), ("Ben", None)]


def test_h35_without_any_phone_the_owner_has_the_last_word(ada, family, prednisolone, come_back):
    come_back()
    page = today(ada, family)
    assert "No phone is known that has kept it." in page
    assert ada.post(f"/children/{family.nora}/restored/go-on").status_code == 303
    page = today(ada, family)
    assert "Ada went on without waiting" in page
    assert "Give to Nora" in page
    assert "<span>Unknown</span>" not in page


def test_h35_going_on_is_the_owners_and_who_said_so_is_kept(as_person, family, new_epoch):
    ben, ada = as_person("ben"), as_person("ada")
    url = f"/children/{family.nora}/restored/go-on"
    assert "Go on without them" not in today(ben, family)
    assert "The owner of the journal can go on without them." in today(ben, family)
    assert ben.post(url).status_code == 403
    assert "Go on without them" in today(ada, family)
    ada.post(url)
    with family.database.reading() as session:
        row = session.get_one(Restored, family.households["lindqvist"])
        assert row.over_by == family.people["ada"]
        assert restored.gone_on(session, family.households["other"]) is None
    assert "Ada went on without waiting" in today(ben, family)


def test_h35_the_pocket_of_a_phone_says_unknown_from_minute_to_minute(ada, family, new_epoch):
    pocket = ada.get(f"/api/v1/children/{family.nora}/pocket").json
    assert "brought back from a backup" in pocket["today"]["parts"]["alerts"]
    assert "<form" not in pocket["today"]["parts"]["alerts"]
    assert pocket["today"]["give_all"] is None
    assert {slot["late_at"] for slot in pocket["today"]["slots"]} == {None}
    for rows in pocket["today"]["rows"].values():
        for state in ("due", "overdue", "norecord"):
            assert "<span>Unknown</span>" in rows[state]
        assert "Give to Nora" in rows["due"]
        assert "Give to Nora" not in rows["norecord"]


def test_h35_the_emergency_card_says_that_last_doses_may_be_missing(ada, family, new_epoch):
    assert "may be missing here" in ada.get(f"/children/{family.nora}/card").text


def test_h35_the_api_says_unknown_instead_of_none(ada, family, new_epoch):
    due = ada.get(f"/api/v1/children/{family.nora}/due").json["due"]
    assert {row["state"] for row in due} == {"unknown"}


def test_h35_the_page_behind_a_reminder_asks_first_and_then_records(
    ada, family, prednisolone, new_epoch
):
    occurrence = fallen_due(family, prednisolone)
    page = ada.get(f"/due/{occurrence}").text
    assert "Unknown whether it was given" in page
    asked = send(ada, form_to(page, "/given"))
    assert asked.status_code == 409
    assert "Ask each other before you give it." in asked.text
    assert not doses(family)
    assert send(ada, form_to(asked.text, "/doses")).status_code == 303
    assert [dose.slot for dose in doses(family)] == [slot_at(-10)]


def test_h35_the_button_of_a_notification_writes_nothing(ada, family, prednisolone, new_epoch):
    url = f"/api/v1/occurrences/{fallen_due(family, prednisolone)}/given"
    reply = ada.post(url, json={})
    assert (reply.status_code, reply.json["error"]) == (409, "restored_waiting")
    assert not doses(family)
