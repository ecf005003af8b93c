"""When a child is at school, once written: offered again where a paper asks for it."""

from datetime import time

from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Right
from journal.records.children import Child


def keep_school_hours(
    session: Session, actor: Actor, child: Child, *, begin: time, end: time
) -> None:
    """Keep them on the child's clock. Raises Stranger, NotAllowed, or Refused school_hours."""
    actor.require(Right.PLAN, child.id)
    check_school_hours(begin, end)
    child.school_begins, child.school_ends = begin, end
    session.add(child)


def check_school_hours(begin: time | None, end: time | None) -> tuple[time, time]:
    """Return both where they make a school day. Raises Refused school_hours."""
    if begin is None or end is None or begin >= end:
        sentence = N_("Write when school begins and when it ends, as 08:00 and 15:00.")
        raise Refused(Problem("school_hours", "begin", sentence))
    return begin, end
