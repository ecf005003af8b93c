"""Tells people what happened to an account: its person elsewhere, and who shares a journal."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.records.passphrases import KEPT_OUT
from journal.records.people import Account, Membership, Role
from journal.records.reminders import Ended, PhoneState, PushSubscription
from journal.records.resets import make_reset
from journal.records.untold import Untold
from journal.reminders.news_sent import Channels, mail_to
from journal.reminders.wording import Words


class News(StrEnum):
    """What happened."""

    NEW_PHONE = "new_phone"
    PASSPHRASE = "passphrase"
    RESET = "reset"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    RECOVERY = "recovery"
    KEY_MADE = "key_made"


BROWSER = N_("a browser")
TITLE = N_("Your account")
TITLE_OF = N_("The account of %(name)s")
TOLD = {
    News.NEW_PHONE: N_("Signed in on a new phone or computer: %(phone)s."),
    News.PASSPHRASE: N_("The passphrase was changed."),
    News.RESET: N_(
        "The passphrase was reset by a link. Everybody is signed out, and keys of programs ended."
    ),
    News.PASSKEY_ADDED: N_("A passkey was added: %(called)s."),
    News.PASSKEY_REMOVED: N_("A passkey was removed: %(called)s."),
    News.APP_ADDED: N_("An authenticator app was added. Signing in asks for its code."),
    News.APP_REMOVED: N_("The authenticator app was removed. No code is asked for any more."),
    News.RECOVERY: N_("New recovery codes were made. Those from before are over."),
    News.KEY_MADE: N_("A key for another program was made: %(called)s."),
}
# Who shares the journal hears of what lets somebody else in, not of each key that is cut.
TOLD_TO_OWNERS = {News.NEW_PHONE, News.PASSPHRASE, News.RESET}
NOT_YOU = N_("Was it not you? Open Sunhat, remove what you do not know, change the passphrase.")
ASK = N_("Ask whether they know of it.")
RESET_SUBJECT = N_("Choose another passphrase")
RESET_TEXT = N_(
    "Somebody asked for a link to choose another passphrase for Sunhat. "
    "It works once, for half an hour:"
)
RESET_HELD = N_(
    "This account was held back when the journal came back from a backup. "
    "Whoever runs this Sunhat can give you a link."
)
RESET_IGNORE = N_("Was it not you? Then do nothing: the passphrase stays as it is.")
OWN_PAGE = "/account"


def announce(
    session: Session,
    words: Words,
    account_id: uuid.UUID,
    what: News,
    *,
    session_id: str | None,
    now: datetime,
    phone: str = "",
    called: str = "",
) -> None:
    """Have the person told by push and mail, in the transaction in which it happens (ASVS 6.3.7).

    What others of the household are to hear of is told by push to its owners too.

    session_id  where it happened: nobody is told on that very phone
    phone       what their browser says it is
    called      what the passkey or the key is called
    """
    account, say = session.get_one(Account, account_id), words.translate
    told = say(TOLD[what]) % {"phone": phone or say(BROWSER), "called": called}
    own = f"{told} {say(NOT_YOU)}"
    tell(
        session,
        [account_id],
        say(TITLE),
        own,
        OWN_PAGE,
        member_of=None,
        session_id=session_id,
        now=now,
    )
    if what in TOLD_TO_OWNERS:
        title, body = say(TITLE_OF) % {"name": account.name}, f"{told} {say(ASK)}"
        for owner, home in _owners_beside(session, account_id).items():
            tell(
                session,
                [owner],
                title,
                body,
                "/",
                member_of=home,
                session_id=session_id,
                now=now,
                mail=False,
            )


def tell(
    session: Session,
    people: list[uuid.UUID],
    title: str,
    body: str,
    path: str,
    *,
    member_of: uuid.UUID | None,
    session_id: str | None,
    now: datetime,
    mail: bool = True,
) -> None:
    """Keep a notice for each phone of these people but the one of `session_id`, and a letter.

    member_of  the household of which it tells: whoever has left it by then is not told (T4)
    """
    to: list[tuple[uuid.UUID, uuid.UUID | None]]
    to = [(phone.account_id, phone.id) for phone in _phones_of(session, people, but=session_id)]
    if mail:
        to += [(person, None) for person in people]
    for account_id, phone_id in to:
        session.add(
            Untold(
                account_id=account_id,
                subscription_id=phone_id,
                title=title[:200],
                body=body[:1000],
                path=path,
                member_of=member_of,
                made_at=now,
                next_at=now,
            )
        )
    session.flush()


def send_reset(by: Channels, email: str, path: str, *, now: datetime) -> None:
    """Send a link to choose another passphrase to whoever signs in with this address.

    path  of the page, to which the token is added
    Who is kept out after a restore gets none: the letter says whom to ask (T4).
    Its token is kept nowhere, so that it cannot wait: who gets no letter asks again.
    """
    with by.database.transaction() as session:
        account = session.exec(select(Account).where(Account.email == email)).first()
        if account is None:
            return
        held = account.passphrase_hash == KEPT_OUT
        token = "" if held else make_reset(session, account.id, now=now)
    say = by.words.translate
    lines = [say(RESET_TEXT), f"{by.words.url}{path}{token}", "", say(RESET_IGNORE)]
    if held:
        lines = [say(RESET_HELD)]
    mail_to(by, email, say(RESET_SUBJECT), lines, uuid.uuid4(), now=now)


def _owners_beside(session: Session, account_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    """Each with the household that they share."""
    homes = select(Membership.household_id).where(Membership.account_id == account_id)
    owners = select(Membership.account_id, Membership.household_id).where(
        col(Membership.household_id).in_(homes),
        Membership.role == Role.OWNER,
        Membership.account_id != account_id,
    )
    return dict(session.exec(owners).all())


def _phones_of(
    session: Session, people: list[uuid.UUID], *, but: str | None
) -> list[PushSubscription]:
    """Their phones that are reminded, but those that subscribed from this sign-in."""
    here = col(PushSubscription.session_id)
    # Who has left a household still has the account, and is told of that.
    left = col(PushSubscription.detail) == Ended.LEFT
    return list(
        session.exec(
            select(PushSubscription)
            .where(col(PushSubscription.account_id).in_(people))
            .where(sa.or_(col(PushSubscription.state) != PhoneState.GONE, left))
            .where(sa.true() if but is None else here.is_distinct_from(but))
        )
    )
