"""What is told to whom where no row says otherwise; the reasons stand in docs/reminders.md."""

import uuid
from datetime import timedelta

from sqlmodel import Session

from journal.records.access import RECORDERS
from journal.records.people import Role
from journal.records.reminder_choices import PersonChoice, Place
from journal.records.reminders import About
from journal.reminders.kind_rules import DEFAULTS

# Everybody who may look may ask for these, for they name no dose that somebody has to give.
VIEWERS_MAY_ASK = frozenset({About.APPOINTMENT})
# When nothing rings again, those who are told later wait this long.
LATER_MINUTES = 30


def again_after(about: str, minutes: int | None) -> timedelta:
    """Return how long after the first time it is told once more; 0: it is not.

    minutes  as the family chose them for the child, None for the default
    """
    return DEFAULTS[About(about)].again if minutes is None else timedelta(minutes=minutes)


def later_after(about: str, minutes: int | None) -> timedelta:
    """Return how long after its time those are told who want to hear of it later."""
    return 2 * again_after(about, minutes) or timedelta(minutes=LATER_MINUTES)


def person_choice(
    session: Session, account_id: uuid.UUID, child_id: uuid.UUID, about: str
) -> PersonChoice | None:
    """The person's choice for one kind of one child's reminders, None: the default."""
    return session.get(PersonChoice, (account_id, child_id, about))


def usual_place(*, records: bool) -> Place:
    """When somebody is told who has chosen nothing: who records at once, who looks never."""
    return Place.FIRST if records else Place.NEVER


def may_be_told(role: Role, about: str) -> bool:
    """Whether this role may be told of this kind at all, whatever was chosen."""
    return role in RECORDERS or about in VIEWERS_MAY_ASK
