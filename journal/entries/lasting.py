"""Which symptoms last: those of which somebody said since when, and nobody that they have gone."""

import uuid

from sqlmodel import Session, col, select

from journal.records.entries import Entry
from journal.records.kinds.symptom import SymptomRow


def lasting(session: Session, child_id: uuid.UUID) -> list[SymptomRow]:
    """Return the entry of each symptom that lasts, the one that began last first.

    The same symptom in the same places is one, however often it was written down: what its last
    entry with a beginning says counts. In other places it is another one.
    """
    rows = session.exec(
        select(SymptomRow)
        .join(Entry, col(Entry.id) == col(SymptomRow.entry_id))
        .where(SymptomRow.child_id == child_id, col(Entry.deleted).is_(False))
        .where(col(SymptomRow.since).is_not(None))
        .order_by(col(SymptomRow.at).desc(), col(SymptomRow.entry_id).desc())
    )
    last: dict[tuple[str, str | None, tuple[str, ...]], SymptomRow] = {}
    for row in rows:
        last.setdefault((row.symptom, row.name, tuple(sorted(row.sites))), row)
    found = [row for row in last.values() if row.until is None]
    return sorted(found, key=lambda row: str(row.since), reverse=True)
