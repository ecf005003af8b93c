"""Reminders by e-mail: for who asked, and when no phone of somebody can be told (H18)."""

import pytest
from sqlmodel import select

from journal.records.people import Membership
from journal.records.reminder_choices import Mailbox, Place, Wording
from journal.records.reminders import PhoneState, PushSubscription
from journal.records.sessions import DEAD, forget_dead
from journal.reminders.answers import Answer, Kind
from journal.reminders.mail import Mail, Mailer
from journal.reminders.phones import phones_of, unsubscribe
from tests.family import NOW
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    FakeSender,
    answers,
    beat,
    choose,
    deliveries,
    ends,
    occurrences,
    phone,
    signed_in,
)
from tests.support.mail_server import Inbox, mail_server


class FakeMailer:
    """Keeps the letters and answers as a test says."""

    def __init__(self, kind: Kind = Kind.ACCEPTED, status: int = 250) -> None:
        self.answer = Answer(kind=kind, status=status)
        self.letters: list[Mail] = []

    def send(self, mail: Mail, *, now) -> Answer:
        self.letters.append(mail)
        return self.answer

    @property
    def to(self) -> list[str]:
        return sorted(mail.to for mail in self.letters)


def mailbox(family, name: str) -> Mailbox:
    with family.database.reading() as session:
        return session.get_one(Mailbox, family.people[name])


def test_h18_the_tick_that_hears_410_writes_to_that_person(family):
    """The phone is lost at 08:00: the letter goes in the same tick, and both see it on Today."""
    inbox, sender = Inbox(), answers(Kind.GONE, status=410, detail="Gone")
    family.medicine(now=BEFORE)
    phone(family, "ben")
    with mail_server(inbox) as where:
        mailer = Mailer.read(f"smtp://{where}", contact=None, name="journal.example")
        counts = beat(family, sender, NOW, mailer=mailer)
    assert counts.accepted == 1
    (letter,) = inbox.letters
    assert letter["To"] == "ben@example.org"
    assert letter["Subject"] == "Reminder for N."
    occurrence = occurrences(family)[0]
    text = letter.get_content()
    assert f"https://journal.example/due/{occurrence.id}" in text
    assert "Due at 08:00" in text
    assert "Prednisolone" not in letter.as_string()
    assert "Nora" not in letter.as_string()
    assert ends(family) == ["accepted"]
    # What every caregiver's Today is made of.
    with family.database.reading() as session:
        (lost,) = phones_of(session, family.nora, now=NOW + MINUTE)
    assert (lost.person, lost.state) == ("Ben", PhoneState.GONE)
    assert mailbox(family, "ben").state is PhoneState.WORKS


def test_h18_what_goes_on_failing_goes_by_mail_too(small_family):
    family, sender, mailer = small_family, answers(Kind.CONFIG, status=403), FakeMailer()
    family.medicine(now=BEFORE)
    phone(family, "ben")
    beat(family, sender, NOW, mailer=mailer)
    assert mailer.to == ["ben@example.org"]
    beat(family, sender, NOW + 24 * HOUR, mailer=mailer)
    assert len(mailer.letters) == 2
    assert len(sender.sent) == 2  # the phone is still tried


def test_who_never_had_a_phone_or_turned_it_off_gets_no_letter_unasked(small_family):
    family, sender, mailer = small_family, FakeSender(), FakeMailer()
    family.medicine(now=BEFORE)
    where = phone(family, "ben")
    with family.database.transaction() as session:
        unsubscribe(session, family.people["ben"], where)
    beat(family, sender, NOW, mailer=mailer)
    assert mailer.letters == []
    assert ends(family) == ["no_phone"]


def lose(family, where: str, detail: str = "410 Gone", **more) -> None:
    with family.database.transaction() as session:
        row = session.exec(select(PushSubscription).where(PushSubscription.endpoint == where)).one()
        row.state, row.detail = PhoneState.GONE, detail
        for name, value in more.items():
            setattr(row, name, value)


