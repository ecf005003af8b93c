"""What became of each reminder: what was sent to whom, with which answer, or why it was not."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.lab_names import written_tests
from journal.records.appointments import Appointment, OwnReminder
from journal.records.children import Child
from journal.records.entries import Entry, Revision
from journal.records.kinds.dose import DoseRow
from journal.records.lab_plans import LabRule
from journal.records.people import Account, Membership
from journal.records.reminders import About, Delivery, Ended, Occurrence, PushSubscription
from journal.reminders.endpoints import NotPermitted, read_endpoint
from journal.reminders.ends import MISSED, STALE, End
from journal.reminders.recipients import ON_PURPOSE

# How one phone or mailbox could not be told, though it was tried or should have been.
BROKEN = (End.FAILED, End.GONE, End.CONFIG, End.TOO_LARGE)
# With these a push service says that it knows the phone no more.
UNKNOWN = (404, 410)


class Verdict(StrEnum):
    """How a reminder stands.

    planned  it is not due yet
    open     it is due, and being told
    well     a push or mail server took it for everybody, or somebody recorded the dose first
    silent   there was a reason to tell nobody
    part     somebody was told, and somebody could not be
    missed   nobody was told
    """

    PLANNED = "planned"
    OPEN = "open"
    WELL = "well"
    SILENT = "silent"
    PART = "part"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One delivery to one phone, or by e-mail, as it stands.

    person     "" for who is no member of the child's household any more, and then no phone either
    host       of the push service; "" for e-mail
    waits      when it is told or tried next; None once it has ended
    in_hand    a worker has it, or died with it: it is taken anew when `waits` comes
    turned_off reminders were ended on this phone on purpose; the push service had not refused it
    signed_out so it was, by signing out or by removing the phone
    """

    person: str
    phone: str
    by_mail: bool
    host: str
    turned_off: bool
    signed_out: bool
    nudge: int
    waits: datetime | None
    in_hand: bool
    attempts: int
    outcome: str | None
    status: int | None
    sent_at: datetime | None
    shown_at: datetime | None

    @property
    def is_broken(self) -> bool:
        """Whether this phone or mailbox could not be told, and nobody wanted that."""
        return self.outcome in BROKEN and not (self.turned_off and self.outcome == End.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Who recorded the dose of this slot, and when this server learned of it."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One occurrence with all that became of it."""

    about: str
    medicine_id: uuid.UUID | None
    subject_id: uuid.UUID | None
    due_at: datetime
    settled: bool
    outcome: str | None
    noted: Noted | None
    tries: tuple[Try, ...]

    def verdict(self, *, now: datetime) -> Verdict:
        """How it stands at this moment."""
        if not self.settled:
            return Verdict.PLANNED if self.due_at > now else Verdict.OPEN
        if self.outcome == End.QUIET:
            return Verdict.SILENT
        if self.outcome in MISSED:
            return Verdict.MISSED
        if any(one.is_broken for one in self.tries):
            return Verdict.PART
        return Verdict.WELL if self.outcome in (End.ACCEPTED, End.RECORDED) else Verdict.SILENT

    def has_no_record(self, *, now: datetime) -> bool:
        """Whether it is a dose of more than twelve hours ago that nobody recorded."""
        stale = now - self.due_at > STALE
        expected = self.outcome != End.PLAN_CHANGED
        return self.about == About.DOSE and stale and expected and self.noted is None


def proofs(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> list[Proof]:
    """Return the child's reminders with start <= due_at < end, in the order in which they fall due.

    Three statements, however many there are.
    """
    within = sa.and_(
        col(Occurrence.child_id) == child_id,
        col(Occurrence.due_at) >= start,
        col(Occurrence.due_at) < end,
    )
    found = session.exec(
        select(Occurrence).where(within).order_by(col(Occurrence.due_at), col(Occurrence.key))
    ).all()
    tries, noted = _tries(session, within), _noted(session, within)
    return [
        Proof(
            about=one.about,
            medicine_id=one.medicine_id,
            subject_id=one.subject_id,
            due_at=one.due_at,
            settled=one.settled_at is not None,
            outcome=one.outcome,
            noted=noted.get(one.id),
            tries=tuple(tries.get(one.id, ())),
        )
        for one in found
    ]


def subjects(session: Session, child_id: uuid.UUID) -> Mapping[uuid.UUID, str]:
    """What own reminders, appointments and wanted tests are called in the family's words."""
    own = session.exec(
        select(OwnReminder.id, OwnReminder.text).where(OwnReminder.child_id == child_id)
    )
    visits = session.exec(
        select(Appointment.id, Appointment.with_whom, Appointment.place).where(
            Appointment.child_id == child_id
        )
    )
    rules = session.exec(select(LabRule.id, LabRule.tests).where(LabRule.child_id == child_id))
    return {
        **dict(own.all()),
        **{visit: with_whom or place for visit, with_whom, place in visits},
        **{rule: written_tests(tests) for rule, tests in rules},
    }


def _tries(session: Session, within: sa.ColumnElement[bool]) -> dict[uuid.UUID, list[Try]]:
    by_phone = col(PushSubscription.account_id)
    found = session.execute(
        sa.select(Delivery, PushSubscription, col(Account.name))
        .join(Occurrence, col(Occurrence.id) == col(Delivery.occurrence_id))
        .join(
            PushSubscription,
            col(PushSubscription.id) == col(Delivery.subscription_id),
            isouter=True,
        )
        .join(Child, col(Child.id) == col(Occurrence.child_id))
        .join(
            Membership,
            (col(Membership.household_id) == col(Child.household_id))
            & (col(Membership.account_id) == sa.func.coalesce(col(Delivery.account_id), by_phone)),
            isouter=True,
        )
        # A name only of who belongs to the family.
        .join(Account, col(Account.id) == col(Membership.account_id), isouter=True)
        # What takes a notification away is no reminder.
        .where(within, col(Delivery.nudge) >= 0)
        .order_by(col(Account.name), col(Delivery.nudge), col(Delivery.due_at), col(Delivery.id))
    )
    tries = defaultdict(list)
    for delivery, phone, name in found:
        tries[delivery.occurrence_id].append(_try(delivery, phone, name or ""))
    return tries


def _try(delivery: Delivery, phone: PushSubscription | None, name: str) -> Try:
    ended = phone is not None and phone.detail in ON_PURPOSE and delivery.status not in UNKNOWN
    return Try(
        person=name,
        phone=phone.label if phone and name else "",
        by_mail=phone is None,
        host=_host(phone.endpoint) if phone else "",
        turned_off=ended,
        signed_out=ended and phone is not None and phone.detail != Ended.TURNED_OFF,
        nudge=delivery.nudge,
        waits=delivery.next_at,
        in_hand=delivery.lease is not None,
        attempts=delivery.attempts,
        outcome=delivery.outcome,
        status=delivery.status,
        sent_at=delivery.sent_at,
        shown_at=delivery.shown_at,
    )


def _host(endpoint: str) -> str:
    try:
        return read_endpoint(endpoint).host
    except NotPermitted:
        return ""


def _noted(session: Session, within: sa.ColumnElement[bool]) -> dict[uuid.UUID, Noted]:
    found = session.execute(
        sa.select(col(Occurrence.id), col(Account.name), col(Revision.received_at))
        .join(
            DoseRow,
            sa.and_(
                col(DoseRow.medicine) == col(Occurrence.medicine_id),
                col(DoseRow.slot) == col(Occurrence.slot),
            ),
        )
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .join(Revision, sa.and_(col(Revision.entry_id) == col(Entry.id), col(Revision.number) == 1))
        .join(Account, col(Account.id) == col(Entry.made_by))
        .where(within, col(Occurrence.about) == About.DOSE, col(Entry.deleted).is_(False))
        # The first of two stays.
        .order_by(col(Revision.received_at).desc())
    )
    return {occurrence: Noted(by=name, at=at) for occurrence, name, at in found}
