"""The questionnaires of a household: brought in with the licence it says it has, and put away."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.care.questionnaires import read_questionnaire
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.questionnaires import Questionnaire

MOST = 20


def bring_in(
    session: Session, actor: Actor, child: Child, resource: Any, *, licence: str, now: datetime
) -> Questionnaire:
    """Keep a questionnaire as its file has it.

    Raises Stranger, NotAllowed, or Refused licence_required, too_many or questionnaire_invalid.
    """
    actor.require(Right.PLAN, child.id)
    form = read_questionnaire(resource)
    if not licence.strip():
        sentence = N_("Write by which right your family uses it, for example who gave it to you.")
        raise Refused(Problem("licence_required", "licence", sentence))
    if len(questionnaires_of(session, child)) >= MOST:
        sentence = N_("There are 20 questionnaires already. Put one away first.")
        raise Refused(Problem("too_many", "file", sentence))
    row = Questionnaire(
        household_id=child.household_id,
        url=form.url[:500],
        version=form.version[:100],
        title=form.title[:300],
        resource=resource,
        licence=licence.strip(),
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def put_away(
    session: Session, actor: Actor, child: Child, row_id: uuid.UUID, *, now: datetime
) -> None:
    """Offer it no longer; what was answered stays. Raises Stranger or NotAllowed."""
    actor.require(Right.PLAN, child.id)
    row = questionnaire_of(session, child, row_id)
    if row.ended_at is None:
        row.ended_at, row.ended_by = now, actor.account_id
    session.flush()


def questionnaires_of(session: Session, child: Child) -> Sequence[Questionnaire]:
    """Those that are offered, the first brought in first."""
    return session.exec(
        select(Questionnaire)
        .where(Questionnaire.household_id == child.household_id)
        .where(col(Questionnaire.ended_at).is_(None))
        .order_by(col(Questionnaire.made_at), col(Questionnaire.id))
    ).all()


def questionnaire_of(session: Session, child: Child, row_id: uuid.UUID) -> Questionnaire:
    """One of them, put away or not. Raises Stranger for another household's."""
    row = session.get(Questionnaire, row_id)
    if row is None or row.household_id != child.household_id:
        raise Stranger
    return row
