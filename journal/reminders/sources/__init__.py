"""Where reminders come from: for each kind the function that finds what a child's plans ask for."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from journal.records.children import Child
from journal.records.reminders import About
from journal.reminders.kind_rules import kind_rules
from journal.reminders.sources import calendar, infusions, labs, medicines, own, vaccines
from journal.reminders.wanted import Asked, Source, Wanted

SOURCES: Mapping[About, Source] = {
    About.DOSE: medicines.doses,
    About.STEP: medicines.notices_of_plans,
    About.TAPER_END: medicines.notices_of_plans,
    About.REVIEW: medicines.notices_of_plans,
    About.REFILL: medicines.supplies,
    About.OWN: own.own_reminders,
    About.CHECK_IN: own.check_ins,
    About.APPOINTMENT: calendar.appointments,
    About.PREPARE: calendar.preparations,
    About.FOLLOW_UP: infusions.follow_ups,
    About.LABS: labs.labs,
    About.VACCINE: vaccines.ending_waits,
    About.SEASON: vaccines.seasons,
}
# Those whose day moves with what is recorded: they are known by their key, wherever they lie.
UNDATED = (About.REFILL, About.FOLLOW_UP)


def wanted(
    session: Session, child: Child, start: datetime, end: datetime, *, now: datetime
) -> tuple[dict[str, Wanted], set[uuid.UUID]]:
    """Return by key what has start <= due_at < end, and the ids whose plan cannot be read.

    A kind that the family switched off for this child asks for nothing.
    """
    rules = kind_rules(session, child.id)
    asked: dict[str, Wanted] = {}
    unreadable: set[uuid.UUID] = set()
    # The notices of plans are found all at once.
    for source in dict.fromkeys(SOURCES.values()):
        answer = source(session, child, start, end, now)
        asked |= {one.key: one for one in answer.found if rules[one.about].on}
        unreadable |= answer.unreadable
    return asked, unreadable


def asked_of(
    session: Session, child: Child, about: About, start: datetime, end: datetime, *, now: datetime
) -> Asked:
    """Return what the plans ask for of one kind alone; nothing of a kind that is switched off."""
    if not kind_rules(session, child.id)[about].on:
        return Asked()
    return SOURCES[about](session, child, start, end, now)
