"""Asking that a child or a household be erased: announced to all, done a week later (T35)."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.erasures import Erasure
from journal.records.people import Account, Role
from journal.records.people_locked import locked_members, require_still_owner
from journal.records.who_records import DELAY, who_recorded


def ask_to_erase(
    session: Session,
    actor: Actor,
    household_id: uuid.UUID,
    child_id: uuid.UUID | None,
    *,
    now: datetime,
) -> Erasure:
    """Ask that a child of a household be erased, or the household (None).

    It is due in a week where somebody else records here too, or did within the last; else now.
    Whoever asks for the same again moves nothing; what an owner asked who is none any more has
    lapsed, and this takes its place. Raises Stranger or NotAllowed.
    """
    actor.require_household(household_id)
    held = locked_members(session, household_id)
    require_still_owner(held, actor)
    known = session.exec(_open([household_id]).where(col(Erasure.child_id) == child_id)).first()
    if known is not None:
        asker = held.get(known.asked_by)
        if asker is not None and asker.role is Role.OWNER:
            return known
        session.delete(known)
        session.flush()
    alone = not who_recorded(session, household_id, now=now) - {actor.account_id}
    erasure = Erasure(
        household_id=household_id,
        child_id=child_id,
        asked_by=actor.account_id,
        asked_at=now,
        due_at=now if alone else now + DELAY,
    )
    session.add(erasure)
    said = {"child": name_of(session, child_id), "on": erasure.due_at.isoformat()}
    about = child_id or ""
    note(session, household_id, actor, Did.ERASURE_ASKED, about=about, words=said, now=now)
    return erasure


def withdraw_erasure(
    session: Session, actor: Actor, household_id: uuid.UUID, erasure_id: uuid.UUID, *, now: datetime
) -> None:
    """Take back that something is to be erased: any owner may.

    Raises Stranger, NotAllowed, or Refused not_announced when it is not announced any more.
    """
    actor.require_household(household_id)
    require_still_owner(locked_members(session, household_id), actor)
    erasure = session.get(Erasure, erasure_id, populate_existing=True)
    if erasure is None or erasure.household_id != household_id or erasure.withdrawn_at is not None:
        sentence = N_("It is not announced any more. Look at what is there now.")
        raise Refused(Problem("not_announced", None, sentence))
    erasure.withdrawn_by, erasure.withdrawn_at = actor.account_id, now
    said, about = {"child": name_of(session, erasure.child_id)}, erasure.child_id or ""
    note(session, household_id, actor, Did.ERASURE_WITHDRAWN, about=about, words=said, now=now)


def erasures(
    session: Session, household_ids: Collection[uuid.UUID]
) -> Sequence[tuple[Erasure, str, str]]:
    """What is to be erased in these households, with the child's name ("": the whole household)
    and the name of who asked it. The first to happen stands first."""
    rows = session.exec(_open(household_ids).order_by(col(Erasure.due_at), col(Erasure.id))).all()
    return [
        (row, name_of(session, row.child_id), session.get_one(Account, row.asked_by).name)
        for row in rows
    ]


def announce_erasures_anew(session: Session, *, now: datetime) -> None:
    """After a restore: somebody may have taken it back since, so everybody has a week once more."""
    waits = sa.and_(col(Erasure.withdrawn_at).is_(None), col(Erasure.due_at) < now + DELAY)
    session.execute(sa.update(Erasure).where(waits).values(due_at=now + DELAY))


def due_erasures(session: Session, *, now: datetime) -> Sequence[uuid.UUID]:
    """What is to be erased by now and was not taken back, the earliest first."""
    due = select(Erasure.id).where(col(Erasure.withdrawn_at).is_(None))
    return session.exec(due.where(col(Erasure.due_at) <= now).order_by(col(Erasure.due_at))).all()


def name_of(session: Session, child_id: uuid.UUID | None) -> str:
    """The name of a child; "" for the whole household."""
    return session.get_one(Child, child_id).name if child_id else ""


def _open(household_ids: Collection[uuid.UUID]) -> SelectOfScalar[Erasure]:
    mine = select(Erasure).where(col(Erasure.household_id).in_(household_ids))
    return mine.where(col(Erasure.withdrawn_at).is_(None))
