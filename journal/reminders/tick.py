"""One beat of the reminders: plan, queue, claim, send, settle. Any number of processes may beat."""

import logging
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from journal.clock import uptime
from journal.records.database import Database
from journal.records.failures import place_of
from journal.reminders import claims, due, heart, planning
from journal.reminders.answers import Answer, Kind
from journal.reminders.claims import LEASE, Claim, Letter
from journal.reminders.ends import End
from journal.reminders.mail import Mailer
from journal.reminders.mail_text import mail_for
from journal.reminders.mailboxes import Mailto
from journal.reminders.phone_tests import weekly_tests
from journal.reminders.push import Sender, Urgency
from journal.reminders.queue import FIRST
from journal.reminders.subscriptions import Subscription
from journal.reminders.wording import Words

THREADS = 8
TRIES = 3

Done = TypeVar("Done")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Counts:
    """What one tick did. `broken`: occurrences that could not be queued, left to the next tick."""

    planned: int = 0
    due: int = 0
    claimed: int = 0
    accepted: int = 0
    tested: int = 0
    faults: int = 0
    broken: set[uuid.UUID] = field(default_factory=set)


def tick(
    database: Database,
    sender: Sender,
    words: Words,
    *,
    now: datetime,
    lease: timedelta = LEASE,
    sign: Callable[[], None] = lambda: None,
    mailer: Mailer | None = None,
) -> Counts:
    """Bring reminders up to date and send what is due; return what was done.

    sign    called whenever it has got on: who watches knows that it does not hang
    mailer  None: this server has no JOURNAL_SMTP

    Every message is claimed with a lease, sent while no transaction is open, and settled after the
    answer. What fails for one child or one phone stops no other, but leaves the heartbeat out when
    planning or queueing failed: then the Today page says that reminders are not running.
    """
    present = _running(now)
    counts = Counts()
    _plan(database, counts, sign, now=now)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="push") as pool:
        while True:
            while taken := _write(
                database,
                lambda session: due.sweep(
                    session, now=present(), mail=mailer is not None, broken=counts.broken
                ),
            ):
                counts.due += taken
                sign()
            claimed = _write(
                database, lambda session: claims.claim(session, now=present(), lease=lease)
            )
            if not claimed:
                break
            counts.claimed += len(claimed)
            send = partial(send_one, database, sender, words, present=present, mailer=mailer)
            _send_all([pool.submit(send, claim) for claim in claimed], counts)
            _beat(database, counts, present())
            sign()
        counts.tested = weekly_tests(database, sender, words, pool, present=present)
    _beat(database, counts, present())
    return counts


def send_one(
    database: Database,
    sender: Sender,
    words: Words,
    claim: Claim,
    *,
    present: Callable[[], datetime],
    mailer: Mailer | None = None,
) -> End | None:
    """Send one claimed delivery if it is still wanted, and settle it; return how it ended."""
    with database.reading() as session:
        letter = claims.open_letter(session, claim, now=present())
    if letter is None:
        return None
    if isinstance(letter, End):
        why = letter
        _write(database, lambda session: claims.drop(session, claim, why, now=present()))
        return why
    answer = post(sender, words, letter, now=present(), mailer=mailer)
    if answer.kind is not Kind.ACCEPTED:
        log.warning("A reminder was not accepted: %s %s", answer.kind, answer.status)
    mail = mailer is not None
    return _write(
        database, lambda session: claims.settle(session, claim, answer, now=present(), mail=mail)
    )


def post(
    sender: Sender, words: Words, letter: Letter, *, now: datetime, mailer: Mailer | None = None
) -> Answer:
    """Send one letter; once more with the smallest text to a service that finds it too large."""
    if isinstance(letter.to, Mailto):
        if mailer is None:
            return Answer(kind=Kind.CONFIG, detail="no mail server")
        return mailer.send(mail_for(words, letter, letter.to), now=now)
    answer = _push(sender, letter, letter.to, _text(words, letter), now=now)
    if answer.kind is Kind.TOO_LARGE:
        smallest = words.smallest(letter.occurrence_id)
        answer = _push(sender, letter, letter.to, smallest, now=now)
    return answer


def _text(words: Words, letter: Letter) -> bytes:
    if letter.recorded is not None:
        return words.recorded(
            letter.occurrence_id, letter.child_name, letter.recorded, badge=letter.due
        )
    return words.reminder(
        letter.occurrence_id,
        letter.child_name,
        letter.slot,
        about=letter.about,
        badge=letter.due,
        in_full=letter.in_full,
        again=letter.nudge > FIRST,
        snooze=letter.snooze,
    )


def _push(
    sender: Sender, letter: Letter, to: Subscription, payload: bytes, *, now: datetime
) -> Answer:
    return sender.send(
        to,
        payload,
        ttl=letter.ttl,
        urgency=Urgency.LOW if letter.recorded is not None else Urgency.HIGH,
        topic=letter.topic,
        now=now,
    )


def _plan(database: Database, counts: Counts, sign: Callable[[], None], *, now: datetime) -> None:
    with database.reading() as session:
        found = planning.children(session)
    for child in found:
        try:
            counts.planned += _plan_one(database, child, counts, now=now)
        except Exception as error:
            # One plan that cannot be read must not silence the other children.
            log.error("The reminders of a child could not be planned: %s", place_of(error))
            counts.faults += 1
        sign()


def _plan_one(database: Database, child: uuid.UUID, counts: Counts, *, now: datetime) -> int:
    with database.reading() as session:
        changes = planning.differences(session, child, now=now)
    if changes.unreadable:
        # The child's other medicines go on, but nobody may believe that all is told.
        log.error("The reminders of %d medicines could not be planned", len(changes.unreadable))
        counts.faults += 1
    # Most often nothing has changed, and then nobody waits for the write lock.
    if not changes:
        return 0
    return _write(database, lambda session: planning.plan_child(session, child, now=now))


def _send_all(sending: list[Future[End | None]], counts: Counts) -> None:
    wait(sending)
    for sent in sending:
        if error := sent.exception():
            # Its lease ends by itself and it is sent again.
            log.error("A reminder could not be settled: %s", place_of(error))
        elif sent.result() is End.ACCEPTED:
            counts.accepted += 1


def _beat(database: Database, counts: Counts, now: datetime) -> None:
    if not counts.faults and not counts.broken:
        _write(database, lambda session: heart.beat(session, now=now))


def _write(database: Database, work: Callable[[Session], Done]) -> Done:
    """Do the work in one transaction, again when another writer was in the way."""
    for left in reversed(range(TRIES)):
        try:
            with database.transaction() as session:
                return work(session)
        except OperationalError:
            if not left:
                raise
    raise AssertionError("unreachable")


def _running(now: datetime) -> Callable[[], datetime]:
    """A clock that starts at `now`: a batch may take longer than a lease has left."""
    started = uptime()
    return lambda: now + timedelta(seconds=uptime() - started)
