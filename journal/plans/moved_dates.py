"""Dates of waiting that move: worked out before and after each change that bears on them (H26).

The dates themselves are never kept. What is kept is that somebody was shown another one.
"""

import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from journal.plans.vaccine_dates import Wait, waits
from journal.plans.vaccine_facts import AFTER, HOLD
from journal.plans.vaccine_wishes import ALWAYS, followed
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry, Kind
from journal.records.lab_plans import ClinicFigure
from journal.records.medicines import DosePlan, Medicine, MedicineTurn
from journal.records.vaccine_plans import MovedDate

# Entries from which a date follows. A dose moves one only where a figure of the clinic counts from
# it; of every other kind nothing is asked at all.
BEARING = frozenset({Kind.INFUSION})
PLANS = (Medicine, DosePlan, MedicineTurn, ClinicFigure)
MOST_SHOWN = 50
_FIGURE = table_of(ClinicFigure)
# Made once: every dose that is recorded waits for it.
_HOLDS = sa.select(_FIGURE.c.key).where(
    _FIGURE.c.child_id == sa.bindparam("child"),
    _FIGURE.c.ended_at.is_(None),
    _FIGURE.c.key.startswith(f"{HOLD}."),
)

Dates = Mapping[str, Wait]


class Because(StrEnum):
    """What was done when a date moved."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    RESTORED = "restored"
    MEDICINE = "medicine"
    FIGURE = "figure"
    ZONE = "zone"


def shown_dates(session: Session, child_id: uuid.UUID, *, now: datetime) -> Dates:
    """Return the wait of each vaccine that is watched; none of them where it cannot be worked out.

    What was given is written all the same: a fault in here never loses an entry.
    """
    try:
        with session.begin_nested():
            watched = dict.fromkeys(
                [*ALWAYS, *(one.vaccine for one in followed(session, child_id))]
            )
            return waits(session, child_id, watched, now=now)
    except OperationalError:
        raise  # the database itself: nothing is written, and whoever sent it sends it again
    except Exception:  # whatever is wrong with the rules, the entry is right
        logging.getLogger(__name__).exception("the dates of waiting could not be worked out")
        return {}


@contextmanager
def watching_entry(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    kind: str,
    entry_id: uuid.UUID,
    *,
    now: datetime,
) -> Iterator[None]:
    """Note every date that what is written in the block moves; in the same transaction."""
    bears = kind in BEARING or (kind == Kind.DOSE and _has_figures(session, child_id))
    if not bears or child_id not in actor.children:
        yield
        return
    stood, before = _stands(session, entry_id), shown_dates(session, child_id, now=now)
    yield
    stands = _stands(session, entry_id)
    if stands is None:
        return
    because = {None: Because.ADDED, True: Because.CHANGED, False: Because.RESTORED}[stood]
    because = because if stands else Because.DELETED
    after = shown_dates(session, child_id, now=now)
    _note(session, actor, child_id, before, after, because, entry_id, now=now)


@contextmanager
def watching_plans(session: Session, actor: Actor, *, now: datetime) -> Iterator[None]:
    """Note every date that a changed medicine, plan or figure moves; in the same transaction."""
    before: dict[uuid.UUID, tuple[Dates, Because]] = {}

    def look(_session: Any, _context: Any, _rows: Any) -> None:
        for row in (*session.new, *session.dirty, *session.deleted):
            child_id, because = _bears(row)
            if child_id is not None and child_id not in before:
                # Another session on the same connection: it sees the rows as they still are.
                with Session(session.connection()) as other:
                    before[child_id] = (shown_dates(other, child_id, now=now), because)

    event.listen(session, "before_flush", look)
    try:
        yield
        session.flush()
    finally:
        event.remove(session, "before_flush", look)
    for child_id, (dates, because) in before.items():
        after = shown_dates(session, child_id, now=now)
        _note(session, actor, child_id, dates, after, because, None, now=now)


def _bears(row: object) -> tuple[uuid.UUID | None, Because]:
    """Whose dates a row bears on, None for none: a clock that moves moves calendar dates too."""
    if isinstance(row, Child):
        zone = inspect(row).attrs.zone.history
        return row.id if zone.deleted and zone.added else None, Because.ZONE
    if isinstance(row, ClinicFigure):
        return row.child_id, Because.FIGURE
    return row.child_id if isinstance(row, PLANS) else None, Because.MEDICINE


def unseen(session: Session, child_id: uuid.UUID) -> Sequence[MovedDate]:
    """Return what nobody has seen yet, the last one first."""
    return session.exec(
        select(MovedDate)
        .where(MovedDate.child_id == child_id, col(MovedDate.seen_at).is_(None))
        .order_by(col(MovedDate.made_at).desc(), col(MovedDate.vaccine))
        .limit(MOST_SHOWN)
    ).all()


def mark_seen(
    session: Session, actor: Actor, child_id: uuid.UUID, ids: Sequence[uuid.UUID], *, now: datetime
) -> None:
    """Keep who has seen these; the first one stays. Raises Stranger or NotAllowed."""
    actor.require(Right.RECORD, child_id)
    for row in session.exec(
        select(MovedDate).where(MovedDate.child_id == child_id, col(MovedDate.id).in_(ids))
    ):
        if row.seen_at is None:
            row.seen_at, row.seen_by = now, actor.account_id
    session.flush()


def _has_figures(session: Session, child_id: uuid.UUID) -> bool:
    """Whether a wait counts from the last dose of a medicine: by a clinic's own figure alone."""
    keys = session.execute(_HOLDS, {"child": child_id}).scalars()
    return any(key.endswith(f".{AFTER}") for key in keys)


def _stands(session: Session, entry_id: uuid.UUID) -> bool | None:
    deleted = session.exec(select(Entry.deleted).where(Entry.id == entry_id)).first()
    return None if deleted is None else not deleted


def _note(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    before: Dates,
    after: Dates,
    because: Because,
    entry_id: uuid.UUID | None,
    *,
    now: datetime,
) -> None:
    for vaccine in before.keys() & after.keys():
        was, becomes = _told(before[vaccine], after[vaccine])
        if was != becomes:
            session.add(
                MovedDate(
                    child_id=child_id,
                    vaccine=vaccine,
                    before=was,
                    after=becomes,
                    because=because.value,
                    entry_id=entry_id,
                    made_by=actor.account_id,
                    made_at=now,
                )
            )
    session.flush()


def _told(before: Wait, after: Wait) -> tuple[date | None, date | None]:
    """The two days. One that stays, while something else opens or closes, goes or comes back."""
    if before.until == after.until and before.open != after.open:
        return (None, after.until) if before.open else (before.until, None)
    return before.until, after.until
