"""Why did nobody tell me? Every reminder with what was sent, to whom, and how it ended."""

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import select

from journal.clock import now
from journal.records.people import AuthSession, Membership
from journal.records.reminders import Delivery, PhoneState, PushSubscription
from journal.reminders.answers import Answer, Kind
from journal.reminders.heart import beat as heartbeat
from tests.reminders.world import MINUTE, FakeSender, beat, phone
from tests.web.daily import daily_at, ids, planned, slot_at

pytestmark = pytest.mark.usefixtures("midday")
APPLE = "https://web.push.apple.com/ada"
LONG_AGO = timedelta(days=20)


def read(client, family, child="nora") -> str:
    """The words of the page, one space between them."""
    reply = client.get(f"/children/{family.children[child]}/reminders")
    assert reply.status_code == 200
    words = re.sub(r"<[^>]+>", " ", unescape(reply.text).split("<main")[1].split("</main")[0])
    return " ".join(words.split())


def due_half_an_hour_ago(family, sender, *, minutes=30, name="Prednisolone", **who):
    """A dose fell due, and a worker tried to tell; return the medicine."""
    medicine = family.medicine(name, rhythm=daily_at(-minutes), now=now() - LONG_AGO)
    for person, endpoint in who.items():
        phone(family, person, endpoint=endpoint, now=now() - LONG_AGO)
    with family.database.transaction() as session:
        heartbeat(session, now=now() - timedelta(minutes=minutes + 1))
    beat(family, sender, now() - timedelta(minutes=minutes) + MINUTE)
    return medicine


def test_the_page_says_who_took_it_when_and_when_the_phone_showed_it(family, as_person):
    ben = as_person("ben")
    with family.database.reading() as session:
        mine = session.scalars(
            sa.select(AuthSession.id).where(AuthSession.account_id == family.people["ben"])
        ).one()
    phone(family, "ben", endpoint=APPLE, session=mine, now=now() - LONG_AGO)
    due_half_an_hour_ago(family, FakeSender())
    assert "Apple's push service took it at" in read(ben, family)
    assert "the phone has not said that it showed it" in read(ben, family)
    with family.database.reading() as session:
        first = sa.select(Delivery.occurrence_id).where(Delivery.nudge == 0)
        occurrence = session.scalars(first).one()
    said = {"occurrence": str(occurrence), "shown_at": now().isoformat()}
    assert ben.post("/api/v1/push/receipts", json=said).status_code == 204
    assert "the phone showed it at" in read(ben, family)
    assert "last shown there" in read(ben, family)


def test_a_receipt_of_a_test_or_of_nothing_is_taken_as_before(family, as_person):
    for tag in ("test-4f9c", "unreadable", "00000000-0000-0000-0000-000000000000"):
        said = {"occurrence": tag, "shown_at": now().isoformat()}
        assert as_person("ada").post("/api/v1/push/receipts", json=said).status_code == 204


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(kind=Kind.FAILED, status=500), "tried 1 time without success, next at"),
        (Answer(kind=Kind.GONE, status=410), "knows this phone no more (answer 410)"),
        (Answer(kind=Kind.CONFIG, status=403), "refused it (answer 403)"),
        (Answer(kind=Kind.TOO_LARGE, status=413), "found it too long"),
    ],
)
def test_g8_what_a_push_service_refused_stands_open_with_its_answer(
    family, as_person, answer, words
):
    due_half_an_hour_ago(family, FakeSender(lambda _where: answer), ada=APPLE)
    text = read(as_person("ada"), family)
    assert words in text
    assert "told or recorded" not in text.split("The next 48 hours")[0]


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("turned off", "not sent: reminders were switched off there."),
        ("signed out", "not sent: it was signed out there."),
        ("removed", "not sent: it was signed out there."),
    ],
)
@pytest.mark.parametrize("status", [None, 410])
def test_a_phone_that_was_ended_on_purpose_is_not_the_push_services_doing(
    family, as_person, why, words, status
):
    """What the push service had refused before that stays its answer."""
    phone(family, "ben", endpoint="https://web.push.apple.com/ben", now=now() - LONG_AGO)
    due_half_an_hour_ago(family, FakeSender(), ada=APPLE)
    with family.database.transaction() as session:
        row = session.exec(select(PushSubscription).where(PushSubscription.endpoint == APPLE)).one()
        row.state, row.detail = PhoneState.GONE, why
        for delivery in session.exec(select(Delivery).where(Delivery.subscription_id == row.id)):
            delivery.outcome, delivery.status, delivery.next_at = "gone", status, None
    text = read(as_person("ben"), family)
    refused = "knows this phone no more (answer 410)"
    assert (refused if status else words) in text
    assert (words if status else refused) not in text
    assert ("1 told or recorded" in text) is (status is None)


def test_g8_a_reminder_that_no_phone_was_there_for_says_so(family, as_person):
    due_half_an_hour_ago(family, FakeSender())
    text = read(as_person("ada"), family)
    assert "Nobody was told: no phone was set up for it when it fell due." in text


