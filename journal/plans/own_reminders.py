"""Reminders in a family's own words and rhythm: made, changed, ended; what was before stays."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import (
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Once,
    Rhythm,
    Slot,
    Weekly,
    read_rhythm,
    rhythm_data,
    slots,
)
from journal.plans.following import add, check_standing, checked, end, every, find_sent, says
from journal.plans.stay_notes import came_notes
from journal.records.access import Actor, Right
from journal.records.appointments import OwnReminder
from journal.records.children import Child

MOST_TEXT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the family wants to be reminded of, from which day on and until which; both included."""

    text: str
    rhythm: Rhythm
    first_on: date
    last_on: date | None = None


def make_reminder(
    session: Session,
    actor: Actor,
    child: Child,
    wish: Wish,
    *,
    now: datetime,
    row_id: uuid.UUID | None = None,
    follows: uuid.UUID | None = None,
) -> OwnReminder:
    """Return the new reminder; the one that is there when the same id came before.

    Raises Stranger, NotAllowed, or Refused required, too_long, text_invalid, rhythm_unknown for a
    rhythm that only doses have, until_before_from, time_past when nothing of it is to come, or
    id_again for an id that said something else.
    """
    actor.require(Right.PLAN, child.id)
    written = _written(wish)
    if (known := find_sent(session, OwnReminder, row_id, child.id, written)) is not None:
        return known
    _check(wish, child, now=now)
    return add(
        session, actor, OwnReminder, child.id, written, now=now, row_id=row_id, follows=follows
    )


def change_reminder(
    session: Session, actor: Actor, row: OwnReminder, wish: Wish, *, now: datetime
) -> OwnReminder:
    """Return the reminder as it is from now on: a row that follows `row`, which ends.

    Raises as `make_reminder` does, and Refused changed_meanwhile when somebody was first.
    """
    actor.require(Right.PLAN, row.child_id)
    check_standing(session, row)
    if says(row, _written(wish)):
        return row
    child = session.get_one(Child, row.child_id)
    changed = make_reminder(session, actor, child, wish, now=now, follows=row.id)
    end(session, actor, row, now=now)
    return changed


def end_reminder(session: Session, actor: Actor, row: OwnReminder, *, now: datetime) -> None:
    """End a reminder; a second time changes nothing. Raises Stranger or NotAllowed."""
    actor.require(Right.PLAN, row.child_id)
    end(session, actor, row, now=now)


def reminders_of(session: Session, child_id: uuid.UUID) -> Sequence[OwnReminder]:
    """The child's own reminders that nobody ended, as they were made.

    Without those of what was to come after a stay, and came.
    """
    rows = session.exec(
        select(OwnReminder)
        .where(OwnReminder.child_id == child_id, col(OwnReminder.ended_at).is_(None))
        .order_by(col(OwnReminder.made_at), col(OwnReminder.id))
    ).all()
    came = came_notes(session, child_id)
    if not came:
        return rows
    over = {row.id for note in came for row in reminders_from(session, child_id, note)}
    return [row for row in rows if row.id not in over]


def reminders_from(session: Session, child_id: uuid.UUID, note: uuid.UUID) -> list[OwnReminder]:
    """What was made of a note of a stay, the first with the note's own id, then as it changed."""
    found: list[OwnReminder] = []
    row = session.get(OwnReminder, note)
    while row is not None and row.child_id == child_id:
        found.append(row)
        row = session.exec(select(OwnReminder).where(OwnReminder.follows == row.id)).first()
    return found


def history_of(session: Session, child_id: uuid.UUID) -> list[OwnReminder]:
    """Every own reminder that ever was, changed and ended ones too, newest first."""
    return every(session, OwnReminder, child_id)


def own_slots(row: OwnReminder, zone: ZoneInfo, start: datetime, until: datetime) -> list[Slot]:
    """Return its times with start <= due_at < until on the child's wall clock, as doses have them.

    Raises Refused when its rhythm cannot be read.
    """
    return list(
        slots(
            read_rhythm(row.rhythm),
            first_on=row.first_on,
            last_on=row.last_on,
            zone=zone,
            start=start,
            end=until,
        )
    )


def _check(wish: Wish, child: Child, *, now: datetime) -> None:
    if not wish.text.strip():
        raise Refused(Problem("required", "text", N_("Write what you want to be reminded of.")))
    simple = Daily | Weekly | EveryDays | EveryWeeks | EveryMonths | Once
    by_time = isinstance(wish.rhythm, Daily) and wish.rhythm.amounts
    if by_time or not isinstance(wish.rhythm, simple):
        sentence = N_("Choose every day, every week, every few days, weeks or months, or once.")
        raise Refused(Problem("rhythm_unknown", "rhythm", sentence))
    if wish.last_on is not None and wish.last_on < wish.first_on:
        sentence = N_("The last day is before the first. Check both.")
        raise Refused(Problem("until_before_from", "until", sentence))
    today = now.astimezone(ZoneInfo(child.zone)).date()
    last = wish.rhythm.at.date() if isinstance(wish.rhythm, Once) else wish.last_on
    if last is not None and last < today:
        field = "from" if isinstance(wish.rhythm, Once) else "until"
        sentence = N_("That day is over. Choose today or a later day.")
        raise Refused(Problem("time_past", field, sentence))


def _written(wish: Wish) -> dict[str, Any]:
    return {
        "text": checked(wish.text, MOST_TEXT, "text"),
        "rhythm": rhythm_data(wish.rhythm),
        "first_on": wish.first_on,
        "last_on": wish.last_on,
    }
