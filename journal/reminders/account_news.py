"""Tells people what happened to an account: its person elsewhere, and who shares a journal."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.records.database import Database
from journal.records.people import Account, Membership, Role
from journal.records.reminders import PhoneState, PushSubscription
from journal.records.resets import make_reset
from journal.reminders.mail import Mail, Mailer
from journal.reminders.message import message, new_topic
from journal.reminders.push import Sender, Urgency
from journal.reminders.subscriptions import Subscription
from journal.reminders.wording import Words

LIFE = timedelta(days=1)
log = logging.getLogger(__name__)


class News(StrEnum):
    """What happened."""

    NEW_PHONE = "new_phone"
    PASSPHRASE = "passphrase"
    RESET = "reset"


BROWSER = N_("a browser")
TITLE = N_("Your account")
TITLE_OF = N_("The account of %(name)s")
TOLD = {
    News.NEW_PHONE: N_("Signed in on a new phone or computer: %(phone)s."),
    News.PASSPHRASE: N_("The passphrase was changed."),
    News.RESET: N_("The passphrase was reset by a link. Everybody is signed out."),
}
NOT_YOU = N_("Was it not you? Open Sunhat, remove what you do not know, change the passphrase.")
ASK = N_("Ask whether they know of it.")
WHERE = N_("Sign-in and devices:")
RESET_SUBJECT = N_("Choose another passphrase")
RESET_TEXT = N_(
    "Somebody asked for a link to choose another passphrase for Sunhat. "
    "It works once, for half an hour:"
)
RESET_IGNORE = N_("Was it not you? Then do nothing: the passphrase stays as it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """How people are reached."""

    database: Database
    sender: Sender
    mailer: Mailer | None
    words: Words


def tell(
    by: Channels,
    account_id: uuid.UUID,
    what: News,
    *,
    phone: str,
    session_id: str | None,
    now: datetime,
) -> None:
    """Tell the person by push and mail, and by push the owners of their households.

    phone       what their browser says it is
    session_id  where it happened: nobody is told on that very phone
    Takes up to ten seconds for each phone, with no transaction open. What fails is logged: the
    journal's acts say it too.
    """
    with by.database.reading() as session:
        account = session.get_one(Account, account_id)
        own = phones_of(session, {account_id}, but=session_id)
        owners = phones_of(session, _owners_beside(session, account_id), but=session_id)
    say = by.words.translate
    told = say(TOLD[what]) % {"phone": phone or say(BROWSER)}
    for push in own:
        push_to(by, push, say(TITLE), f"{told} {say(NOT_YOU)}", f"{by.words.url}/account", now)
    for push in owners:
        title = say(TITLE_OF) % {"name": account.name}
        push_to(by, push, title, f"{told} {say(ASK)}", f"{by.words.url}/", now)
    page = f"{say(WHERE)} {by.words.url}/account"
    mail_to(by, account.email, say(TITLE), [told, say(NOT_YOU), "", page], now)


def send_reset(by: Channels, email: str, path: str, *, now: datetime) -> None:
    """Send a link to choose another passphrase to whoever signs in with this address.

    path  of the page, to which the token is added
    """
    with by.database.transaction() as session:
        account = session.exec(select(Account).where(Account.email == email)).first()
        token = make_reset(session, account.id, now=now) if account else None
    if token is not None:
        say = by.words.translate
        lines = [say(RESET_TEXT), f"{by.words.url}{path}{token}", "", say(RESET_IGNORE)]
        mail_to(by, email, say(RESET_SUBJECT), lines, now)


def _owners_beside(session: Session, account_id: uuid.UUID) -> set[uuid.UUID]:
    homes = select(Membership.household_id).where(Membership.account_id == account_id)
    owners = select(Membership.account_id).where(
        col(Membership.household_id).in_(homes),
        Membership.role == Role.OWNER,
        Membership.account_id != account_id,
    )
    return set(session.exec(owners))


def phones_of(session: Session, of: set[uuid.UUID], *, but: str | None) -> list[PushSubscription]:
    """Their phones that are reminded, but those that subscribed from this sign-in."""
    here = col(PushSubscription.session_id)
    return list(
        session.exec(
            select(PushSubscription)
            .where(col(PushSubscription.account_id).in_(of))
            .where(PushSubscription.state != PhoneState.GONE)
            .where(sa.true() if but is None else here.is_distinct_from(but))
        )
    )


def push_to(
    by: Channels, phone: PushSubscription, title: str, body: str, navigate: str, now: datetime
) -> None:
    """Push a notice to one phone; what fails is logged."""
    text = message(
        title=title,
        body=body,
        navigate=navigate,
        tag=f"account-{new_topic()}",
        lang=by.words.lang,
        direction=by.words.direction,
    )
    to = Subscription(phone.endpoint, phone.p256dh, phone.auth)
    _try(
        lambda: by.sender.send(to, text, ttl=LIFE, urgency=Urgency.HIGH, topic=new_topic(), now=now)
    )


def mail_to(by: Channels, email: str, subject: str, lines: list[str], now: datetime) -> None:
    """Send a letter, where this server sends mail; what fails is logged."""
    mailer = by.mailer
    if mailer is None:
        return
    letter = Mail(to=email, subject=subject, text="\n".join([*lines, ""]), key=uuid.uuid4().hex)
    _try(lambda: mailer.send(letter, now=now))


def _try(send: Callable[[], object]) -> None:
    try:
        send()
    except Exception as error:
        log.error("A notice of an account could not be sent: %s", type(error).__name__)
