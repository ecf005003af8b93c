"""Sends the notices that people are still to be told, each once, with no transaction open."""

import logging
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread

from journal.care.problems import N_
from journal.records.database import Database
from journal.records.failures import place_of
from journal.records.people import Account, Membership
from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.records.untold import (
    LIFE,
    Untold,
    forget_untold,
    put_untold_off,
    take_untold,
    waits,
)
from journal.reminders.answers import Answer, Kind
from journal.reminders.mail import Mail, Mailer
from journal.reminders.message import message, new_topic
from journal.reminders.postponing import back_off
from journal.reminders.push import Sender, Urgency
from journal.reminders.subscriptions import Subscription
from journal.reminders.trying import write
from journal.reminders.wording import Words

# More than any household has phones and letters for what happens in one request.
MOST = 100
WHERE = N_("In Sunhat:")
AGAIN = {Kind.FAILED, Kind.LATER, Kind.CONFIG}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """How people are reached."""

    database: Database
    sender: Sender
    mailer: Mailer | None
    words: Words


def tell_beside(by: Channels, *, clock: Callable[[], datetime]) -> None:
    """Send what waits beside whatever goes on: neither an answer nor a reminder waits for it."""
    try:
        with by.database.reading() as session:
            if not waits(session, now=clock()):
                return
    except Exception as error:
        log.error("Nobody knows whether there is news: %s", place_of(error))
        return
    beside(lambda: tell_waiting(by, clock=clock))


def beside(work: Callable[[], object]) -> None:
    """Do it in a thread of its own. What fails is logged; the acts say anyway what happened."""

    def told() -> None:
        try:
            work()
        except Exception as error:
            log.error("Telling stumbled: %s", place_of(error))

    Thread(target=told, name="telling", daemon=True).start()


def tell_waiting(by: Channels, *, clock: Callable[[], datetime]) -> int:
    """Send every notice that may be sent now; return how many were taken.

    clock  is asked for each of them: a lease counts from the moment in which a notice is taken,
           and a hundred slow ones take longer than that
    What could not be sent is tried again for a day. A crash between repeats a notice, which the
    phone shows once, and loses none. What fails is logged.
    """
    for done in range(MOST):
        row = write(by.database, lambda session: take_untold(session, now=clock()))
        if row is None:
            return done
        _tell(by, row, now=clock())
    return MOST


def mail_to(
    by: Channels, email: str, subject: str, lines: list[str], key: uuid.UUID, *, now: datetime
) -> Answer | None:
    """Send a letter; None where this server sends no mail."""
    if by.mailer is None:
        return None
    letter = Mail(to=email, subject=subject, text="\n".join([*lines, ""]), key=key.hex)
    return by.mailer.send(letter, now=now)


def _tell(by: Channels, row: Untold, *, now: datetime) -> None:
    try:
        answer = _send(by, row, now=now)
    except Exception as error:
        log.error("A notice of an account could not be sent: %s", type(error).__name__)
        answer = Answer(kind=Kind.FAILED)
    if answer is not None and answer.kind in AGAIN:
        wait: timedelta = answer.retry_after or back_off(row.tries, random.random())
        write(by.database, lambda session: put_untold_off(session, row, until=now + wait))
    else:
        if answer is not None and answer.kind is not Kind.ACCEPTED:
            log.warning("A notice of an account was given up: %s", answer.kind)
        write(by.database, lambda session: forget_untold(session, row.id))


def _send(by: Channels, row: Untold, *, now: datetime) -> Answer | None:
    """What became of it; None when there is nobody to tell any more."""
    with by.database.reading() as session:
        account = session.get_one(Account, row.account_id)
        phone = session.get(PushSubscription, row.subscription_id) if row.subscription_id else None
        if row.member_of and session.get(Membership, (row.member_of, account.id)) is None:
            return None
    if row.subscription_id is None:
        lines = [row.body, "", f"{by.words.translate(WHERE)} {by.words.url}{row.path}"]
        return mail_to(by, account.email, row.title, lines, row.id, now=now)
    if phone is None or phone.account_id != account.id or _is_over(phone):
        return None
    text = message(
        title=row.title,
        body=row.body,
        navigate=f"{by.words.url}{row.path}",
        tag=f"account-{row.id.hex}",
        lang=by.words.lang,
        direction=by.words.direction,
    )
    to = Subscription(phone.endpoint, phone.p256dh, phone.auth)
    return by.sender.send(to, text, ttl=LIFE, urgency=Urgency.HIGH, topic=new_topic(), now=now)


def _is_over(phone: PushSubscription) -> bool:
    """Who has left a household still has the account: news of that reaches the phone."""
    return phone.state is PhoneState.GONE and phone.detail != Ended.LEFT
