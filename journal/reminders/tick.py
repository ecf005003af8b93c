"""One beat of the reminders: plan, queue, claim, send, settle. Any number of processes may beat."""

import logging
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from journal.clock import uptime
from journal.records.database import Database
from journal.records.failures import place_of
from journal.reminders import claims, due, heart
from journal.reminders.answers import Answer, Kind
from journal.reminders.claims import BATCH, LEASE, Claim
from journal.reminders.desk import Desk
from journal.reminders.ends import End
from journal.reminders.letters import Letter, open_letter, open_letters
from journal.reminders.mail import Mailer
from journal.reminders.mail_text import mail_for
from journal.reminders.mailboxes import Mailto
from journal.reminders.phone_tests import weekly_tests
from journal.reminders.push import Sender, Urgency
from journal.reminders.queue import FIRST
from journal.reminders.rounds import Rounds
from journal.reminders.subscriptions import Subscription
from journal.reminders.trying import write
from journal.reminders.wording import Words

THREADS = 8
# More are claimed when so many have been answered: each claim waits for the disk.
ROOM = BATCH // 2
# What was read longer ago is read anew before it is sent (H7).
FRESH = timedelta(seconds=1)
BEAT_EVERY = timedelta(seconds=10)

Opened = tuple[datetime, Letter | End | None]

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
    rounds: Rounds | None = None,
) -> Counts:
    """Bring reminders up to date and send what is due; return what was done.

    sign    called whenever it has got on: who watches knows that it does not hang
    mailer  None: this server has no JOURNAL_SMTP
    rounds  which children the worker has just planned; None: it plans all of them

    Every message is claimed with a lease, sent while no transaction is open, and settled after the
    answer. What fails for one child or one phone stops no other, but leaves the heartbeat out when
    planning or queueing failed: then the Today page says that reminders are not running.
    """
    present = _running(now)
    counts = Counts()
    counts.planned, counts.faults = (rounds or Rounds()).plan(database, now=now, sign=sign)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="push") as pool:
        mail = mailer is not None
        desk = Desk(database, present=present, mail=mail)
        send = partial(send_one, database, sender, words, present=present, desk=desk, mailer=mailer)
        _Work(database, send, present, lease, mail, pool, counts).run(sign)
        counts.tested = weekly_tests(database, sender, words, pool, present=present)
    _beat(database, counts, present())
    return counts


@dataclass(slots=True)
class _Work:
    """Sends all that is due with a few threads; what has been sent makes room for more at once."""

    database: Database
    send: Callable[..., End | None]
    present: Callable[[], datetime]
    lease: timedelta
    mail: bool
    pool: ThreadPoolExecutor
    counts: Counts
    sending: set["Future[End | None]"] = field(default_factory=set)

    def run(self, sign: Callable[[], None]) -> None:
        """Queue, claim and send until nothing is due and everything is answered."""
        beaten = self.present()
        while True:
            room = BATCH - len(self.sending)
            if room >= ROOM and (self._begin(room) or self._sweep()):
                sign()
            elif not self.sending:
                return
            else:
                done, self.sending = wait(self.sending, return_when=FIRST_COMPLETED)
                _count(done, self.counts)
                sign()
            if self.present() - beaten > BEAT_EVERY:
                beaten = self.present()
                _beat(self.database, self.counts, beaten)

    def _begin(self, most: int) -> int:
        claimed = write(
            self.database,
            lambda session: claims.claim(session, now=self.present(), lease=self.lease, most=most),
        )
        for claim, opened in zip(claimed, self._open(claimed), strict=True):
            self.sending.add(self.pool.submit(self.send, claim, opened=opened))
        self.counts.claimed += len(claimed)
        return len(claimed)

    def _open(self, claimed: list[Claim]) -> list[Opened | None]:
        now = self.present()
        try:
            with self.database.reading() as session:
                return [(now, one) for one in open_letters(session, claimed, now=now)]
        except Exception as error:
            # One that cannot be read holds up no other: each is read by whoever sends it.
            log.error("Some reminders could not be read together: %s", place_of(error))
            return [None] * len(claimed)

    def _sweep(self) -> int:
        taken = write(
            self.database,
            lambda session: due.sweep(
                session, now=self.present(), mail=self.mail, broken=self.counts.broken
            ),
        )
        self.counts.due += taken
        return taken


def send_one(
    database: Database,
    sender: Sender,
    words: Words,
    claim: Claim,
    *,
    present: Callable[[], datetime],
    desk: Desk | None = None,
    mailer: Mailer | None = None,
    opened: Opened | None = None,
) -> End | None:
    """Send one claimed delivery if it is still wanted, and settle it; return how it ended.

    opened  the letter and when it was read; one that has waited for a second is read anew (H7)
    """
    if opened is None or present() - opened[0] > FRESH:
        before = opened[1] if opened else None
        due = before.due if isinstance(before, Letter) else None
        try:
            with database.reading() as session:
                letter = open_letter(session, claim, now=present(), due=due)
        except Exception as error:
            log.error("A reminder could not be read: %s", place_of(error))
            write(database, lambda session: claims.put_off(session, claim, now=present()))
            return None
    else:
        letter = opened[1]
    if letter is None:
        return None
    if isinstance(letter, End):
        why = letter
        write(database, lambda session: claims.drop(session, claim, why, now=present()))
        return why
    answer = post(sender, words, letter, now=present(), mailer=mailer)
    if answer.kind is not Kind.ACCEPTED:
        log.warning("A reminder was not accepted: %s %s", answer.kind, answer.status)
    desk = desk or Desk(database, present=present, mail=mailer is not None)
    return desk.settle(claim, answer)


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


def _count(sent: Iterable["Future[End | None]"], counts: Counts) -> None:
    for one in sent:
        if error := one.exception():
            # Its lease ends by itself and it is sent again.
            log.error("A reminder could not be settled: %s", place_of(error))
        elif one.result() is End.ACCEPTED:
            counts.accepted += 1


def _beat(database: Database, counts: Counts, now: datetime) -> None:
    if not counts.faults and not counts.broken:
        write(database, lambda session: heart.beat(session, now=now))


def _running(now: datetime) -> Callable[[], datetime]:
    """A clock that starts at `now`: a batch may take longer than a lease has left."""
    started = uptime()
    return lambda: now + timedelta(seconds=uptime() - started)
