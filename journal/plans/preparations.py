"""Pages prepared for a visit: made for an appointment or for what was typed, held, put away."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.plans.appointments import line_of
from journal.plans.following import checked
from journal.plans.ranked import MOST, open_ranked, rank_behind
from journal.plans.whom import is_same_person
from journal.records.access import Actor, Right
from journal.records.appointments import Appointment
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.visit import VisitRow
from journal.records.preparations import Preparation

MOST_WHOM = 200
# What nobody visited before is told of this many days.
DEFAULT_DAYS = 90
# What is further away is a slip of the year.
FURTHEST = timedelta(days=3 * 366)
EARLIEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Whom the family sees, and on which day of the child's calendar.

    appointment  the one of the plan, as it stands now; None where it was typed
    called_off   the appointment it was made for is called off
    """

    whom: str
    on: date
    appointment: Appointment | None = None
    called_off: bool = False


def sitting_at(appointment: Appointment, child: Child) -> Sitting:
    """The sitting that an appointment is."""
    on = appointment.at.astimezone(ZoneInfo(child.zone)).date()
    return Sitting(whom=appointment.with_whom, on=on, appointment=appointment)


def prepare(
    session: Session, actor: Actor, child: Child, sitting: Sitting, *, now: datetime
) -> Preparation:
    """Return the page for this visit: the one that there is, or a new one.

    Two parents who begin at the same time have one page. One that was put away comes back with all
    that stands on it, and one that was typed moves with the appointment that was planned since.
    Questions that an earlier page ranked and nobody answered come along.

    Raises Stranger, NotAllowed, or Refused date_far, too_long, text_invalid.
    """
    actor.require(Right.RECORD, child.id)
    whom = checked(sitting.whom, MOST_WHOM, "whom")
    today = now.astimezone(ZoneInfo(child.zone)).date()
    if not today - EARLIEST <= sitting.on <= today + FURTHEST:
        sentence = N_("That day is more than a year back or three years ahead. Check the year.")
        raise Refused(Problem("date_far", "on", sentence))
    _wait_for(session, child)
    standing = preparations_of(session, child.id)
    known = _known(session, child, standing, sitting) or _put_away(session, child, sitting)
    if known is not None:
        known.ended_at = known.ended_by = None
        if sitting.appointment is not None and known.appointment is None:
            known.appointment = sitting.appointment.id
        session.flush()
        return known
    row = Preparation(
        child_id=child.id,
        appointment=sitting.appointment.id if sitting.appointment else None,
        whom=whom,
        visit_on=sitting.on,
        from_on=None,
        struck=[],
        lines=[],
        ranked=_carried(session, child, standing, today),
        charted=[],
        photos=[],
        second=[],
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def preparations_of(session: Session, child_id: uuid.UUID) -> Sequence[Preparation]:
    """Every page that was not put away, the earliest visit first."""
    return session.exec(
        select(Preparation)
        .where(Preparation.child_id == child_id, col(Preparation.ended_at).is_(None))
        .order_by(col(Preparation.visit_on), col(Preparation.made_at), col(Preparation.id))
    ).all()


def preparation_in(session: Session, child: Child, text: str) -> Preparation | None:
    """The child's page of this id, as an address writes it; None for a word that names none."""
    try:
        row = session.get(Preparation, uuid.UUID(text))
    except ValueError:
        return None
    return row if row is not None and row.child_id == child.id else None


def preparation_for(session: Session, child: Child, appointment: Appointment) -> Preparation | None:
    """The page that was made for this appointment, or for what it was before it was moved."""
    standing = preparations_of(session, child.id)
    return _known(session, child, standing, sitting_at(appointment, child))


def sitting_of(session: Session, child: Child, row: Preparation) -> Sitting:
    """Whom and when, as it stands now: an appointment that was moved takes its page along."""
    if row.appointment is None or row.held_at is not None:
        return Sitting(whom=row.whom, on=row.visit_on)
    latest = line_of(session, child.id, row.appointment)[-1]
    now_so = sitting_at(latest, child)
    if latest.ended_at is not None:
        # Moved and then called off: the last day that was planned.
        return replace(now_so, appointment=None, called_off=True)
    return now_so


def days_of(
    session: Session, child: Child, sitting: Sitting, row: Preparation, today: date
) -> tuple[date, date]:
    """The days that the page covers, both included: to the visit, and never beyond today.

    Where the family set no first day it is worked out now: a visit may have been since the page
    was begun.
    """
    to_on = min(row.to_on or sitting.on, today)
    begins = row.from_on or first_day(session, child, sitting.whom, min(sitting.on, today))
    return min(begins, to_on), to_on


def hold(session: Session, actor: Actor, child: Child, row: Preparation, *, now: datetime) -> None:
    """Say that the visit has been; a second time changes nothing.

    What was ranked and has no answer stands behind the questions of the next page, as far as there
    is room. Raises Stranger, NotAllowed, or Refused when the page was put away.
    """
    actor.require(Right.RECORD, child.id)
    _wait_for(session, child)
    locked(session, actor, row)
    if row.held_at is not None:
        return
    sitting = sitting_of(session, child, row)
    row.whom, row.visit_on, row.held_at = sitting.whom, sitting.on, now
    today = now.astimezone(ZoneInfo(child.zone)).date()
    standing = preparations_of(session, child.id)
    coming = next_of(session, child, standing, max(sitting.on, today))
    if coming is not None and coming.id != row.id:
        locked(session, actor, coming)
        coming.ranked = rank_behind(session, coming, open_ranked(session, row))
    session.flush()


def take_back(session: Session, actor: Actor, row: Preparation) -> None:
    """Say that the visit is still to come, after all. Raises Stranger, NotAllowed or Refused."""
    locked(session, actor, row)
    row.held_at = None
    session.flush()


def put_away(session: Session, actor: Actor, row: Preparation, *, now: datetime) -> None:
    """Take the page from the list; what the family wrote stays. A second time changes nothing."""
    actor.require(Right.RECORD, row.child_id)
    if row.ended_at is None:
        row.ended_at, row.ended_by = now, actor.account_id
        session.flush()


def bring_back(session: Session, actor: Actor, child: Child, row: Preparation) -> None:
    """Undo `put_away`. Raises Stranger, NotAllowed, or Refused page_there: a visit has one page."""
    actor.require(Right.RECORD, child.id)
    _wait_for(session, child)
    session.refresh(row, with_for_update=True)
    standing = [one for one in preparations_of(session, child.id) if one.id != row.id]
    if row.held_at is None and _known(session, child, standing, sitting_of(session, child, row)):
        sentence = N_("Another page of this visit is there. Put that one away first.")
        raise Refused(Problem("page_there", None, sentence))
    row.ended_at = row.ended_by = None
    session.flush()


def next_of(
    session: Session, child: Child, rows: Sequence[Preparation], on: date
) -> Preparation | None:
    """The first page whose visit is to come: from this day on, and nobody marked it over."""
    return next(iter(unheld_of(session, child, rows, on)[0]), None)


def unheld_of(
    session: Session, child: Child, rows: Iterable[Preparation], on: date
) -> tuple[list[Preparation], list[Preparation]]:
    """Pages nobody marked over: to come from this day on, the first one first; then those whose
    day has passed, the newest first. A visit that was moved stands at its own day."""
    open_ones = [row for row in rows if row.held_at is None]
    days = {row.id: sitting_of(session, child, row).on for row in open_ones}
    # Of one day, in the order they were begun.
    ordered = sorted(open_ones, key=lambda row: (days[row.id], row.made_at, str(row.id)))
    passed = [row for row in reversed(ordered) if days[row.id] < on]
    return [row for row in ordered if days[row.id] >= on], passed


def locked(session: Session, actor: Actor, row: Preparation) -> None:
    """Wait for whoever changes this page, and read it anew: what they wrote stays.

    Raises Stranger, NotAllowed, or Refused put_away.
    """
    actor.require(Right.RECORD, row.child_id)
    session.refresh(row, with_for_update=True)
    if row.ended_at is not None:
        sentence = N_("Somebody put this page away meanwhile. Prepare the visit anew.")
        raise Refused(Problem("put_away", None, sentence))


def first_day(session: Session, child: Child, whom: str, before: date) -> date:
    """The day of the last visit to this person before a day, else to anybody, else 90 days back."""
    zone = ZoneInfo(child.zone)
    rows = session.exec(
        select(VisitRow)
        .join(Entry, col(Entry.id) == col(VisitRow.entry_id))
        .where(VisitRow.child_id == child.id, col(Entry.deleted).is_(False))
    )
    found = [(row.at.astimezone(zone).date(), row.team_member or "") for row in rows]
    # A visit about which nobody wrote anything more was one as well.
    held = (row for row in preparations_of(session, child.id) if row.held_at is not None)
    found += [(row.visit_on, row.whom) for row in held]
    earlier = [(on, member) for on, member in found if on < before]
    same = [on for on, member in earlier if whom and is_same_person(member, whom)]
    latest = max(same or [on for on, _member in earlier], default=None)
    return latest or before - timedelta(days=DEFAULT_DAYS - 1)


def _wait_for(session: Session, child: Child) -> None:
    """Two who begin a page or end a visit at once wait for each other: the second finds what the
    first made, and nobody holds one page while waiting for another."""
    session.exec(select(Child.id).where(Child.id == child.id).with_for_update(key_share=True)).one()


def _known(
    session: Session, child: Child, rows: Sequence[Preparation], sitting: Sitting
) -> Preparation | None:
    """The page among these that is for the very same visit."""
    if sitting.appointment is not None and any(row.appointment for row in rows):
        line = {one.id for one in line_of(session, child.id, sitting.appointment.id)}
        if own := next((row for row in rows if row.appointment in line), None):
            return own
    for row in rows:
        if row.held_at is not None or (sitting.appointment and row.appointment):
            continue
        standing = sitting_of(session, child, row)
        if standing.on == sitting.on and is_same_person(standing.whom, sitting.whom):
            return row
    return None


def _put_away(session: Session, child: Child, sitting: Sitting) -> Preparation | None:
    """The page of this visit that was put away last, and whose visit is not over."""
    rows = session.exec(
        select(Preparation)
        .where(Preparation.child_id == child.id, col(Preparation.ended_at).is_not(None))
        .where(col(Preparation.held_at).is_(None))
        .order_by(col(Preparation.ended_at).desc(), col(Preparation.id))
    ).all()
    return _known(session, child, rows, sitting)


def _carried(
    session: Session, child: Child, standing: Sequence[Preparation], today: date
) -> list[str]:
    """What the last page that is over ranked and nobody answered, and what stands on later ones
    whose day passed and that nobody marked over."""
    coming, passed = unheld_of(session, child, standing, today)
    if coming:
        return []
    over = [row for row in standing if row.held_at is not None]
    last = max(over, key=lambda row: (row.held_at or row.made_at, str(row.id)), default=None)
    since = [row for row in passed if last is None or row.visit_on >= last.visit_on]
    left = [one for row in [*since, *([last] if last else [])] for one in open_ranked(session, row)]
    return list(dict.fromkeys(left))[:MOST]
