"""What a dose is asked about while a restored journal waits for the family's phones (H35)."""

from datetime import datetime

from sqlmodel import Session

from journal.care.days import show_moment
from journal.care.doses import TAKEN
from journal.care.problems import N_, Problem
from journal.entries.change import ChangeRequest
from journal.records.children import Child, zone_of
from journal.records.fields import Fields
from journal.records.kinds.dose import Dose
from journal.records.restored import waiting_for

ASK_EACH_OTHER = N_(
    "The journal was brought back from a backup of %(at)s. What was recorded after that may be "
    "missing, and this dose with it. Ask each other before you give it."
)


def questions(session: Session, change: ChangeRequest, value: Fields) -> tuple[Problem, ...]:
    """Return what to ask on a screen before a new dose is written: asked once, never refused."""
    if not isinstance(value, Dose) or value.outcome not in TAKEN:
        return ()
    found = unknown(session, session.get_one(Child, change.child), at=value.at)
    return () if found is None else (found,)


def unknown(session: Session, child: Child, *, at: datetime) -> Problem | None:
    """Return why nobody can tell whether a dose was given, or None: the journal can.

    at  when it is given: a backup of another day is said with its day
    """
    waits = waiting_for(session, child.household_id)
    if waits is None:
        return None
    when = show_moment(waits.made_at, zone_of(session, child.id), beside=at)
    return Problem("restored_waiting", None, ASK_EACH_OTHER, {"at": when})
