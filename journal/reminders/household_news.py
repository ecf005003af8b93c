"""Tells everybody of a household what is announced for it, by push and by mail (T35)."""

import uuid
from datetime import datetime

from sqlmodel import col, select

from journal.care.problems import N_
from journal.records.people import Account, Membership
from journal.reminders.account_news import Channels, mail_to, phones_of, push_to

TITLE = N_("A journal is to be erased")
TOLD = N_("%(name)s asked this. It happens in seven days.")
UNTIL = N_("Until then an owner can take it back, and everything can be taken out.")


def tell_of_erasure(
    by: Channels,
    household_id: uuid.UUID,
    asked_by: uuid.UUID,
    *,
    session_id: str | None,
    now: datetime,
) -> None:
    """Tell all members; whoever asked it too, but on the very phone. No child is named.

    session_id  of that phone
    Takes up to ten seconds for each phone, with no transaction open. What fails is logged: the
    banner on Today says it too.
    """
    with by.database.reading() as session:
        name = session.get_one(Account, asked_by).name
        people = session.exec(
            select(Account)
            .join(Membership, col(Membership.account_id) == col(Account.id))
            .where(Membership.household_id == household_id)
        ).all()
        phones = phones_of(session, {one.id for one in people}, but=session_id)
    say = by.words.translate
    title, told = say(TITLE), say(TOLD) % {"name": name}
    for phone in phones:
        push_to(by, phone, title, f"{told} {say(UNTIL)}", f"{by.words.url}/", now)
    for person in people:
        mail_to(by, person.email, title, [told, say(UNTIL), "", f"{by.words.url}/"], now)
