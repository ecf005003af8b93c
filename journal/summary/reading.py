"""What the page needs from the database, as columns: one child, one stretch of time."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.doses import TAKEN
from journal.records.columns import table_of
from journal.records.entries import Entry, Kind, KindRow
from journal.records.kinds.activity import ActivityRow
from journal.records.kinds.check_in import CheckInRow
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.draw import DrawRow
from journal.records.kinds.infection import Infected, InfectionRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.measurement import MeasurementRow
from journal.records.kinds.question import QuestionRow
from journal.records.kinds.score import ScoreRow
from journal.records.kinds.stay import StayRow
from journal.records.kinds.strength import StrengthRow
from journal.records.kinds.symptom import SymptomRow
from journal.records.kinds.visit import VisitRow

Rows = Sequence[sa.Row[Any]]


def entry_ids(
    session: Session, child_id: uuid.UUID, start: datetime, end: datetime
) -> list[tuple[uuid.UUID, Kind]]:
    """Every entry with start <= at < end that is not deleted, with its kind, oldest first.

    Diaries are not among them: they are their writers' own (H39).
    """
    query = (
        sa.select(col(Entry.id), col(Entry.kind))
        .where(col(Entry.child_id) == child_id, col(Entry.deleted).is_(False))
        .where(col(Entry.kind) != Kind.DIARY)
        .where(col(Entry.at) >= start, col(Entry.at) < end)
        .order_by(col(Entry.at), col(Entry.id))
    )
    return [(row.id, row.kind) for row in session.execute(query)]


def doses(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Doses recorded with start <= at < end, with what became of each; oldest first."""
    columns = (
        DoseRow.medicine,
        DoseRow.slot,
        DoseRow.at,
        DoseRow.outcome,
        DoseRow.reason,
        DoseRow.advised_by,
        DoseRow.in_hospital,
    )
    return _rows(session, DoseRow, columns, child_id, start, end)


def taken(
    session: Session,
    medicines: Sequence[uuid.UUID],
    child_id: uuid.UUID,
    start: datetime,
    end: datetime,
) -> Rows:
    """Doses of these medicines that were taken, with start <= at < end: medicine, at."""
    query = _query(DoseRow, (DoseRow.medicine, DoseRow.at), child_id).where(
        col(DoseRow.medicine).in_(medicines),
        col(DoseRow.outcome).in_([outcome.value for outcome in TAKEN]),
        col(DoseRow.at) >= start,
        col(DoseRow.at) < end,
    )
    return session.execute(query.order_by(col(DoseRow.at))).all()


def symptom_moments(
    session: Session, child_id: uuid.UUID, symptom: str, start: datetime, end: datetime
) -> list[datetime]:
    """When one symptom was written with start <= at < end, the oldest first; 0 says: not there."""
    query = _query(SymptomRow, (SymptomRow.at,), child_id).where(
        col(SymptomRow.symptom) == symptom,
        col(SymptomRow.severity).is_distinct_from(0),
        col(SymptomRow.at) >= start,
        col(SymptomRow.at) < end,
    )
    return [row.at for row in session.execute(query.order_by(col(SymptomRow.at)))]


