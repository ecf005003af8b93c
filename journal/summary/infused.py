"""The infusions of a page, from their own form and their checkpoints together."""

from collections.abc import Sequence

from sqlmodel import Session

from journal.entries.infused import told_of
from journal.entries.lots import lots_of
from journal.summary import reading
from journal.summary.courses import Course
from journal.summary.page import Infusion, Measured
from journal.summary.window import Window


def infusions_of(
    session: Session, rows: reading.Rows, courses: Sequence[Course], window: Window
) -> tuple[Infusion, ...]:
    """Infusions with all their lots and reactions: those of their checkpoints too."""
    names = {course.medicine.id: course.medicine.name for course in courses}
    ids = [row.entry_id for row in rows]
    lots, told = lots_of(session, ids), told_of(session, ids)
    return tuple(
        Infusion(
            on=on,
            medicine=names.get(row.medicine, row.product),
            product=row.product,
            amount=row.amount,
            unit=row.unit or "",
            weight=Measured(value=row.weight_kg, unit="kg", on=on) if row.weight_kg else None,
            lots=lots[row.entry_id],
            reaction=told[row.entry_id].reactions,
            entry=str(row.entry_id),
        )
        for row in rows
        for on in [window.day(row.at)]
    )
