"""Rows that are never edited: a change writes the row that follows, and ends the one before."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor
from journal.records.appointments import Appointment, OwnReminder
from journal.records.fields import FieldRefused, checked_text
from journal.records.infusion_plans import InfusionPlan
from journal.records.lab_plans import LabRule

Planned = TypeVar("Planned", Appointment, OwnReminder, LabRule, InfusionPlan)
Row = Appointment | OwnReminder | LabRule | InfusionPlan

CHANGED_MEANWHILE = N_("Somebody changed or ended this meanwhile. Open the page again.")


def find_sent(
    session: Session,
    table: type[Planned],
    row_id: uuid.UUID | None,
    child_id: uuid.UUID,
    written: Mapping[str, object],
) -> Planned | None:
    """Return what the same form made before, or None. Raises Refused id_again for another form."""
    known = None if row_id is None else session.get(table, row_id)
    if known is None:
        return None
    if known.child_id != child_id or not says(known, written):
        sentence = N_("This form was sent before with other words. Open the page again.")
        raise Refused(Problem("id_again", None, sentence))
    return known


def says(row: Row, written: Mapping[str, object]) -> bool:
    """Whether the row says just this."""
    return all(getattr(row, key) == value for key, value in written.items())


def add(
    session: Session,
    actor: Actor,
    table: type[Planned],
    child_id: uuid.UUID,
    written: Mapping[str, Any],
    *,
    now: datetime,
    row_id: uuid.UUID | None,
    follows: uuid.UUID | None,
) -> Planned:
    """Return a new row that says this.

    row_id   made with the form; None: one is made here
    follows  the row it stands for from now on, or None
    """
    row = table(
        id=row_id or uuid.uuid4(),
        child_id=child_id,
        follows=follows,
        made_by=actor.account_id,
        made_at=now,
        **written,
    )
    session.add(row)
    session.flush()
    return row


def check_standing(session: Session, row: Row) -> None:
    """Raise Refused changed_meanwhile when somebody ended or changed it first."""
    table = type(row)
    # Two people who change one row wait for each other here.
    session.exec(select(table.id).where(table.id == row.id).with_for_update(key_share=True)).one()
    session.refresh(row)
    if row.ended_at is not None:
        raise Refused(Problem("changed_meanwhile", None, CHANGED_MEANWHILE))


def end(session: Session, actor: Actor, row: Row, *, now: datetime) -> None:
    """End a row; a second time changes nothing."""
    if row.ended_at is None:
        row.ended_at = now
        row.ended_by = actor.account_id
        session.flush()


def every(session: Session, table: type[Planned], child_id: uuid.UUID) -> list[Planned]:
    """Every row of a child that ever was, the last one made first."""
    return list(
        session.exec(
            select(table)
            .where(table.child_id == child_id)
            .order_by(col(table.made_at).desc(), col(table.id))
        )
    )


def checked(value: str, most: int, field: str) -> str:
    """Return a text as the family wrote it, without spaces around it. Raises Refused."""
    try:
        return checked_text(value.strip(), most)
    except FieldRefused as refused:
        raise Refused(replace(refused.problem, field=field)) from None