@pytest.mark.parametrize("session", [None, "one"])
@pytest.mark.parametrize("why", ["turned off", "signed out", "removed", "left the household"])
def test_who_turned_reminders_off_gets_no_letter_for_an_old_subscription(
    small_family, session, why
):
    """An iPhone loses its subscription and asks for another, which its owner turns off."""
    family, mailer = small_family, FakeMailer()
    family.medicine(now=BEFORE)
    if session:
        signed_in(family, "ben", session)
    old = phone(family, "ben", session=session, now=BEFORE - 2 * HOUR)
    lose(family, old)
    lose(family, phone(family, "ben", session=session, now=BEFORE - HOUR), why)
    beat(family, FakeSender(), NOW, mailer=mailer)
    assert mailer.letters == []
    with family.database.reading() as reading:
        assert phones_of(reading, family.nora, now=NOW) == []


def test_h18_a_phone_lost_after_another_was_turned_off_is_missed(small_family):
    family, mailer = small_family, FakeMailer()
    family.medicine(now=BEFORE)
    old = phone(family, "ben", now=BEFORE - 2 * HOUR)
    lose(family, phone(family, "ben", now=BEFORE - HOUR), "turned off")
    lose(family, old, accepted_at=BEFORE)
    beat(family, FakeSender(), NOW, mailer=mailer)
    assert mailer.to == ["ben@example.org"]


def test_h18_who_is_signed_out_by_time_alone_is_written_to(small_family):
    """The sign-in of a phone ends after half a year and is forgotten: nobody did it."""
    family, mailer = small_family, FakeMailer()
    family.medicine(now=BEFORE)
    signed_in(family, "ben", "one")
    phone(family, "ben", session="one")
    with family.database.transaction() as session:
        forget_dead(session, now=NOW + DEAD)
    beat(family, FakeSender(), NOW, mailer=mailer)
    assert mailer.to == ["ben@example.org"]
    with family.database.reading() as reading:
        (lost,) = phones_of(reading, family.nora, now=NOW)
    assert lost.state is PhoneState.GONE


def test_without_a_mail_server_nothing_waits_for_one(small_family):
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ben")
    choose(family, "ada", email=True)
    beat(family, answers(Kind.GONE, status=410), NOW)
    assert ends(family) == ["failed"]


def test_who_asks_for_letters_gets_one_beside_the_phone_and_no_second(small_family):
    family, sender, mailer = small_family, FakeSender(), FakeMailer()
    family.medicine(now=BEFORE)
    choose(family, "ada", email=True)
    adas = phone(family, "ada")
    for minutes in (0, 31, 61, 120):
        beat(family, sender, NOW + minutes * MINUTE, mailer=mailer)
    assert mailer.to == ["ada@example.org"]
    assert len(sender.to(adas)) == 2


def test_a_letter_names_the_medicine_only_for_who_asked_for_it(small_family):
    family, mailer = small_family, FakeMailer()
    family.medicine(now=BEFORE)
    for name in ("ada", "ben"):
        choose(family, name, email=True)
    with family.database.transaction() as session:
        session.add(Mailbox(account_id=family.people["ada"], wording=Wording.FULL))
    beat(family, FakeSender(), NOW, mailer=mailer)
    subjects = {mail.to[:3]: mail.subject for mail in mailer.letters}
    assert subjects == {"ada": "Reminder for Nora: Prednisolone 12.5 mg", "ben": "Reminder for N."}


@pytest.mark.parametrize(
    ("kind", "outcome", "state"),
    [(Kind.GONE, "gone", PhoneState.FAILING), (Kind.CONFIG, "config", PhoneState.UNCONFIRMED)],
)
def test_a_letter_that_is_refused_is_not_sent_again_and_only_a_mailbox_is_called_failing(
    small_family, kind, outcome, state, caplog
):
    """A certificate or a sign-in is the operator's matter: no person's mailbox refused it."""
    family, mailer = small_family, FakeMailer(kind, 550)
    family.medicine(now=BEFORE)
    choose(family, "ada", email=True, push=False)
    for minutes in (0, 5, 60):
        beat(family, FakeSender(), NOW + minutes * MINUTE, mailer=mailer)
    assert len(mailer.letters) == 1
    assert mailbox(family, "ada").state is state
    assert ("look at JOURNAL_SMTP" in caplog.text) is (kind is Kind.CONFIG)
    assert "@" not in caplog.text
    assert [one.outcome for one in deliveries(family)] == [outcome]
    assert ends(family) == ["failed"]
    beat(family, FakeSender(), NOW + 24 * HOUR, mailer=mailer)
    assert len(mailer.letters) == 2


