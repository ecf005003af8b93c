"""The evening's reminder: told while nobody has answered for that day, and skipped once one has."""

from datetime import UTC, datetime, time, timedelta

from journal.entries.record import record
from journal.records.reminders import About
from journal.reminders.due import sweep
from tests.family import NOW, change, give_account
from tests.reminders.planned import choose, plan
from tests.reminders.world import FakeSender, beat, occurrences, phone

# Sun 22 Nov, 19:00 in New York.
EVENING = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def asked(family):
    """Ada's phone is asked at seven, planned in the morning."""
    phone(family, "ada")
    choose(family, About.CHECK_IN, now=NOW, on=True, clock=time(19))
    plan(family, NOW)


def answer(family, at, who="ben", **said):
    one = change(family.nora, "check_in", made_at=at, **(said or {"day": "usual"}))
    with family.database.transaction() as session:
        record(session, family.actor(session, who), one, now=at)
    return one


def take_back(family, one, *, now):
    gone = change(family.nora, "check_in", made_at=now, entry=one.entry, base=1, delete=True)
    with family.database.transaction() as session:
        record(session, family.actor(session, "ben"), gone, now=now)


def outcome(family):
    (first, *_others) = sorted(occurrences(family), key=lambda one: one.due_at)
    return first.outcome


def test_an_evening_that_somebody_answered_is_not_asked_about_and_the_list_says_why(small_family):
    family, sender = small_family, FakeSender()
    asked(family)
    answer(family, EVENING - 30 * MINUTE)
    beat(family, sender, now=EVENING + MINUTE)
    assert sender.sent == []
    assert outcome(family) == "recorded"


def test_yesterdays_answer_does_not_answer_this_evening(small_family):
    family, sender = small_family, FakeSender()
    asked(family)
    # 02:00 of this night: still the evening before, by the family's day.
    answer(family, datetime(2026, 11, 22, 7, 0, tzinfo=UTC))
    beat(family, sender, now=EVENING + MINUTE)
    assert len(sender.sent) == 1


def test_an_answer_that_was_taken_back_asks_again(small_family):
    family, sender = small_family, FakeSender()
    asked(family)
    one = answer(family, EVENING - 30 * MINUTE)
    beat(family, sender, now=EVENING + MINUTE)
    take_back(family, one, now=EVENING + 10 * MINUTE)
    plan(family, EVENING + 10 * MINUTE)
    beat(family, sender, now=EVENING + 11 * MINUTE)
    assert len(sender.sent) == 1


def test_h39_what_a_teen_answered_is_still_asked_of_the_parents_and_the_other_way_round(
    small_family,
):
    family, sender = small_family, FakeSender()
    give_account(family, "nora")
    phones = {name: phone(family, name) for name in ("ada", "nora")}
    choose(family, About.CHECK_IN, now=NOW, on=True, clock=time(19))
    plan(family, NOW)
    answer(family, EVENING - 30 * MINUTE, "nora")
    beat(family, sender, now=EVENING + MINUTE)
    assert (len(sender.to(phones["ada"])), len(sender.to(phones["nora"]))) == (1, 0)
    tomorrow = EVENING + timedelta(days=1)
    answer(family, tomorrow - 30 * MINUTE, "ben")
    plan(family, tomorrow - MINUTE)
    beat(family, sender, now=tomorrow + MINUTE)
    assert (len(sender.to(phones["ada"])), len(sender.to(phones["nora"]))) == (1, 1)


def test_an_answer_between_queue_and_sending_holds_for_its_own_side_alone(small_family):
    """A letter of the outbox is read anew before it goes out: it knows whom it is for."""
    family, sender = small_family, FakeSender()
    give_account(family, "nora")
    phones = {name: phone(family, name) for name in ("ada", "nora")}
    choose(family, About.CHECK_IN, now=NOW, on=True, clock=time(19))
    plan(family, NOW)
    with family.database.transaction() as session:
        sweep(session, now=EVENING + MINUTE)
    answer(family, EVENING + MINUTE, "nora")
    beat(family, sender, now=EVENING + MINUTE)
    assert (len(sender.to(phones["ada"])), len(sender.to(phones["nora"]))) == (1, 0)


def test_a_night_alone_answers_no_evening(small_family):
    family, sender = small_family, FakeSender()
    asked(family)
    answer(family, EVENING - 30 * MINUTE, sleep="woke")
    beat(family, sender, now=EVENING + MINUTE)
    assert len(sender.sent) == 1
