"""A sign-in from a device that was not known is told to the others (ASVS 6.3.5, 6.3.7)."""

import json

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.audit import Act
from journal.records.people import AuthSession
from journal.records.reminders import PhoneState, PushSubscription
from journal.reminders.answers import Answer, Kind
from tests.web.signing_in import on_another_phone, sign_in, told

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"}


class Pushes:
    """A push service that takes everything: what was sent to which phone."""

    def __init__(self):
        self.sent = {}

    def send(self, to, payload, **_how):
        self.sent[to.endpoint] = json.loads(payload)["notification"]
        return Answer(kind=Kind.ACCEPTED)


@pytest.fixture
def pushes(app, family, as_person):
    """Ada, Ben, Cleo and Eve each have a phone that is reminded."""
    for name in ("ada", "ben", "cleo", "eve"):
        as_person(name)
    with family.database.transaction() as session:
        for row in session.exec(select(AuthSession)).all():
            who = next(name for name, one in family.people.items() if one == row.account_id)
            session.add(
                PushSubscription(
                    account_id=row.account_id,
                    session_id=row.id,
                    endpoint=who,
                    p256dh="k",
                    auth="a",
                    created_at=now(),
                    seen_at=now(),
                    state=PhoneState.WORKS,
                )
            )
    before = app.extensions["journal_sender"]
    app.extensions["journal_sender"] = Pushes()
    yield app.extensions["journal_sender"]
    app.extensions["journal_sender"] = before


def enter(client, who):
    client.environ_base["HTTP_USER_AGENT"] = PHONE["User-Agent"]
    assert sign_in(client, who).status_code == 303
    told()


def acts(family):
    with family.database.reading() as session:
        return [(act.what, act.account_id) for act in session.exec(select(Act))]


def test_a_new_device_is_told_to_its_persons_other_phones_and_to_the_owners(app, family, pushes):
    enter(on_another_phone(app), "ben")
    assert set(pushes.sent) == {"ben", "ada"}
    own, owners = pushes.sent["ben"], pushes.sent["ada"]
    assert "new phone or computer: iPhone, Safari" in own["body"]
    assert "Was it not you?" in own["body"]
    assert own["navigate"].endswith("/account")
    assert owners["title"] == "The account of Ben"
    assert acts(family) == [("new_phone", family.people["ben"])]


def test_a_notice_of_an_account_names_no_child_and_no_medicine(app, family, pushes):
    family.medicine()
    enter(on_another_phone(app), "ben")
    said = json.dumps(list(pushes.sent.values()))
    assert not [word for word in ("Nora", "Tom", "Prednisolone") if word in said]


def test_a_device_that_is_known_is_not_told_again(app, family, pushes):
    phone = on_another_phone(app)
    enter(phone, "ben")
    pushes.sent.clear()
    phone.post("/sign-out")
    enter(phone, "ben")
    assert pushes.sent == {}
    assert len(acts(family)) == 1


def test_on_a_shared_phone_the_other_person_is_new(app, family, pushes):
    phone = on_another_phone(app)
    enter(phone, "ben")
    pushes.sent.clear()
    enter(phone, "ada")
    assert set(pushes.sent) == {"ada"}


def test_a_sign_in_that_failed_is_told_to_nobody(app, family, pushes):
    assert sign_in(on_another_phone(app), "ben", passphrase="x" * 12).status_code == 422
    told()
    assert (pushes.sent, acts(family)) == ({}, [])


def test_a_phone_that_cannot_be_told_stops_nobody(app, family, pushes):
    pushes.send = None
    enter(on_another_phone(app), "ben")


def test_who_has_no_other_phone_is_told_by_mail(app, family, inbox):
    enter(on_another_phone(app), "ben")
    (letter,) = inbox.letters
    assert letter["To"] == "ben@example.org"
    assert "iPhone, Safari" in letter.get_content()