def test_a_mail_server_that_is_busy_is_asked_again_with_the_same_message_id(family):
    mailer = FakeMailer(Kind.FAILED, 450)
    family.medicine(now=BEFORE)
    choose(family, "ada", email=True)
    beat(family, FakeSender(), NOW, mailer=mailer)
    mailer.answer = Answer(kind=Kind.ACCEPTED, status=250)
    beat(family, FakeSender(), NOW + MINUTE, mailer=mailer)
    assert len(mailer.letters) == 2
    assert len({mail.key for mail in mailer.letters}) == 1
    assert ends(family) == ["accepted"]


def test_a_mail_server_that_is_silent_until_it_is_late_says_nothing_of_the_mailbox(small_family):
    family, mailer = small_family, FakeMailer(Kind.FAILED, 0)
    family.medicine(now=BEFORE)
    choose(family, "ada", email=True, push=False)
    for minutes in range(0, 130, 9):
        beat(family, FakeSender(), NOW + minutes * MINUTE, mailer=mailer)
    assert ends(family) == ["failed"]
    assert mailbox(family, "ada").state is PhoneState.UNCONFIRMED


@pytest.mark.parametrize("later", [True, False])
def test_a_letter_that_waits_is_not_sent_once_mail_is_switched_off(small_family, later):
    family, mailer = small_family, FakeMailer(Kind.FAILED, 450)
    family.medicine(now=BEFORE)
    phone(family, "ada")
    choose(family, "ada", email=True)
    beat(family, FakeSender(), NOW, mailer=mailer)
    if later:
        choose(family, "ada", email=False, changed_at=NOW + MINUTE)
    beat(family, FakeSender(), NOW + 5 * MINUTE, mailer=mailer)
    assert len(mailer.letters) == (1 if later else 2)


def test_h18_who_has_a_phone_again_is_still_written_to(small_family):
    """Nobody asked for the letter, and the phone of now was not told."""
    family, mailer = small_family, FakeMailer(Kind.FAILED, 450)
    family.medicine(now=BEFORE)
    choose(family, "ada", email=False)
    lose(family, phone(family, "ada"))
    beat(family, FakeSender(), NOW, mailer=mailer)
    phone(family, "ada", now=NOW + MINUTE)
    beat(family, FakeSender(), NOW + 5 * MINUTE, mailer=mailer)
    assert len(mailer.letters) == 2


def test_t4_who_has_left_gets_no_letter(small_family):
    family, mailer = small_family, FakeMailer(Kind.FAILED, 450)
    family.medicine(now=BEFORE)
    choose(family, "ben", Place.FIRST, email=True)
    beat(family, FakeSender(), NOW, mailer=mailer)
    with family.database.transaction() as session:
        gone = Membership.account_id == family.people["ben"]
        session.delete(session.exec(select(Membership).where(gone)).one())
    beat(family, FakeSender(), NOW + 5 * MINUTE, mailer=mailer)
    assert len(mailer.letters) == 1
    assert "signed_out" in {one.outcome for one in deliveries(family)}


def test_the_default_is_push_and_no_mail(small_family):
    family, mailer = small_family, FakeMailer()
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, FakeSender(), NOW, mailer=mailer)
    assert mailer.letters == []


def test_h18_who_is_told_later_and_has_lost_the_phone_by_then_is_written_to_at_once(family):
    """Ada's phone took it at 08:00, so the reminder has ended when Ben's answers 410 at 09:00."""
    mailer = FakeMailer()
    family.medicine(now=BEFORE)
    choose(family, "ben", Place.LATER)
    adas = phone(family, "ada")
    phone(family, "ben")
    sender = FakeSender(
        lambda where: Answer(kind=Kind.ACCEPTED if where == adas else Kind.GONE, status=410)
    )
    for minutes in (0, 30):
        beat(family, sender, NOW + minutes * MINUTE, mailer=mailer)
    assert mailer.letters == []
    for minutes in (60, 70):
        beat(family, sender, NOW + minutes * MINUTE, mailer=mailer)
    assert mailer.to == ["ben@example.org"]


def test_without_a_mail_server_nobody_is_written_to_later(small_family):
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, FakeSender(), NOW)
    beat(family, answers(Kind.GONE, status=410), NOW + 30 * MINUTE)
    assert [one.account_id for one in deliveries(family, 0, 1)] == [None, None]
