"""Who is to be told of an occurrence, on which phones, and whether by e-mail (T4, H18)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from journal.entries.evenings import check_in_of
from journal.records.access import RECORDERS, reaches_child, role_here
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.people import AuthSession, Membership, Role
from journal.records.reminder_choices import EvenThen, KindChoice, PersonChoice, Place, QuietHours
from journal.records.reminders import (
    About,
    Delivery,
    Ended,
    Occurrence,
    PhoneState,
    PushSubscription,
)
from journal.reminders.choices import again_after, later_after, may_be_told, usual_place
from journal.reminders.ends import End
from journal.reminders.quiet import Quiet

ON_PURPOSE = frozenset(Ended)
# The first time and once more. Who snoozed is awake, and what was recorded makes no sound.
HELD_BACK = (0, 1)
# A phone that has not said by then that it showed the test is unconfirmed.
ANSWERS_WITHIN = timedelta(hours=24)
Target = tuple[uuid.UUID | None, uuid.UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A person who wants to be told of one occurrence.

    waits   how long after its time they are first told: 0 for those who are told at once
    again   how long after that their phones ring once more; 0: not again
    phones  signed in, subscribed before it fell due
    mail    asked for, or because no phone of theirs is left that works (H18)
    quiet   hours in which they are not told of this one; None: always
    """

    account_id: uuid.UUID
    waits: timedelta
    again: timedelta
    phones: Sequence[uuid.UUID]
    mail: bool
    quiet: Quiet | None

    @property
    def targets(self) -> list[Target]:
        """Each phone, and the mailbox: what a delivery goes to."""
        phones: list[Target] = [(phone, None) for phone in self.phones]
        return [*phones, (None, self.account_id)] if self.mail else phones

    def is_meant(self, delivery: Delivery) -> bool:
        """Whether it is for them; a letter also when they have a phone by now: it was not told."""
        if delivery.subscription_id is not None:
            return delivery.subscription_id in self.phones
        return delivery.account_id == self.account_id


def recipients(session: Session, occurrence: Occurrence, *, mail: bool) -> list[Recipient]:
    """Return everybody who may and wants to be told, as rights and choices are at this moment;
    nobody whose evening has its answer.

    mail  whether this server can send e-mail
    One statement, whatever the size of the family: at 08:00 all children's reminders ask at once.
    """
    asked = {
        "child": occurrence.child_id,
        "about": occurrence.about,
        "medicine": occurrence.medicine_id,
    }
    rows = session.execute(_PEOPLE, asked).all()
    found = (
        _recipient(occurrence, list(of_one), mail=mail)
        for _, of_one in groupby(rows, key=lambda row: row.account_id)
    )
    told = [one for one in found if one is not None]
    if occurrence.about != About.CHECK_IN:
        return told
    return [one for one in told if not is_answered(session, occurrence, one.account_id)]


def is_answered(session: Session, occurrence: Occurrence, reader: uuid.UUID) -> bool:
    """Whether the evening that it asks about has its answer for this person; False of the rest."""
    if occurrence.about != About.CHECK_IN:
        return False
    child = session.get_one(Child, occurrence.child_id)
    return check_in_of(session, child, occurrence.due_at, reader=reader) is not None


def why_not(
    session: Session,
    occurrence: Occurrence,
    delivery: Delivery,
    people: Sequence[Recipient],
    *,
    now: datetime,
) -> End | None:
    """Return why this phone or mailbox may not be told now, or None: read before each send.

    people  the `recipients` of this moment, mail included
    Quiet hours may have begun since it was queued, or been chosen.
    """
    phone, person = delivery.subscription_id, delivery.account_id
    for one in people:
        if one.is_meant(delivery) and (
            phone or one.mail or not _changed_since(session, one, occurrence)
        ):
            held = one.quiet if delivery.nudge in HELD_BACK else None
            return End.QUIET if held and held.over_at(now) > now else None
    if phone is not None:
        person = session.get_one(PushSubscription, phone).account_id
    chosen = session.get(PersonChoice, (person, occurrence.child_id, occurrence.about))
    if chosen is None:
        return End.SIGNED_OUT
    wants = chosen.place is not Place.NEVER and (chosen.push if phone else chosen.email)
    return End.SIGNED_OUT if wants else End.UNWANTED


def _changed_since(session: Session, one: Recipient, occurrence: Occurrence) -> bool:
    """Whether a person has chosen anew since it was queued, and so wants no letter any more.

    Who has a phone again by now is still written to: that phone was not told.
    """
    chosen = session.get(PersonChoice, (one.account_id, occurrence.child_id, occurrence.about))
    return chosen is not None and chosen.changed_at >= occurrence.due_at


