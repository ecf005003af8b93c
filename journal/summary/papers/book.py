"""The whole journal as a book for a new hospital, in parts that a printer can bear.

The first part says who, what the journal holds, the treatment and each kind by itself; every
further part has at most 2,000 entries in their order. Diaries are in none (H39), and photos only
on a paper of their own (book_photos.py).
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session

from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry, Kind
from journal.summary.papers.head import Head
from journal.summary.papers.medicine_list import MedicineList, medicine_list
from journal.summary.papers.treatment import TreatmentHistory, treatment_history
from journal.summary.papers.vaccine_record import VaccineRecord, vaccine_record

MOST_ROWS = 2000
# Of each kind by itself, in the first part: the newest. The other parts have every one.
MOST_OF_A_KIND = 150
_ENTRY = table_of(Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as the timeline says it, with its texts whole. clock: "" of a day alone."""

    on: date
    clock: str
    what: str
    detail: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many entries of a kind there are, from the first day to the last."""

    kind: Kind
    times: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One part with every entry: half open in time; end None of the last one."""

    start: datetime
    end: datetime | None
    first_on: date
    last_on: date
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the family wrote about the child, as stored."""

    insurance: str
    lines: str
    emergency_plan: str
    steroid_plan: str
    team: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPart:
    """Everything but the entries in their order. kinds: the newest of each kind, oldest first."""

    head: Head
    about: About
    counted: tuple[Counted, ...]
    spans: tuple[Span, ...]
    treatment: TreatmentHistory
    medicines: MedicineList
    vaccines: VaccineRecord
    kinds: tuple[tuple[Kind, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesPart:
    """One part with every entry in its order. left: entries of its time it has no room for."""

    head: Head
    number: int
    of: int
    lines: tuple[Line, ...]
    left: int


def spans_of(session: Session, child: Child, *, most: int = MOST_ROWS) -> tuple[Span, ...]:
    """Return the stretches of the parts with every entry, the oldest first.

    Each begins with a moment, so two entries of one moment are never in two parts.
    """
    place = sa.func.row_number().over(order_by=(_ENTRY.c.at, _ENTRY.c.id)).label("place")
    rows = sa.select(_ENTRY.c.at, place).where(*_live(child.id)).subquery()
    begins = session.execute(
        sa.select(rows.c.at).where((rows.c.place - 1) % most == 0).order_by(rows.c.place)
    ).scalars()
    starts = list(dict.fromkeys(begins))
    found = []
    for start, end in zip_longest(starts, starts[1:]):
        span = _span(session, child, start, end)
        if span is not None:
            found.append(span)
    return tuple(found)


def counted_of(session: Session, child: Child) -> tuple[Counted, ...]:
    """Return how many entries of each kind there are."""
    zone = ZoneInfo(child.zone)
    at = _ENTRY.c.at
    query = (
        sa.select(
            _ENTRY.c.kind,
            sa.func.count().label("times"),
            sa.func.min(at).label("first"),
            sa.func.max(at).label("last"),
        )
        .where(*_live(child.id))
        .group_by(_ENTRY.c.kind)
    )
    order = list(Kind)
    rows = sorted(session.execute(query), key=lambda row: order.index(Kind(row.kind)))
    return tuple(
        Counted(
            kind=Kind(row.kind),
            times=row.times,
            first_on=row.first.astimezone(zone).date(),
            last_on=row.last.astimezone(zone).date(),
        )
        for row in rows
    )


def first_part(
    session: Session,
    child: Child,
    *,
    now: datetime,
    waits: Sequence[str],
    kinds: Mapping[Kind, Sequence[Line]],
) -> FirstPart:
    """Return the first part. The caller has checked the right to look.

    waits  as in the vaccine record; kinds: the newest lines of the kinds that stand by themselves
    """
    medicines = medicine_list(session, child, now=now)
    treatment = treatment_history(session, child, now=now)
    return FirstPart(
        head=treatment.head,
        about=About(
            insurance=child.insurance,
            lines=child.lines,
            emergency_plan=child.emergency_plan,
            steroid_plan=child.steroid_plan,
            team=medicines.team,
        ),
        counted=counted_of(session, child),
        spans=spans_of(session, child),
        treatment=treatment,
        medicines=medicines,
        vaccines=vaccine_record(session, child, now=now, waits=waits),
        kinds=tuple((kind, tuple(lines)) for kind, lines in kinds.items() if lines),
    )


def _live(child_id: uuid.UUID) -> tuple[sa.ColumnElement[bool], ...]:
    kind: sa.ColumnElement[bool] = _ENTRY.c.kind != Kind.DIARY
    return (_ENTRY.c.child_id == child_id, _ENTRY.c.deleted.is_(False), kind)


def _span(session: Session, child: Child, start: datetime, end: datetime | None) -> Span | None:
    zone, at = ZoneInfo(child.zone), _ENTRY.c.at
    query = sa.select(sa.func.count(), sa.func.max(at)).where(*_live(child.id), at >= start)
    times, last = session.execute(query if end is None else query.where(at < end)).one()
    if not times:
        return None
    return Span(
        start=start,
        end=end,
        first_on=start.astimezone(zone).date(),
        last_on=last.astimezone(zone).date(),
        times=times,
    )
