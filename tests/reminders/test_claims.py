"""Leases, and what each answer of a push service leads to (F12)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import sqlalchemy as sa
from sqlmodel import select

from journal.records.reminders import PhoneState, PushSubscription
from journal.reminders import claims, due, heart, letters
from journal.reminders.answers import Answer, Kind
from journal.reminders.phones import phones_of
from journal.reminders.tick import post
from tests.family import NOW, fresh_database, make_family
from tests.reminders.world import (
    BEFORE,
    HOUR,
    MINUTE,
    SECOND,
    WORDS,
    FakeSender,
    answers,
    beat,
    deliveries,
    ends,
    phone,
)
from tests.support.push_service import Phone, answering


def the_phone(family) -> PushSubscription:
    with family.database.reading() as session:
        return session.exec(select(PushSubscription)).one()


def take(family, now, **more):
    with family.database.transaction() as session:
        return claims.claim(session, now=now, **more)


def test_a_claim_takes_at_most_twenty_and_nobody_else_gets_them(family):
    for number in range(25):
        family.medicine(name=f"Medicine {number}", now=BEFORE)
    phone(family, "ada")
    beat(family, answers(Kind.FAILED), BEFORE)
    with family.database.transaction() as session:
        assert due.sweep(session, now=NOW) == 25

    first, second, third = (take(family, NOW) for _ in range(3))
    assert (len(first), len(second), len(third)) == (20, 5, 0)
    assert not {one.delivery_id for one in first} & {one.delivery_id for one in second}
    assert take(family, NOW + claims.LEASE - SECOND) == []
    again = take(family, NOW + claims.LEASE, most=30)
    assert len(again) == 25
    assert {one.lease for one in again} - {one.lease for one in first}


def test_a_claim_that_another_transaction_holds_is_skipped_not_waited_for(postgres):
    family = make_family(fresh_database(postgres()))
    for number in range(4):
        family.medicine(name=f"Medicine {number}", now=BEFORE)
    phone(family, "ada")
    beat(family, answers(Kind.FAILED), BEFORE)
    with family.database.transaction() as session:
        due.sweep(session, now=NOW)
    with family.database.transaction() as one, family.database.transaction() as other:
        held = claims.claim(one, now=NOW, most=3)
        rest = claims.claim(other, now=NOW, most=3)
    assert (len(held), len(rest)) == (3, 1)
    family.database.close()


def test_g8_an_answer_is_settled_while_another_worker_queues_for_the_same_phone(postgres):
    """What it queues names the phone, and a queue of fifty takes seconds on a busy machine."""
    family = make_family(fresh_database(postgres()))
    for clock in ("08:00", "08:01"):
        family.medicine(name=clock, rhythm={"every": "day", "times": [clock]}, now=BEFORE)
    phone(family, "ada")
    beat(family, answers(Kind.FAILED), BEFORE)
    with family.database.transaction() as session:
        assert due.sweep(session, now=NOW) == 1
    (claim,) = take(family, NOW)

    def settle() -> object:
        with family.database.transaction() as session:
            session.execute(sa.text("SET LOCAL lock_timeout = '20s'"))
            return claims.settle(session, claim, Answer(kind=Kind.ACCEPTED, status=201), now=NOW)

    with ThreadPoolExecutor(1) as pool, family.database.transaction() as queueing:
        assert due.sweep(queueing, now=NOW + MINUTE) == 1
        assert pool.submit(settle).result(timeout=60) == "accepted"
    family.database.close()


def test_g8_an_answer_that_comes_while_the_sweep_calls_it_late_is_not_written_over(postgres):
    family = make_family(fresh_database(postgres()))
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, answers(Kind.FAILED), BEFORE)
    with family.database.transaction() as session:
        due.sweep(session, now=NOW)
    (claim,) = take(family, NOW)
    late, taken = NOW + 3 * HOUR, Answer(kind=Kind.ACCEPTED, status=201)

    def sweep() -> None:
        with family.database.transaction() as session:
            due.sweep(session, now=late)

    with ThreadPoolExecutor(1) as pool:
        with family.database.transaction() as settling:
            claims.settle(settling, claim, taken, now=NOW)
            settling.flush()
            sweeping = pool.submit(sweep)
            waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            for _ in range(3000):
                with family.database.reading() as session:
                    if session.scalar(waits) or sweeping.done():
                        break
                sleep(0.02)
        sweeping.result(timeout=60)
    assert [one.outcome for one in deliveries(family)] == ["accepted"]
    assert ends(family) == ["accepted"]
    family.database.close()


def test_h18_a_phone_that_is_gone_is_shown_to_every_caregiver_at_once(small_family):
    family, sender = small_family, answers(Kind.GONE, status=410, detail="Gone")
    family.medicine(now=BEFORE)
    phone(family, "ben")
    beat(family, sender, NOW)
    with family.database.reading() as session:
        (lost,) = phones_of(session, family.nora, now=NOW + MINUTE)
    assert (lost.person, lost.state) == ("Ben", PhoneState.GONE)
    assert ends(family) == ["failed"]
    beat(family, sender, NOW + 24 * HOUR)
    assert len(sender.sent) == 1


def test_a_wrong_key_keeps_the_phone_and_tells_the_operator(small_family, caplog):
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, answers(Kind.CONFIG, status=403, detail="BadJwtToken"), NOW)
    assert the_phone(family).state is PhoneState.FAILING
    assert the_phone(family).detail == "403 BadJwtToken"
    assert "config 403" in caplog.text
    assert ends(family) == ["failed"]

    beat(family, FakeSender(), NOW + 24 * HOUR)
    assert the_phone(family).state is PhoneState.UNCONFIRMED


def test_a_message_that_is_too_large_goes_once_more_with_the_smallest_text(
    small_family, service, new_sender
):
    family, keys = small_family, Phone()
    family.medicine(now=BEFORE)
    phone(family, "ada", endpoint=service.endpoint, keys=keys)

    def refuse_the_first(connection) -> None:
        answering(413 if len(service.requests) == 1 else 201)(connection)

    service.behave = refuse_the_first
    beat(family, new_sender(service.host), NOW)
    full, small = (keys.decrypt(request.body) for request in service.requests)
    assert b"Due at 08:00" in full
    assert b"Due at" not in small
    assert b"/due/" in small
    assert ends(family) == ["accepted"]


def test_retry_after_keeps_the_whole_push_service_waiting_and_no_other(small_family):
    family = small_family
    family.medicine(now=BEFORE)
    busy = [
        phone(family, name, endpoint=f"https://fcm.googleapis.com/{name}")
        for name in ("ada", "ben")
    ]
    other = phone(family, "ada")
    beat(family, FakeSender(), BEFORE)
    with family.database.transaction() as session:
        due.sweep(session, now=NOW)

    one = take(family, NOW, most=3)
    by_phone = {item.delivery_id: item for item in one}
    rows = {row.subscription_id: row for row in deliveries(family)}
    with family.database.reading() as session:
        ids = {p.endpoint: p.id for p in session.exec(select(PushSubscription))}
    with family.database.transaction() as session:
        for where in (busy[1], other):  # give two of them back
            row = session.get_one(due.Delivery, rows[ids[where]].id)
            row.lease, row.next_at = None, NOW
    later = Answer(kind=Kind.LATER, status=429, retry_after=timedelta(minutes=5))
    with family.database.transaction() as session:
        claims.settle(session, by_phone[rows[ids[busy[0]]].id], later, now=NOW, chance=lambda: 0)

    next_at = {row.subscription_id: row.next_at for row in deliveries(family)}
    assert next_at[ids[busy[0]]] == next_at[ids[busy[1]]] == NOW + 5 * MINUTE
    assert next_at[ids[other]] == NOW


def test_tries_come_ever_later_and_end_with_the_grace(small_family):
    family, sender = small_family, answers(Kind.FAILED)
    family.medicine(now=BEFORE)
    phone(family, "ada")
    waits = []
    moment = NOW
    while (row := _after(family, sender, moment)).next_at is not None:
        waits.append(row.next_at - moment)
        moment = row.next_at
    assert waits[0] < MINUTE
    assert max(waits) <= 15 * MINUTE + SECOND
    assert sum(waits, timedelta(0)) < 2 * HOUR
    # By chance the last try falls before the end of the grace, or would have fallen after it.
    assert row.outcome in {"failed", "late"}
    assert the_phone(family).state is PhoneState.FAILING


def _after(family, sender, moment):
    beat(family, sender, moment)
    return deliveries(family)[0]


def test_f24_a_crash_between_accept_and_settle_repeats_with_the_same_tag(
    family, service, new_sender
):
    keys = Phone()
    family.medicine(now=BEFORE)
    phone(family, "ada", endpoint=service.endpoint, keys=keys)
    sender = new_sender(service.host)
    beat(family, sender, BEFORE)
    with family.database.transaction() as session:
        due.sweep(session, now=NOW)
    (claimed,) = take(family, NOW)
    with family.database.reading() as session:
        letter = letters.open_letter(session, claimed, now=NOW)
    assert post(sender, WORDS, letter, now=NOW).kind is Kind.ACCEPTED
    # Here the worker is killed. The lease ends; somebody else takes over.
    beat(family, sender, NOW + claims.LEASE + SECOND)

    tags = [keys.decrypt(request.body).split(b'"tag":"')[1][:36] for request in service.requests]
    assert len(tags) == 2
    assert len(set(tags)) == 1
    assert len({request.headers["topic"] for request in service.requests}) == 1
    assert ends(family) == ["accepted"]


def test_an_acceptance_counts_even_after_the_lease_was_lost(small_family):
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, FakeSender(), BEFORE)
    with family.database.transaction() as session:
        due.sweep(session, now=NOW)
    (slow,) = take(family, NOW)
    (other,) = take(family, NOW + claims.LEASE)
    accepted = Answer(kind=Kind.ACCEPTED, status=201)
    with family.database.transaction() as session:
        claims.settle(session, slow, accepted, now=NOW + 61 * SECOND)
    with family.database.reading() as session:
        assert letters.open_letter(session, other, now=NOW + 62 * SECOND) is None


def test_a_failure_counts_only_for_the_holder_of_the_lease(small_family):
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ada")
    beat(family, FakeSender(), BEFORE)
    with family.database.transaction() as session:
        due.sweep(session, now=NOW)
    (slow,) = take(family, NOW)
    (other,) = take(family, NOW + claims.LEASE)
    with family.database.transaction() as session:
        gone = Answer(kind=Kind.GONE, status=410)
        assert claims.settle(session, slow, gone, now=NOW + 61 * SECOND) is None
    with family.database.reading() as session:
        assert letters.open_letter(session, other, now=NOW + 62 * SECOND) is not None


def test_f12_a_push_service_that_never_answers_holds_up_one_beat_for_its_deadline(
    small_family, service, new_sender
):
    """F10: sockets that are held end with the exchange's deadline, and the heart goes on."""
    family = small_family
    family.medicine(now=BEFORE)
    phone(family, "ada", endpoint=service.endpoint, keys=Phone())
    service.behave = lambda connection: None
    sender = new_sender(service.host)
    slow = sender.send
    sender.send = lambda *a, **k: slow(*a, **{**k, "deadline": timedelta(seconds=0.3)})
    counts = beat(family, sender, NOW)
    assert (counts.claimed, counts.accepted) == (1, 0)
    with family.database.reading() as session:
        assert not heart.is_late(session, now=NOW + MINUTE)
    assert deliveries(family)[0].outcome is None
