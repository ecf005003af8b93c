"""Planning an appointment, changing it, calling it off. What was planned before always stays."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.days import show_moment
from journal.care.problems import N_, Problem, Refused
from journal.plans.following import add, check_standing, checked, end, every, find_sent, says
from journal.records.access import Actor, Right
from journal.records.appointments import Appointment, AppointmentKind
from journal.records.children import Child

# What is further ahead is a slip of the year.
FURTHEST = timedelta(days=3 * 366)
MOST_NOTE = 10_000
NAMES: Mapping[AppointmentKind, str] = MappingProxyType(
    {
        AppointmentKind.CLINIC: N_("Visit to the clinic"),
        AppointmentKind.INFUSION: N_("Infusion"),
        AppointmentKind.LAB: N_("Blood draw"),
        AppointmentKind.THERAPY: N_("Therapy"),
        AppointmentKind.OTHER: N_("Appointment"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the family writes of an appointment. `at` is an instant, aware UTC."""

    kind: AppointmentKind
    at: datetime
    with_whom: str = ""
    place: str = ""
    note: str = ""


def plan_appointment(
    session: Session,
    actor: Actor,
    child: Child,
    visit: Visit,
    *,
    now: datetime,
    row_id: uuid.UUID | None = None,
    follows: uuid.UUID | None = None,
) -> Appointment:
    """Return the new appointment; the one that is there when the same id came before.

    row_id  made with the form: sent twice, it is one appointment

    Raises Stranger, NotAllowed, or Refused time_past, time_far, too_long, text_invalid, or id_again
    for an id that said something else.
    """
    actor.require(Right.PLAN, child.id)
    written = _written(visit)
    if (known := find_sent(session, Appointment, row_id, child.id, written)) is not None:
        return known
    _check_time(visit.at, child, now=now)
    said = {**written, "zone": child.zone}
    return add(session, actor, Appointment, child.id, said, now=now, row_id=row_id, follows=follows)


def change_appointment(
    session: Session, actor: Actor, row: Appointment, visit: Visit, *, now: datetime
) -> Appointment:
    """Return the appointment as it is from now on: a row that follows `row`, which ends.

    What changes nothing makes no row. Raises Stranger, NotAllowed, Refused as `plan_appointment`
    does, or Refused changed_meanwhile when somebody ended it or changed it first.
    """
    actor.require(Right.PLAN, row.child_id)
    check_standing(session, row)
    if says(row, _written(visit)):
        return row
    child = session.get_one(Child, row.child_id)
    changed = plan_appointment(session, actor, child, visit, now=now, follows=row.id)
    end(session, actor, row, now=now)
    return changed


def end_appointment(session: Session, actor: Actor, row: Appointment, *, now: datetime) -> None:
    """Call an appointment off; a second time changes nothing. Raises Stranger or NotAllowed."""
    actor.require(Right.PLAN, row.child_id)
    end(session, actor, row, now=now)


def appointments_of(
    session: Session, child_id: uuid.UUID, start: datetime, until: datetime
) -> Sequence[Appointment]:
    """The child's appointments that stand, with start <= at < until, in their order."""
    return session.exec(
        select(Appointment)
        .where(Appointment.child_id == child_id, col(Appointment.ended_at).is_(None))
        .where(col(Appointment.at) >= start, col(Appointment.at) < until)
        .order_by(col(Appointment.at), col(Appointment.id))
    ).all()


def history_of(session: Session, child_id: uuid.UUID) -> list[Appointment]:
    """Every appointment that ever was planned, changed and called-off ones too, newest first."""
    return every(session, Appointment, child_id)


def line_of(session: Session, child_id: uuid.UUID, appointment: uuid.UUID) -> Sequence[Appointment]:
    """What an appointment of the child was before each change, and what it is now, in order."""
    rows = session.exec(select(Appointment).where(Appointment.child_id == child_id)).all()
    before, after = {row.id: row for row in rows}, {row.follows: row for row in rows}
    line = [before[appointment]]
    while line[0].follows in before:
        line.insert(0, before[line[0].follows])
    while line[-1].id in after:
        line.append(after[line[-1].id])
    return line


def _check_time(at: datetime, child: Child, *, now: datetime) -> None:
    from_here = at - now
    if from_here > timedelta(0) and from_here <= FURTHEST:
        return
    values = {"at": show_moment(at, ZoneInfo(child.zone), beside=now)}
    if from_here > FURTHEST:
        sentence = N_("%(at)s is more than three years ahead. Check the year.")
        raise Refused(Problem("time_far", "at", sentence, values))
    sentence = N_("%(at)s is over. Write a time to come, or log a visit that has been.")
    raise Refused(Problem("time_past", "at", sentence, values))


def _written(visit: Visit) -> dict[str, Any]:
    return {
        "kind": visit.kind,
        "at": visit.at,
        "with_whom": checked(visit.with_whom, 200, "with_whom"),
        "place": checked(visit.place, 200, "place"),
        "note": checked(visit.note, MOST_NOTE, "note"),
    }
