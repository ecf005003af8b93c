"""Who writes in a household, and who did until a moment ago (T35)."""

import uuid
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from journal.records.access import RECORDERS
from journal.records.acts import with_words
from journal.records.audit import Act, Did
from journal.records.children import Child
from journal.records.people import ChildRole, Membership

DELAY = timedelta(days=7)
# Of an act by which somebody ends to be what they were: whether they had written here.
WROTE = "wrote"
ENDS = (Did.REMOVED, Did.LEFT, Did.ROLE_CHANGED, Did.CHILD_ROLE_CHANGED)


def who_records(session: Session, household_id: uuid.UUID) -> set[uuid.UUID]:
    """Return who writes in this household, be it for one child alone (T35)."""
    members = select(Membership.account_id).where(Membership.household_id == household_id)
    in_all = members.where(col(Membership.role).in_(RECORDERS))
    in_one = (
        select(ChildRole.account_id)
        .join(Child, col(Child.id) == ChildRole.child_id)
        .where(Child.household_id == household_id, col(ChildRole.role).in_(RECORDERS))
    )
    return {*session.exec(in_all), *session.exec(in_one)} & {*session.exec(members)}


def who_recorded(session: Session, household_id: uuid.UUID, *, now: datetime) -> set[uuid.UUID]:
    """Return who writes in this household, or did within the last seven days (T35).

    Else whoever removes the other parent first would erase at once. Where the words of an act are
    gone, it counts.
    """
    ended = with_words(session, household_id, col(Act.at) > now - DELAY, col(Act.what).in_([*ENDS]))
    lately = {uuid.UUID(act.about) for act, words in ended if words.get(WROTE, "yes")}
    return who_records(session, household_id) | lately


def wrote(session: Session, household_id: uuid.UUID, account_id: uuid.UUID) -> dict[str, str]:
    """The word of an act that says whether this person writes here: before it ends."""
    return {WROTE: "yes" if account_id in who_records(session, household_id) else ""}
