"""Writes the deliveries of an occurrence that has fallen due: the first ones, and once more.

All of them are rows at once, the later ones with a later `next_at`: nothing but the database has
to remember that somebody is to be told again, and whoever sends reads anew whether it is wanted.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, or_, select

from journal.records.columns import table_of
from journal.records.reminders import About, Delivery, Occurrence
from journal.reminders.ends import GRACE, MAY_RETURN, End
from journal.reminders.message import new_topic
from journal.reminders.recipients import Recipient, Target, recipients

FIRST, AGAIN, SNOOZED = 0, 1, 2
# A message that comes out of quiet hours with less time than this to live is not worth sending.
WORTH = timedelta(minutes=5)
LATE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """What became of an occurrence: how many first deliveries now wait, and who was meant.

    quiet   whether quiet hours were the reason for one that is closed
    wanted  whether anybody wants to be told of this at all
    """

    waiting: int
    quiet: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class _Attempt:
    target: Target
    nudge: int
    due_at: datetime
    next_at: datetime | None


def queue(
    session: Session,
    occurrence: Occurrence,
    tried: Sequence[Delivery],
    *,
    mail: bool,
    now: datetime,
) -> Queued:
    """Queue a delivery for each phone and mailbox that has none, and anew what was dropped.

    tried  every delivery of the occurrence so far
    mail   whether this server can send e-mail

    Those who want to hear of it later are told at once when nobody else can be.
    """
    people = recipients(session, occurrence, mail=mail)
    first = [person for person in people if not person.waits]
    later = [person for person in people if person.waits]
    planned = [one for person in first for one in _attempts(person, occurrence, now=now)]
    waiting = _write(session, occurrence, tried, planned)
    at_once = not waiting and not any(_may_still_tell(row) for row in tried)
    others = [
        one for person in later for one in _attempts(person, occurrence, now=now, at_once=at_once)
    ]
    if at_once:
        waiting = _bring_forward(session, tried, others)
    else:
        told = {(row.subscription_id, row.account_id) for row in tried if row.nudge == FIRST}
        others = [one for one in others if one.target not in told]
    waiting += _write(session, occurrence, tried, others)
    quiet = any(one.next_at is None for one in (*planned, *others))
    return Queued(waiting=waiting, quiet=quiet, wanted=bool(people))


def _attempts(
    person: Recipient, occurrence: Occurrence, *, now: datetime, at_once: bool = False
) -> Iterator[_Attempt]:
    waits = timedelta() if at_once else person.waits
    due_at = occurrence.due_at + waits
    # A beat or two later is not late.
    start = max(due_at, now) if now - due_at > LATE else due_at
    begins = _out_of_quiet(person, start, due_at)
    for target in person.targets:
        first = due_at if begins == start else begins
        yield _Attempt(target, AGAIN if waits else FIRST, due_at, first)
        # One mail is enough, and what is told this late is not told twice at once.
        if begins is not None and target[0] is not None and person.again > start - due_at:
            again = begins + person.again
            yield _Attempt(target, AGAIN, again, _out_of_quiet(person, again, again))


def _out_of_quiet(person: Recipient, moment: datetime, due_at: datetime) -> datetime | None:
    """When the person may be told from `moment` on; None: the quiet lasts longer than the grace."""
    over = person.quiet.over_at(moment) if person.quiet else moment
    return over if over == moment or over <= due_at + GRACE - WORTH else None


def wait_out(session: Session, delivery: Delivery, *, now: datetime) -> bool:
    """Let a claimed delivery wait for the end of quiet hours; False: they last too long."""
    occurrence = session.get_one(Occurrence, delivery.occurrence_id)
    people = recipients(session, occurrence, mail=True)
    person = next((one for one in people if one.is_meant(delivery)), None)
    over = _out_of_quiet(person, now, delivery.due_at) if person else None
    if person is None or over is None:
        return False
    delivery.next_at, delivery.lease = over, None
    delivery.attempts -= 1
    if person.again and delivery.nudge == FIRST:
        # The second time counts from the first, as when it was queued.
        for row in session.exec(
            select(Delivery)
            .where(Delivery.occurrence_id == occurrence.id, Delivery.nudge == AGAIN)
            .where(Delivery.subscription_id == delivery.subscription_id)
            .where(col(Delivery.next_at).is_not(None), col(Delivery.lease).is_(None))
            .with_for_update(skip_locked=True)
        ):
            row.due_at = row.next_at = over + person.again
    return True


def _may_still_tell(row: Delivery) -> bool:
    """Whether somebody has been told, or is about to be, without waiting for it to be late."""
    return row.outcome == End.ACCEPTED or (row.nudge == FIRST and row.next_at is not None)


def _write(
    session: Session, occurrence: Occurrence, tried: Sequence[Delivery], planned: list[_Attempt]
) -> int:
    """Write what is not there yet, and revive what was dropped; return how many first ones wait."""
    known = {(row.subscription_id, row.account_id, row.nudge): row for row in tried}
    reached = {(row.subscription_id, row.account_id) for row in tried if row.nudge > FIRST}
    topics = {(row.subscription_id, row.account_id): row.topic for row in tried}
    fresh, waiting = [], 0
    for one in planned:
        row = known.get((*one.target, one.nudge))
        if row is not None and row.outcome in MAY_RETURN:
            # The slot may be due at another instant by now.
            row.due_at, row.next_at = one.due_at, one.next_at
            row.outcome = None if one.next_at else End.QUIET
            row.lease = None
        elif row is not None or one.target in reached:
            continue
        else:
            # The same Topic replaces a message that still waits at the push service.
            topic = topics.setdefault(one.target, new_topic())
            fresh.append(_row(occurrence.id, one, topic))
        waiting += one.nudge == FIRST and one.next_at is not None
    _insert(session, fresh)
    return waiting


def _bring_forward(session: Session, tried: Sequence[Delivery], planned: list[_Attempt]) -> int:
    """Let those be told now who wait to hear of it later; return how many there are."""
    # Who was told at once until a moment ago has had the first one.
    had = {(row.subscription_id, row.account_id) for row in tried if row.nudge == FIRST}
    first = {one.target: one for one in planned if one.nudge == FIRST and one.target not in had}
    waiting = [
        row.id
        for row in tried
        if row.nudge == AGAIN and (row.next_at is not None or row.outcome == End.QUIET)
    ]
    moved = 0
    # One that a worker has in hand is being told: another process holds its row.
    for row in (
        session.exec(
            select(Delivery)
            .where(col(Delivery.id).in_(waiting))
            # Their later time may lie in quiet hours, and this one before them.
            .where(or_(col(Delivery.next_at).is_not(None), col(Delivery.outcome) == End.QUIET))
            .where(col(Delivery.lease).is_(None))
            .order_by(col(Delivery.id))
            .with_for_update(skip_locked=True)
        ).all()
        if waiting
        else []
    ):
        one = first.get((row.subscription_id, row.account_id))
        if one is not None and one.next_at is not None:
            row.nudge, row.due_at, row.next_at = FIRST, one.due_at, one.next_at
            row.outcome = None
            moved += 1
    return moved


def write_to(session: Session, delivery: Delivery, account_id: uuid.UUID, *, now: datetime) -> None:
    """Queue a letter instead of `delivery`, whose phone was lost after its dose had ended (H18).

    The sweep takes that up no more. Who still has a phone, or has had a letter, gets none.
    """
    occurrence = session.get_one(Occurrence, delivery.occurrence_id)
    if occurrence.settled_at is None or occurrence.about != About.DOSE or delivery.nudge == FIRST:
        return
    people = recipients(session, occurrence, mail=True)
    if not any(one.mail for one in people if one.account_id == account_id):
        return
    letter = select(Delivery.id).where(
        Delivery.occurrence_id == occurrence.id, Delivery.account_id == account_id
    )
    if session.exec(letter).first() is None:
        once = _Attempt((None, account_id), AGAIN, now, now)
        _insert(session, [_row(occurrence.id, once, new_topic())])


def _row(occurrence_id: uuid.UUID, one: _Attempt, topic: str) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "occurrence_id": occurrence_id,
        "subscription_id": one.target[0],
        "account_id": one.target[1],
        "nudge": one.nudge,
        "due_at": one.due_at,
        "next_at": one.next_at,
        "attempts": 0,
        "outcome": None if one.next_at else End.QUIET,
        "topic": topic,
    }


def _insert(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write the rows unless another process has written the same ones first."""
    if rows:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        session.connection().execute(_NEW[is_sqlite], rows)


_NEW = {
    True: sqlite.insert(table_of(Delivery)).on_conflict_do_nothing(),
    False: postgresql.insert(table_of(Delivery)).on_conflict_do_nothing(),
}
