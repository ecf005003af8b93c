"""The page as it was brought to a visit: kept with the first word of the room, shown afterwards."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import get_locale
from sqlmodel import Session

from journal.plans.preparations import Sitting, preparation_in, sitting_of
from journal.plans.prepared import keep_brought
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.preparations import Preparation
from journal.summary.brought import Brought, as_left, keep, read
from journal.web.preparing_page import gathered_page, wishes_of
from journal.web.second_side import listed_of
from journal.web.visit_address import ROOM

# A clinic may be early; what is written before that, the family still writes at home.
EARLY = timedelta(hours=1)


def bring(session: Session, actor: Actor, child: Child, row: Preparation, moment: datetime) -> None:
    """Keep the page as it stands now, unless it was kept at this visit already.

    One that was kept for another day, or before its visit began, was not brought to it: marked
    over by mistake at home, it goes on. Raises Stranger, NotAllowed, or Refused put_away.
    """
    sitting = sitting_of(session, child, row)
    known, on = read(row.brought), sitting.on
    if known and known.on == on and _has_begun(sitting, child, known.page.made_at):
        return
    page = gathered_page(session, child, row, moment)
    listed = listed_of(session, child, page, wishes_of(row), str(get_locale() or "en"))
    keep_brought(session, actor, row, keep(Brought(on=on, page=page, listed=listed)))


def bring_to_room(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    said: Mapping[str, object],
    moment: datetime,
) -> None:
    """Before a form of a room is kept: what it writes, the family did not bring.

    said  the form's fields; without a room, or before the day of its visit, nothing happens
    """
    if not said.get(ROOM) or not actor.may(Right.RECORD, child_id):
        return
    child = session.get_one(Child, child_id)
    row = preparation_in(session, child, str(said[ROOM]))
    if row is None or row.ended_at is not None or row.held_at is not None:
        return
    if _has_begun(sitting_of(session, child, row), child, moment):
        bring(session, actor, child, row, moment)


def brought_to(row: Preparation) -> Brought | None:
    """What was brought to a visit that is over; None where none is, or nobody can read it now."""
    kept = read(row.brought) if row.held_at is not None else None
    return kept and as_left(kept, wishes_of(row))


def _has_begun(sitting: Sitting, child: Child, moment: datetime) -> bool:
    if sitting.appointment is not None:
        return moment >= sitting.appointment.at - EARLY
    return sitting.on <= moment.astimezone(ZoneInfo(child.zone)).date()
