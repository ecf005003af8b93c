"""Tells a household what is announced for it or for an owner, by push and by mail (T35)."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.records.people import Account, Membership, Parting
from journal.records.who_records import who_records
from journal.reminders.account_news import tell
from journal.reminders.wording import Words

TITLE = N_("A journal is to be erased")
TOLD = N_("%(name)s asked this. It happens in seven days.")
UNTIL = N_("Until then an owner can take it back, and everything can be taken out.")
TO_WHO_LEFT = N_(
    "You wrote in it until a few days ago. It happens in seven days, unless an owner takes it back."
)
PARTING = N_("An owner is to go")
LEAVES = N_("%(asker)s asked that %(name)s leaves. It happens in seven days.")
NO_OWNER = N_("%(asker)s asked that %(name)s is no owner any more. It happens in seven days.")


def announce_erasure(
    session: Session,
    words: Words,
    household_id: uuid.UUID,
    asked_by: uuid.UUID,
    *,
    session_id: str | None,
    now: datetime,
    beside: Collection[uuid.UUID] = (),
) -> None:
    """Have all members told; whoever asked it too, but on the very phone. No child is named.

    session_id  of that phone
    beside      who is no member any more and is to be told too
    """
    name, say = session.get_one(Account, asked_by).name, words.translate
    members = select(Membership.account_id).where(Membership.household_id == household_id)
    people = session.exec(members.order_by(col(Membership.created_at))).all()
    told = f"{say(TOLD) % {'name': name}} {say(UNTIL)}"
    tell(
        session,
        [*people],
        say(TITLE),
        told,
        "/",
        member_of=household_id,
        session_id=session_id,
        now=now,
    )
    # To who belongs no more nobody is named (T4).
    gone = sorted({*beside} - {*people})
    tell(
        session,
        gone,
        say(TITLE),
        say(TO_WHO_LEFT),
        "/",
        member_of=None,
        session_id=session_id,
        now=now,
    )


def announce_parting(
    session: Session, words: Words, parting: Parting, *, session_id: str | None, now: datetime
) -> None:
    """Have everybody told who writes here, the one it is about too; but on the very phone."""
    say = words.translate
    names = {
        "name": session.get_one(Account, parting.account_id).name,
        "asker": session.get_one(Account, parting.asked_by).name,
    }
    told = say(LEAVES if parting.role is None else NO_OWNER) % names
    tell(
        session,
        sorted(who_records(session, parting.household_id)),
        say(PARTING),
        f"{told} {say(UNTIL)}",
        "/",
        member_of=parting.household_id,
        session_id=session_id,
        now=now,
    )