def infusions(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Infusions with start <= at < end, with all that the page's table shows."""
    columns = (
        InfusionRow.entry_id,
        InfusionRow.medicine,
        InfusionRow.product,
        InfusionRow.amount,
        InfusionRow.unit,
        InfusionRow.weight_kg,
        InfusionRow.at,
    )
    return _rows(session, InfusionRow, columns, child_id, start, end)


def infused(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Infusions with start <= at < end, for a chart: entry_id, medicine, product, at."""
    columns = (InfusionRow.entry_id, InfusionRow.medicine, InfusionRow.product, InfusionRow.at)
    return _rows(session, InfusionRow, columns, child_id, start, end)


def draws(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Draws with start <= at < end: entry_id, at, results as printed; oldest first."""
    columns = (DrawRow.entry_id, DrawRow.at, DrawRow.results)
    return _rows(session, DrawRow, columns, child_id, start, end)


def reports(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Draws as in `draws`, their results as the text that is kept: entry_id, at, text."""
    text = sa.cast(col(DrawRow.results), sa.Text).label("text")
    return _rows(session, DrawRow, (DrawRow.entry_id, DrawRow.at, text), child_id, start, end)


def draws_within(
    session: Session, child_id: uuid.UUID, spans: Sequence[tuple[datetime, datetime]]
) -> Rows:
    """Draws of several stretches of time, as in `draws`."""
    if not spans:
        return ()
    columns = (DrawRow.entry_id, DrawRow.at, DrawRow.results)
    at = col(DrawRow.at)
    within = sa.or_(*(sa.and_(at >= start, at < end) for start, end in spans))
    query = _query(DrawRow, columns, child_id).where(within)
    return session.execute(query.order_by(at, col(DrawRow.entry_id))).all()


def activities(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Activities with start <= at < end: what, at, minutes, protection; oldest first."""
    row = ActivityRow
    columns = (row.what, row.at, row.minutes, row.protection)
    return _rows(session, row, columns, child_id, start, end)


def infected(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Infections, contacts and germs that touch start <= t < end, the oldest first.

    An infection without an end lasts.
    """
    row = InfectionRow
    about = (row.contact, row.treated, row.told_at)
    columns = (row.entry_id, row.what, row.name, row.at, row.until, *about)
    query = _query(InfectionRow, columns, child_id).where(
        col(InfectionRow.at) < end,
        sa.or_(
            col(InfectionRow.at) >= start,
            col(InfectionRow.until) > start,
            sa.and_(
                col(InfectionRow.until).is_(None), col(InfectionRow.what) == Infected.INFECTION
            ),
        ),
    )
    return session.execute(query.order_by(col(InfectionRow.at))).all()


def wellbeing(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """The parent's view of days, from check-ins with start <= at < end: at, wellbeing."""
    columns = (CheckInRow.at, CheckInRow.wellbeing)
    wanted = col(CheckInRow.wellbeing).is_not(None)
    return _rows(session, CheckInRow, columns, child_id, start, end, wanted)


def tasks(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Timed tasks with start <= at < end: at, task, steps, seconds, done; oldest first."""
    row = StrengthRow
    columns = (row.at, row.task, row.steps, row.seconds, row.done)
    return _rows(session, row, columns, child_id, start, end)


def scores(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Scores with start <= at < end: at, measure, name, scale, by, value; oldest first."""
    row = ScoreRow
    columns = (row.at, row.measure, row.name, row.scale, row.by, row.value)
    return _rows(session, row, columns, child_id, start, end)


def stays(session: Session, child_id: uuid.UUID, start: datetime, end: datetime) -> Rows:
    """Stays that touch start <= t < end, also when they were written down for another day."""
    columns = (
        StayRow.entry_id,
        StayRow.hospital,
        StayRow.ward,
        StayRow.reason,
        StayRow.admitted,
        StayRow.discharged,
    )
    query = _query(StayRow, columns, child_id).where(
        col(StayRow.admitted) < end,
        sa.or_(col(StayRow.discharged).is_(None), col(StayRow.discharged) > start),
    )
    return session.execute(query.order_by(col(StayRow.admitted))).all()


def stays_by_id(
    session: Session, child_id: uuid.UUID, ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, sa.Row[Any]]:
    """These stays of the child, where they are not deleted: entry_id, admitted, discharged."""
    if not ids:
        return {}
    columns = (StayRow.entry_id, StayRow.admitted, StayRow.discharged)
    query = _query(StayRow, columns, child_id).where(col(StayRow.entry_id).in_(ids))
    return {row.entry_id: row for row in session.execute(query)}


def measurements(
    session: Session,
    child_id: uuid.UUID,
    start: datetime,
    end: datetime,
    *,
    only: str | None = None,
) -> Rows:
    """Measurements with start <= at < end: what, value, unit, at. only: of this one thing."""
    columns = (MeasurementRow.what, MeasurementRow.value, MeasurementRow.unit, MeasurementRow.at)
    wanted = [] if only is None else [col(MeasurementRow.what) == only]
    return _rows(session, MeasurementRow, columns, child_id, start, end, *wanted)


def latest_measurement(
    session: Session, child_id: uuid.UUID, what: str, before: datetime
) -> sa.Row[Any] | None:
    """The last measurement of one thing before a moment, however long ago, or None."""
    columns = (MeasurementRow.value, MeasurementRow.unit, MeasurementRow.at)
    query = (
        _query(MeasurementRow, columns, child_id)
        .where(col(MeasurementRow.what) == what, col(MeasurementRow.at) < before)
        .order_by(col(MeasurementRow.at).desc())
        .limit(1)
    )
    return session.execute(query).first()


def visits(
    session: Session, child_id: uuid.UUID, before: datetime, *, since: datetime | None = None
) -> Rows:
    """Visits before a moment, and since another, the oldest first.

    Each with entry_id, team_member, place, told, next_steps, at.
    """
    columns = (
        *(VisitRow.entry_id, VisitRow.team_member, VisitRow.place, VisitRow.told),
        *(VisitRow.next_steps, VisitRow.at),
    )
    query = _query(VisitRow, columns, child_id).where(col(VisitRow.at) < before)
    if since is not None:
        query = query.where(col(VisitRow.at) >= since)
    return session.execute(query.order_by(col(VisitRow.at), col(VisitRow.entry_id))).all()


def open_questions(session: Session, child_id: uuid.UUID, before: datetime) -> Rows:
    """Questions asked before a moment that nobody has answered: entry_id, text; newest first."""
    columns = (QuestionRow.entry_id, QuestionRow.text)
    query = _query(QuestionRow, columns, child_id).where(
        col(QuestionRow.answered).is_(None), col(QuestionRow.at) < before
    )
    query = query.order_by(col(QuestionRow.at).desc(), col(QuestionRow.entry_id))
    return session.execute(query).all()


def _rows(
    session: Session,
    kind: type[KindRow],
    columns: Sequence[Any],
    child_id: uuid.UUID,
    start: datetime,
    end: datetime,
    *wanted: sa.ColumnElement[bool],
) -> Rows:
    at = table_of(kind).c.at
    query = _query(kind, columns, child_id).where(at >= start, at < end, *wanted)
    return session.execute(query.order_by(at, col(kind.entry_id))).all()


def _query(kind: type[KindRow], columns: Sequence[Any], child_id: uuid.UUID) -> sa.Select[Any]:
    # Few are deleted: they are read once, instead of an entry for each of hundreds of rows.
    deleted = sa.select(col(Entry.id)).where(
        col(Entry.child_id) == child_id, col(Entry.deleted).is_(True)
    )
    return sa.select(*columns).where(
        col(kind.child_id) == child_id, col(kind.entry_id).not_in(deleted)
    )
