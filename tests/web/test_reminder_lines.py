"""Today says when reminders do not arrive: a lost phone, what reached nobody, and the hospital."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.reminders import PhoneState, PushSubscription
from journal.reminders.answers import Answer, Kind
from journal.reminders.heart import beat as heartbeat
from tests.reminders.world import FakeSender, answers, beat, phone, signed_in
from tests.web.daily import daily_at, doses, form_to, send, when

pytestmark = pytest.mark.usefixtures("midday")
LONG_AGO = timedelta(days=20)
LOST = "1 phone gets no reminders"


def today(client, family, child="nora") -> str:
    reply = client.get(f"/children/{family.children[child]}/today")
    assert reply.status_code == 200
    return " ".join(reply.text.split())


def due(family, sender, minutes=-1):
    """A dose fell due a minute ago, and a worker tells."""
    family.medicine(rhythm=daily_at(minutes), now=now() - LONG_AGO)
    with family.database.transaction() as session:
        heartbeat(session, now=now() + timedelta(minutes=minutes - 1))
    beat(family, sender, now())


def changed(family, **fields) -> None:
    with family.database.transaction() as session:
        for row in session.exec(select(PushSubscription)):
            for name, value in fields.items():
                setattr(row, name, value)


def test_f10_while_a_worker_hangs_pages_are_served_and_say_so(family, as_person, anonymous):
    family.medicine(rhythm=daily_at(-1), now=now() - LONG_AGO)
    phone(family, "ben", now=now() - LONG_AGO)
    sending, leave = threading.Event(), threading.Event()

    def hang(_endpoint):
        sending.set()
        leave.wait(timeout=120)
        return Answer(kind=Kind.FAILED)

    ada = as_person("ada")
    # Its last sign of life was two minutes ago.
    with family.database.transaction() as session:
        heartbeat(session, now=now() - timedelta(minutes=2))
    hanging = threading.Thread(target=beat, args=(family, FakeSender(hang), now()), daemon=True)
    hanging.start()
    try:
        assert sending.wait(timeout=60)
        text = today(ada, family)
        assert "Reminders are not running since" in text
        kept = ada.get(f"/api/v1/children/{family.nora}/pocket")
        assert "Reminders are not running since" in kept.text
        assert anonymous.get("/healthz").status_code == 503
        assert send(ada, form_to(text, "/doses")).status_code == 303
        assert len(doses(family)) == 1
        assert hanging.is_alive()
    finally:
        leave.set()
        hanging.join(timeout=60)


def test_h18_a_410_is_said_to_every_caregiver_as_soon_as_it_came(family, as_person):
    phone(family, "ben", now=now() - LONG_AGO)
    assert LOST not in today(as_person("ada"), family)
    due(family, answers(Kind.GONE, status=410))
    for name in ("ada", "ben"):
        text = today(as_person(name), family)
        assert LOST in text
        assert "Ben, a browser: open Sunhat on it and switch reminders on again." in text
        assert text.index(LOST) < text.index("Give to Nora"), "before anything is given"
        assert 'href="/phones"' in text
    assert LOST not in today(as_person("cleo"), family)
    # And without signal, as it was when the phone last heard of it.
    kept = {
        name: as_person(name).get(f"/api/v1/children/{family.nora}/pocket")
        for name in ("ada", "cleo")
    }
    assert LOST in kept["ada"].text
    assert LOST not in kept["cleo"].text
    assert "phone" not in today(as_person("eve"), family, "mia").split("<main")[1].split("Log")[0]


def test_h18_a_phone_that_leaves_its_test_unanswered_is_said_more_quietly(family, as_person):
    phone(family, "ben", now=now() - LONG_AGO)
    sent = now() - timedelta(hours=25)
    changed(family, state=PhoneState.WORKS, tested_at=sent, accepted_at=sent, seen_at=now())
    text = today(as_person("ada"), family)
    assert "1 phone is unconfirmed" in text
    assert "Ben, a browser: it has not shown the test of" in text
    assert LOST not in text
    assert "unconfirmed" not in today(as_person("cleo"), family)
    changed(family, shown_at=now())
    assert "unconfirmed" not in today(as_person("ada"), family)


def test_h18_a_phone_that_fails_is_said_too(family, as_person):
    phone(family, "ben", now=now() - LONG_AGO)
    due(family, answers(Kind.CONFIG, status=403))
    assert "Ben, a browser: the last reminder did not get through." in today(
        as_person("ada"), family
    )


def test_h18_a_new_phone_that_works_takes_the_place_of_a_lost_one(family, as_person):
    phone(family, "ben", now=now() - LONG_AGO)
    changed(family, state=PhoneState.GONE)
    phone(family, "ben", now=now() - timedelta(days=1))
    assert LOST in today(as_person("ada"), family), "nobody knows yet whether it works"
    with family.database.transaction() as session:
        new = session.exec(select(PushSubscription).order_by(PushSubscription.created_at)).all()[-1]
        new.state = PhoneState.WORKS
    assert LOST not in today(as_person("ada"), family)


def test_h18_only_its_own_person_says_that_a_lost_phone_is_to_be_forgotten(family, as_person):
    phone(family, "ben", now=now() - LONG_AGO)
    changed(family, state=PhoneState.GONE)
    with family.database.reading() as session:
        where = f"/phones/reminded/{session.exec(select(PushSubscription)).one().id}/forget"
    for name in ("ada", "eve"):
        assert where not in as_person(name).get("/phones").text
        assert as_person(name).post(where).status_code == 303
    assert LOST in today(as_person("ada"), family)
    assert where in as_person("ben").get("/phones").text
    as_person("ben").post(where)
    assert LOST not in today(as_person("ada"), family)


def test_t21_only_its_own_person_chooses_what_a_lock_screen_says(family, as_person):
    phone(family, "ben", now=now() - LONG_AGO)
    with family.database.reading() as session:
        where = f"/phones/reminded/{session.exec(select(PushSubscription)).one().id}/wording"

    def wording():
        with family.database.reading() as session:
            return session.exec(select(PushSubscription)).one().wording

    for name in ("ada", "eve"):
        assert where not in as_person(name).get("/phones").text
        as_person(name).post(where, data={"wording": "full"})
        assert wording() == "private"
    ben = as_person("ben")
    assert "an initial and the time, and no medicine" in ben.get("/phones").text
    for chosen in ("full", "private"):
        ben.post(where, data={"wording": chosen})
        assert wording() == chosen


def test_g8_what_reached_nobody_is_said_with_the_way_to_why(family, as_person):
    phone(family, "ada", now=now() - LONG_AGO)
    family.medicine("Calcium", rhythm=daily_at(-180), now=now() - LONG_AGO)
    due(family, FakeSender(), minutes=-180)
    text = today(as_person("ben"), family)
    assert "2 reminders reached nobody" in text
    assert f'href="/children/{family.nora}/reminders"' in text
    assert "reached nobody" not in today(as_person("cleo"), family)


def test_g8_what_was_due_before_the_first_phone_is_not_said(family, as_person):
    due(family, FakeSender())
    text = today(as_person("ada"), family)
    assert "reached nobody" not in text
    assert "No phone is reminded yet" in text
    phone(family, "ada", now=now())
    assert "reached nobody" not in today(as_person("ada"), family)
    changed(family, created_at=now() - LONG_AGO)
    assert "1 reminder reached nobody" in today(as_person("ada"), family), "it was signed out then"


def test_g8_what_reached_nobody_is_still_said_when_the_phone_is_there_again(family, as_person):
    """The only phone was lost in the night; it is switched on again in the morning."""
    phone(family, "ada", session="one", now=now() - LONG_AGO)
    signed_in(family, "ada", "one")
    family.medicine("Calcium", rhythm=daily_at(-90), now=now() - LONG_AGO)
    with family.database.transaction() as session:
        heartbeat(session, now=now() - timedelta(minutes=92))
    beat(family, FakeSender(), now() - timedelta(minutes=90))
    changed(family, state=PhoneState.GONE, detail="410 Gone")
    due(family, FakeSender())
    assert "1 reminder reached nobody" in today(as_person("ada"), family)
    phone(family, "ada", session="one", now=now())
    assert "1 reminder reached nobody" in today(as_person("ada"), family)


def test_g8_what_a_push_service_took_is_not_said(family, as_person):
    phone(family, "ada", now=now() - LONG_AGO)
    due(family, FakeSender())
    assert "reached nobody" not in today(as_person("ada"), family)


def test_h37_today_says_that_reminders_of_doses_are_silent_in_hospital(family, as_person):
    silent = "Reminders of doses are silent. The hospital gives the medicines"
    ada = as_person("ada")
    assert silent not in today(ada, family)
    form = form_to(ada.get(f"/children/{family.nora}/log/stay").text, "/log/stay")
    assert send(ada, form, hospital="Riverside", **when(-600)).status_code == 303
    assert silent in today(ada, family)
    assert silent not in today(ada, family, "tom")
