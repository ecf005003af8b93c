"""The figures of the child's own clinic, such as its fever: set, changed, ended, never edited."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.plans.following import checked
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.lab_plans import ClinicFigure

MOST_WORDS = 200


def figure_of(session: Session, child_id: uuid.UUID, key: str) -> ClinicFigure | None:
    """Return the figure that is in force, or None: there is no default for any of them."""
    return next((each for each in figures_of(session, child_id) if each.key == key), None)


def figures_of(session: Session, child_id: uuid.UUID) -> Sequence[ClinicFigure]:
    """Return every figure in force, the latest of each key."""
    rows = session.exec(
        select(ClinicFigure)
        .where(ClinicFigure.child_id == child_id, col(ClinicFigure.ended_at).is_(None))
        .order_by(col(ClinicFigure.made_at), col(ClinicFigure.id))
    )
    return list({row.key: row for row in rows}.values())


def history_of(session: Session, child_id: uuid.UUID, key: str) -> Sequence[ClinicFigure]:
    """Return every row a figure ever had, the latest first."""
    rows = session.exec(
        select(ClinicFigure)
        .where(ClinicFigure.child_id == child_id, ClinicFigure.key == key)
        .order_by(col(ClinicFigure.made_at).desc(), col(ClinicFigure.id))
    )
    return rows.all()


def set_figure(
    session: Session,
    actor: Actor,
    child: Child,
    key: str,
    value: Decimal,
    unit: str,
    *,
    told_by: str,
    now: datetime,
) -> ClinicFigure:
    """Return the figure as it is from now on: a row that follows the one before, which ends.

    The same figure again writes nothing. Raises Stranger, NotAllowed, or Refused required, too_long
    or text_invalid about who said so.
    """
    actor.require(Right.PLAN, child.id)
    told_by = checked(told_by, MOST_WORDS, "told_by")
    if not told_by:
        raise Refused(Problem("required", "told_by", N_("Write who said so.")))
    before = figure_of(session, child.id, key)
    said = (value, unit, told_by)
    if before is not None:
        if (before.value, before.unit, before.told_by) == said:
            return before
        end_figure(session, actor, child, key, now=now)
    row = ClinicFigure(
        child_id=child.id,
        key=key,
        value=value,
        unit=unit,
        told_by=told_by,
        follows=before.id if before else None,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row


def end_figure(session: Session, actor: Actor, child: Child, key: str, *, now: datetime) -> None:
    """End the figure that is in force, if there is one. Raises Stranger or NotAllowed."""
    actor.require(Right.PLAN, child.id)
    rows = select(ClinicFigure).where(
        ClinicFigure.child_id == child.id,
        ClinicFigure.key == key,
        col(ClinicFigure.ended_at).is_(None),
    )
    for row in session.exec(rows):
        row.ended_at, row.ended_by = now, actor.account_id
    session.flush()