def _recipient(
    occurrence: Occurrence, rows: Sequence[sa.Row[Any]], *, mail: bool
) -> Recipient | None:
    """rows: of one person, one for each phone they ever had, or one without any."""
    one, about = rows[0], occurrence.about
    place = usual_place(records=one.role in RECORDERS) if one.place is None else one.place
    push = one.push is not False
    if place is Place.NEVER or not may_be_told(Role(one.role), about) or not (push or one.email):
        return None
    live = [row for row in rows if _is_live(row)] if push else []
    fallen = push and _is_unreachable(live, rows, now=occurrence.due_at)
    return Recipient(
        account_id=one.account_id,
        waits=later_after(about, one.again) if place is Place.LATER else timedelta(),
        again=again_after(about, one.again) if place is Place.FIRST else timedelta(),
        phones=[row.phone for row in live if row.created_at <= occurrence.due_at],
        mail=mail and (bool(one.email) or fallen),
        quiet=_quiet(one),
    )


def _is_live(row: sa.Row[Any]) -> bool:
    """Whether it is a phone that may be told: not lost, and still signed in, if it ever was."""
    if row.phone is None or row.state is PhoneState.GONE:
        return False
    return row.session_id is None or row.signed_in == row.account_id


def _is_unreachable(
    live: Sequence[sa.Row[Any]], rows: Sequence[sa.Row[Any]], *, now: datetime
) -> bool:
    """Whether somebody had phones, and every one is lost, failing or leaves its test unanswered."""
    if live:
        return all(
            row.state is PhoneState.FAILING or unanswered(row, now=now) is not None for row in live
        )
    phones = [row for row in rows if row.phone is not None]
    return any(is_missed(row, phones) for row in phones)


class Tested(Protocol):
    """When a phone was sent a test, and what came of it."""

    tested_at: datetime | None
    accepted_at: datetime | None
    shown_at: datetime | None


def unanswered(phone: Tested, *, now: datetime) -> datetime | None:
    """Return when the test was sent that the phone has not answered within a day, or None."""
    tested, taken = phone.tested_at, phone.accepted_at
    if tested is None or now - tested <= ANSWERS_WITHIN:
        return None
    if taken is None or taken < tested:
        return None  # no push service took it, so the phone never had it
    return None if phone.shown_at is not None and phone.shown_at >= tested else tested


class Held(Protocol):
    """What is known of a subscription that gets nothing any more."""

    session_id: str | None
    state: PhoneState
    detail: str
    created_at: datetime
    accepted_at: datetime | None


def is_missed(gone: Held, of_its_person: Iterable[Held]) -> bool:
    """Whether somebody waits in vain for this phone, which is lost or signed out by itself (H18).

    Not what was ended on purpose; nor what was followed by another subscription of the same
    sign-in, or by one that was itself ended on purpose, when the old one was silent by then.
    """
    if gone.detail in ON_PURPOSE:
        return False
    later = [one for one in of_its_person if one.created_at > gone.created_at]
    return not any(
        (gone.session_id is not None and one.session_id == gone.session_id)
        or (one.detail in ON_PURPOSE and not _was_there(gone, one.created_at))
        for one in later
    )


def _was_there(phone: Held, moment: datetime) -> bool:
    return phone.accepted_at is not None and phone.accepted_at >= moment


def _quiet(row: sa.Row[Any]) -> Quiet | None:
    if row.starts is None or row.starts == row.ends or row.even_then is not None:
        return None
    return Quiet(row.starts, row.ends, ZoneInfo(row.zone))


def _everybody() -> sa.Select[Any]:
    member, child, session = table_of(Membership), table_of(Child), table_of(AuthSession)
    choice, kind = table_of(PersonChoice), table_of(KindChoice)
    quiet, even, phone = table_of(QuietHours), table_of(EvenThen), table_of(PushSubscription)
    about: sa.BindParameter[str] = sa.bindparam("about")
    medicine = sa.bindparam("medicine", type_=sa.Uuid())
    mine = member.c.account_id
    joined = (
        member.join(child, child.c.household_id == member.c.household_id)
        .outerjoin(
            choice,
            (choice.c.account_id == mine)
            & (choice.c.child_id == child.c.id)
            & (choice.c.about == about),
        )
        .outerjoin(kind, (kind.c.child_id == child.c.id) & (kind.c.about == about))
        .outerjoin(quiet, quiet.c.account_id == mine)
        .outerjoin(even, (even.c.account_id == mine) & (even.c.medicine_id == medicine))
        .outerjoin(phone, phone.c.account_id == mine)
        .outerjoin(session, session.c.id == phone.c.session_id)
    )
    return (
        sa.select(
            member.c.account_id,
            role_here().label("role"),
            choice.c.place,
            choice.c.push,
            choice.c.email,
            kind.c.again_minutes.label("again"),
            quiet.c.starts,
            quiet.c.ends,
            quiet.c.zone,
            even.c.account_id.label("even_then"),
            phone.c.id.label("phone"),
            phone.c.state,
            phone.c.detail,
            phone.c.created_at,
            phone.c.accepted_at,
            phone.c.tested_at,
            phone.c.shown_at,
            phone.c.session_id,
            session.c.account_id.label("signed_in"),
        )
        .select_from(joined)
        .where(child.c.id == sa.bindparam("child", type_=sa.Uuid()), reaches_child())
        .order_by(mine, phone.c.created_at)
    )


_PEOPLE = _everybody()
