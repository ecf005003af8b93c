"""The invariants every fault test checks, in one place (hazards.md, 2.1)."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from journal.exchange.verify import verify
from journal.records.children import Child
from journal.records.database import Database
from journal.records.entries import Alert, Entry, Revision
from journal.records.people import Household


@dataclass(frozen=True)
class Found:
    """What broke. Empty everywhere: the journal kept its promises.

    lost     I1: acknowledged changes that are not in the journal
    twice    I2: what was written once and stands there more than once
    counted  I2: households whose count differs from their revisions and questions
    differs  I3: the digest is not that of the same changes applied in order, once
    faults   I4: what `verify` says
    """

    lost: Sequence[str]
    twice: Sequence[str]
    counted: Sequence[str]
    differs: bool
    faults: Sequence[str]

    @property
    def holds(self) -> bool:
        """Whether every invariant does."""
        return not (self.lost or self.twice or self.counted or self.differs or self.faults)


def check(database: Database, data: Path, acked: Collection[str], digest: str) -> Found:
    """Look at a journal after a fault. `digest` is what these changes must lead to."""
    with database.reading() as session:
        revisions = session.exec(select(Revision.change_id, Revision.changed)).all()
        told = dict(map(tuple, session.execute(_tellings())))
        counted = [
            f"{household}: counted {seq}, has {rows} and {told.get(household, 0)} of questions"
            for household, seq, rows in session.execute(_counts())
            if not _adds_up(seq - rows, told.get(household, 0))
        ]
    present = {str(change_id) for change_id, _ in revisions}
    texts = Counter(note for _, changed in revisions if (note := _text(changed)))
    verdict = verify(database, data)
    return Found(
        lost=sorted(set(acked) - present),
        twice=[text for text, times in texts.items() if times > 1],
        counted=counted,
        differs=verdict.digest != digest,
        faults=verdict.faults,
    )


def _text(changed: dict[str, Any]) -> str | None:
    text: str | None = changed.get("note")
    return text


def _counts() -> sa.Select[Any]:
    """Each household's own count beside the number of its revisions."""
    return (
        sa.select(col(Household.id), col(Household.seq), sa.func.count(col(Revision.change_id)))
        .join(Child, col(Child.household_id) == col(Household.id))
        .outerjoin(Entry, col(Entry.child_id) == col(Child.id))
        .outerjoin(Revision, col(Revision.entry_id) == col(Entry.id))
        .group_by(col(Household.id), col(Household.seq))
    )


def _tellings() -> sa.Select[Any]:
    """How often each household's questions opened and closed at the least."""
    times = sa.func.count(col(Alert.id)) + sa.func.count(col(Alert.closed_at))
    return (
        sa.select(col(Child.household_id), times)
        .join(Alert, col(Alert.child_id) == col(Child.id))
        .group_by(col(Child.household_id))
    )


def _adds_up(more: int, told: int) -> bool:
    """Whether the other numbers went to questions; one that opened anew took two more."""
    return more == told or (0 < told < more and (more - told) % 2 == 0)
