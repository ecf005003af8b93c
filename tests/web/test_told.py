"""A sign-in from a device that was not known is told to the others (ASVS 6.3.5, 6.3.7)."""

import json

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.audit import Act
from journal.records.people import AuthSession
from journal.records.reminders import PhoneState, PushSubscription
from journal.records.untold import Untold
from journal.reminders import worker
from journal.reminders.answers import Answer, Kind
from journal.reminders.wording import Words
from tests.web.signing_in import add_app, on_another_phone, sign_in, told

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


def test_t37_what_lets_one_in_is_told_to_its_person_when_it_changes(app, family, pushes, inbox):
    """ASVS 6.3.7. The household hears of another passphrase, not of each key that is cut."""
    phone = on_another_phone(app)
    enter(phone, "ben")
    key = {"name": "a clock", "may": "look", "children": [family.children["nora"]]}
    for do, said in (
        (lambda: add_app(phone), "An authenticator app was added"),
        (lambda: phone.post("/account/codes/recovery"), "New recovery codes were made"),
        (lambda: phone.post("/account/codes/remove"), "The authenticator app was removed"),
        (
            lambda: phone.post("/account/keys", data=key),
            "A key for another program was made: a clock.",
        ),
    ):
        pushes.sent.clear()
        do()
        told()
        assert list(pushes.sent) == ["ben"]
        assert said in pushes.sent["ben"]["body"]
        assert said in inbox.letters[-1].get_content()
        assert inbox.letters[-1]["To"] == "ben@example.org"


def tick(app, family, pushes):
    """What the reminders do by themselves, once."""
    words = Words(url=app.extensions["journal_settings"].url)
    worker.start(family.database, pushes, words).shutdown()
    told()


def untold(family):
    with family.database.reading() as session:
        return len(session.exec(select(Untold)).all())


def test_t37_news_that_nobody_has_sent_is_sent_by_the_reminders(app, family, pushes):
    done = app.test_cli_runner().invoke(args=["journal", "token", "ben@example.org"])
    assert done.exit_code == 0, done.output
    # One for the phone and one for a letter.
    assert (pushes.sent, untold(family)) == ({}, 2)
    tick(app, family, pushes)
    assert "another program was made: made on the server" in pushes.sent["ben"]["body"]
    assert untold(family) == 0


def test_t37_news_waits_for_a_push_service_that_does_not_answer(app, family, pushes):
    takes, pushes.send = pushes.send, lambda *_to, **_how: Answer(kind=Kind.FAILED)
    enter(on_another_phone(app), "cleo")
    assert untold(family) == 2
    pushes.send = takes
    with family.database.transaction() as session:
        for row in session.exec(select(Untold)):
            row.next_at = now()
    tick(app, family, pushes)
    assert set(pushes.sent) == {"cleo", "ada"}
    assert untold(family) == 0


def test_t4_news_for_a_phone_that_was_signed_out_meanwhile_is_dropped(app, family, pushes):
    app.test_cli_runner().invoke(args=["journal", "token", "ben@example.org"])
    with family.database.transaction() as session:
        session.exec(
            select(PushSubscription).where(PushSubscription.endpoint == "ben")
        ).one().state = PhoneState.GONE
    tick(app, family, pushes)
    assert (pushes.sent, untold(family)) == ({}, 0)