def doses_told(sender):
    """What was sent besides the weekly test of a phone, which may be due at this very hour."""
    return [each for each in sender.sent if each[1]["title"] != "Test"]


def test_f9_what_was_due_while_the_server_slept_is_listed_as_late(family, as_person):
    medicine = family.medicine(rhythm=daily_at(-180), now=now() - LONG_AGO)
    phone(family, "ada", endpoint=APPLE, now=now() - LONG_AGO)
    with family.database.transaction() as session:
        heartbeat(session, now=now() - timedelta(hours=4))
    sender = FakeSender()
    beat(family, sender, now())
    assert doses_told(sender) == []
    text = read(as_person("ada"), family)
    assert "it was more than two hours late when the server could send again" in text
    assert medicine.name in text


def test_a_dose_recorded_in_time_says_by_whom_and_is_folded(family, as_person):
    medicine = family.medicine(rhythm=daily_at(-30), now=now() - LONG_AGO)
    phone(family, "ada", endpoint=APPLE, now=now() - LONG_AGO)
    given = planned(medicine, slot_at(-30), **ids(), amount="12.5", unit="mg")
    assert as_person("ben").post(f"/children/{family.nora}/doses", data=given).status_code == 303
    with family.database.transaction() as session:
        heartbeat(session, now=now() - timedelta(minutes=31))
    sender = FakeSender()
    beat(family, sender, now())
    assert doses_told(sender) == []
    text = read(as_person("ada"), family)
    assert "Recorded by Ben, known here since" in text
    assert "1 told or recorded" in text


def test_a_dose_of_long_ago_that_nobody_recorded_has_no_record(family, as_person):
    due_half_an_hour_ago(family, FakeSender(), minutes=13 * 60, ada=APPLE)
    text = read(as_person("ada"), family)
    assert "No record." in text
    assert "missed" not in text.lower()


def test_what_waits_and_what_is_planned_stand_there_too(family, as_person):
    family.medicine("Tacrolimus", rhythm=daily_at(90), now=now() - LONG_AGO)
    beat(family, FakeSender(), now())
    coming = read(as_person("ada"), family).split("The next 48 hours")[1]
    assert "Tacrolimus" in coming
    assert "planned" in coming


def test_reminders_of_one_time_that_went_one_way_are_one_row(family, as_person):
    for name in ("Calcium", "Folic acid"):
        family.medicine(name, rhythm=daily_at(-30), now=now() - LONG_AGO)
    due_half_an_hour_ago(family, FakeSender(), ada=APPLE)
    text = read(as_person("ada"), family)
    assert "Calcium, Folic acid, Prednisolone" in text
    assert text.count("took it at") == 1


def test_h4_a_weekly_medicine_says_its_weekday_here_too(family, as_person):
    day = (now() - 30 * MINUTE).strftime("%A").lower()
    weekly = {**daily_at(-30), "every": "week", "on": [day]}
    family.medicine("Methotrexate", rhythm=weekly, now=now() - LONG_AGO)
    beat(family, FakeSender(), now() - 29 * MINUTE)
    assert f"Methotrexate (once a week, on {day.capitalize()})" in read(as_person("ada"), family)


def test_t4_another_household_sees_nothing_and_who_looks_on_no_phone(family, as_person):
    due_half_an_hour_ago(family, FakeSender(), ada=APPLE)
    where = f"/children/{family.nora}/reminders"
    assert as_person("eve").get(where).status_code == 404
    assert as_person("cleo").get(where).status_code == 403
    assert where not in as_person("cleo").get("/phones").text
    assert where in as_person("ben").get("/phones").text


def test_t4_what_was_sent_to_a_browser_stays_with_who_had_it_then(family, as_person):
    """Eve, of another household, signs in where Ada did."""
    due_half_an_hour_ago(family, FakeSender(), ada=APPLE)
    phone(family, "eve", endpoint=APPLE, now=now())
    text = read(as_person("ben"), family)
    assert "Eve" not in text
    assert "Ada, a browser: Apple's push service took it at" in text


def test_t4_the_page_names_nobody_who_is_not_of_the_family_any_more(family, as_person):
    due_half_an_hour_ago(family, FakeSender(), ben=APPLE)
    with family.database.transaction() as session:
        gone = sa.delete(Membership).where(Membership.account_id == family.people["ben"])
        session.execute(gone)
    text = read(as_person("ada"), family)
    assert "Ben" not in text
    assert "A phone no longer of this family: Apple's push service took it at" in text


def test_the_page_asks_the_database_as_often_for_many_reminders_as_for_one(family, as_person):
    ada, counts = as_person("ada"), []
    for name in "A", "BCDEFGH":
        for each in name:
            family.medicine(f"Medicine {each}", rhythm=daily_at(-30), now=now() - LONG_AGO)
        beat(family, FakeSender(), now() - 29 * MINUTE)
        seen = []

        def note(*_, seen=seen):
            seen.append(1)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        text = read(ada, family)
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
        counts.append(len(seen))
    assert "Medicine H" in text
    assert counts[0] == counts[1], counts
