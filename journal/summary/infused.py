"""The infusions of a page, from their own form and their checkpoints together."""

import uuid
from collections.abc import Sequence

from sqlmodel import Session

from journal.entries.infused import reactions_of, told_of
from journal.entries.lots import lots_of
from journal.summary import reading
from journal.summary.courses import Course
from journal.summary.page import Infusion, Measured
from journal.summary.window import Window


def infusions_of(
    session: Session,
    rows: reading.Rows,
    courses: Sequence[Course],
    window: Window,
) -> tuple[Infusion, ...]:
    """Infusions with all their lots and reactions: those of their checkpoints too."""
    names = {course.medicine.id: course.medicine.name for course in courses}
    ids = [row.entry_id for row in rows]
    borne, told = lots_of(session, ids), told_of(session, ids)
    return tuple(
        Infusion(
            on=on,
            medicine=names.get(row.medicine, row.product),
            product=row.product,
            amount=row.amount,
            unit=row.unit or "",
            weight=Measured(value=row.weight_kg, unit="kg", on=on) if row.weight_kg else None,
            lots=borne.get(row.entry_id, ()),
            reaction=told[row.entry_id].reactions,
            entry=str(row.entry_id),
        )
        for row in rows
        for on in [window.day(row.at)]
    )


def infusions_drawn(
    session: Session,
    child_id: uuid.UUID,
    rows: reading.Rows,
    courses: Sequence[Course],
    window: Window,
) -> tuple[Infusion, ...]:
    """The same as far as a chart shows it: day, medicine, reactions."""
    names = {course.medicine.id: course.medicine.name for course in courses}
    reactions = reactions_of(session, child_id, window.start, window.end)
    return tuple(
        Infusion(
            on=window.day(row.at),
            medicine=names.get(row.medicine, row.product),
            reaction=reactions.get(row.entry_id, ()),
        )
        for row in rows
    )
