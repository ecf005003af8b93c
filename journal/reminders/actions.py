"""What a person does with a reminder: look, give, snooze. The pages and the phones call this."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.entries.change import ChangeRequest, Outcome
from journal.entries.record import record
from journal.entries.store import lock_household
from journal.plans.expected import Expected
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Change, Entry, Kind
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine, MedicineTurn
from journal.records.people import Account
from journal.records.reminders import About, Delivery, Occurrence
from journal.reminders.checks import (
    expected_now,
    is_wanted,
    recorded_slots,
    stopped_by,
    unreviewed,
)
from journal.reminders.ends import STALE, End
from journal.reminders.given import dose_seen, given_values, same_change
from journal.reminders.message import new_topic
from journal.reminders.queue import FIRST, SNOOZED
from journal.reminders.told import rings, to_come, told_phones


class StaleAction(Refused):
    """The reminder is too old, or its plan has changed: nothing was written (409, H7, H22)."""


class OtherAmount(StaleAction):
    """The page showed another amount than the plan asks for now: nothing was written (H14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The dose that somebody recorded for the slot."""

    entry_id: uuid.UUID
    by: str
    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What the page behind a notification shows.

    about_medicine  the medicine that it is about; None for an appointment, an own reminder …
    expected  the slot with its dose plan, None when no longer expected; holds: the same of the rest
    stopped   the stop or pause that silences it, with who and when
    recorded  what somebody recorded for the slot meanwhile
    may_snooze  a phone of this person's own would ring once more; is_me: who reads is the child
    stale     more than 12 hours old: open the day instead of offering Given
    """

    occurrence: Occurrence
    child: Child
    about_medicine: Medicine | None
    expected: Expected | None
    stopped: MedicineTurn | None
    stopped_by: str | None
    recorded: Recorded | None
    stale: bool
    may_record: bool
    is_me: bool
    may_snooze: bool
    holds: bool = True

    @property
    def medicine(self) -> Medicine:
        """The medicine that it is about. Raises LookupError when it is about something else."""
        if self.about_medicine is None:
            raise LookupError(f"A reminder of the kind {self.occurrence.about} has no medicine.")
        return self.about_medicine

    @property
    def may_give(self) -> bool:
        """Whether the page offers Given."""
        return self.may_record and not self.stale and self.expected is not None


def look(session: Session, actor: Actor, occurrence_id: uuid.UUID, *, now: datetime) -> Reminder:
    """Return the reminder as it stands now, whatever the notification said. Raises Stranger."""
    occurrence = _get(session, actor, occurrence_id, Right.LOOK)
    id_ = occurrence.medicine_id
    stopped = stopped_by(session, occurrence, now=now) if id_ is not None else None
    return Reminder(
        occurrence=occurrence,
        child=session.get_one(Child, occurrence.child_id),
        about_medicine=session.get_one(Medicine, id_) if id_ is not None else None,
        expected=expected_now(session, occurrence, now=now),
        stopped=stopped,
        stopped_by=session.get_one(Account, stopped.made_by).name if stopped else None,
        recorded=_recorded(session, occurrence),
        stale=now - occurrence.due_at > STALE,
        may_record=actor.may(Right.RECORD, occurrence.child_id),
        is_me=occurrence.child_id == actor.own,
        may_snooze=any(rings(told) for told in told_phones(session, actor, occurrence).values()),
        holds=id_ is not None or is_wanted(session, occurrence, now=now),
    )


def given(
    session: Session,
    actor: Actor,
    occurrence_id: uuid.UUID,
    change_id: uuid.UUID,
    *,
    now: datetime,
    entry_id: uuid.UUID | None = None,
    ask: bool = True,
    seen: str | None = None,
) -> Outcome:
    """Record the planned amount for this very slot, once for each change id.

    change_id  UUIDv7 of the tap, made by the phone or with the page
    entry_id   of the dose, made there too: what the phone keeps of a tap without answer is then
               this very change
    seen       the amount and unit that the page showed, as `dose_seen` writes them; None for a
               notification, which shows none
    ask        answer ASKED, and write nothing, when somebody should look first; see `record`

    Raises Stranger, NotAllowed, or StaleAction (stale_action) when the reminder is more than
    12 hours old, the plan no longer expects the slot, it asks for another amount than `seen`, or
    nobody saw the page of a medicine that waits to be looked at since a discharge (H37).
    """
    occurrence = _get(session, actor, occurrence_id, Right.RECORD)
    _check_dose(occurrence)
    lock_household(session, occurrence.child_id)
    known = session.get(Change, change_id)
    if known is not None and known.by == actor.account_id:
        return record(session, actor, same_change(known), now=now, ask=ask)
    planned = _check_current(session, occurrence, now=now)
    if seen is None and unreviewed(session, occurrence, now=now):
        raise _stale(
            N_(
                "Nobody has looked at this medicine since the discharge. Nothing was written: "
                "open Today."
            )
        )
    if seen is not None and seen != dose_seen(planned):
        raise OtherAmount(
            Problem(
                "stale_action",
                None,
                N_("The plan has changed meanwhile: look at the amount. Nothing was written."),
            )
        )
    child = session.get_one(Child, occurrence.child_id)
    typed = given_values(planned)
    change = ChangeRequest(
        id=change_id,
        entry=entry_id or uuid7(now),
        child=occurrence.child_id,
        kind=Kind.DOSE,
        made_at=now,
        zone=child.zone,
        fields={"at": now.isoformat(), **typed},
        # As it comes through a phone's outbox.
        form={"what": "dose", "values": {**typed, "photos": []}},
    )
    return record(session, actor, change, now=now, ask=ask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed:
    """When which number of the person's phones ring once more; 0 when they rang twice already."""

    until: datetime
    phones: int


def snooze(
    session: Session, actor: Actor, occurrence_id: uuid.UUID, *, now: datetime, minutes: int = 30
) -> Snoozed:
    """Remind the person's own phones once more. It is no dose and says nothing about one.

    No phone is told of an occurrence more than twice. Tapped again before it rings, the first tap
    counts. Raises Stranger, NotAllowed or StaleAction.
    """
    occurrence = _get(session, actor, occurrence_id, Right.RECORD)
    lock_household(session, occurrence.child_id)
    _check_current(session, occurrence, now=now)
    until = now + timedelta(minutes=minutes)
    ringing = 0
    for phone, told in told_phones(session, actor, occurrence).items():
        if not rings(told):
            continue
        nudge = to_come(told)
        if nudge is not None and nudge.nudge >= SNOOZED:
            until = nudge.due_at
        elif not _put_off(session, occurrence, phone, told, nudge, until):
            continue
        ringing += 1
    session.flush()
    return Snoozed(until=until, phones=ringing)


def _put_off(
    session: Session,
    occurrence: Occurrence,
    phone: uuid.UUID,
    told: Sequence[Delivery],
    nudge: Delivery | None,
    until: datetime,
) -> bool:
    """Let the second time that waits ring at `until` instead, or write one; False: it rang now."""
    if nudge is not None:
        # A worker may have sent it since it was read.
        session.refresh(nudge, with_for_update=True)
        if nudge.next_at is None:
            return False
    quiet = next((one for one in told if one.nudge > FIRST and one.outcome == End.QUIET), None)
    row = nudge or quiet
    if row is None:
        # The same Topic replaces a message that still waits at the push service.
        topic = told[0].topic if told else new_topic()
        row = Delivery(
            occurrence_id=occurrence.id,
            subscription_id=phone,
            due_at=until,
            next_at=until,
            topic=topic,
        )
    # Who is told later and snoozes twice has snoozed ones alone, each with its own number.
    row.nudge = max([SNOOZED, *(one.nudge + 1 for one in told if one is not row)])
    row.due_at = row.next_at = until
    row.lease = row.outcome = None
    session.add(row)
    return True


def _get(session: Session, actor: Actor, occurrence_id: uuid.UUID, right: Right) -> Occurrence:
    occurrence = session.get(Occurrence, occurrence_id)
    if occurrence is None:
        raise Stranger
    actor.require(right, occurrence.child_id)
    return occurrence


def _check_current(session: Session, occurrence: Occurrence, *, now: datetime) -> Expected:
    """Return the slot as planned now. Raises StaleAction, for whatever is no dose too (H6)."""
    _check_dose(occurrence)
    if now - occurrence.due_at > STALE:
        raise _stale(
            N_(
                "This reminder is more than 12 hours old. Nothing was written: open its day to "
                "record the dose."
            )
        )
    found = expected_now(session, occurrence, now=now)
    if found is None:
        raise _stale(
            N_("The plan has changed since this reminder. Nothing was written: open Today.")
        )
    return found


def _check_dose(occurrence: Occurrence) -> None:
    if occurrence.about != About.DOSE:
        if occurrence.medicine_id is None:
            raise _stale(
                N_("This reminder is about no dose. Nothing was written: look at what is planned.")
            )
        raise _stale(
            N_(
                "This reminder is about a plan, not about a dose. Nothing was written: open the "
                "medicine."
            )
        )


def _stale(text: str) -> StaleAction:
    return StaleAction(Problem("stale_action", None, text))


def _recorded(session: Session, occurrence: Occurrence) -> Recorded | None:
    if not recorded_slots(session, [occurrence]):
        return None
    row = session.exec(
        select(DoseRow.entry_id, Account.name, DoseRow.at, DoseRow.outcome)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .join(Account, col(Account.id) == col(Entry.made_by))
        .where(DoseRow.medicine == occurrence.medicine_id, DoseRow.slot == occurrence.slot)
        .where(col(Entry.deleted).is_(False))
        .order_by(col(DoseRow.at))
    ).first()
    return Recorded(entry_id=row[0], by=row[1], at=row[2], outcome=row[3]) if row else None
