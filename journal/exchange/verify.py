"""Whether a journal is whole: every entry is what its revisions say, and nothing hangs loose."""

import json
import sqlite3
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from journal.entries.edits import edits_of_rows
from journal.entries.merge import Edit, Merged, merge
from journal.exchange.digest import Digest, Known
from journal.exchange.photos import photo_faults
from journal.exchange.rows import canonical, plain
from journal.records.acts import faults_of_chain
from journal.records.database import Database
from journal.records.entries import Change, Entry, Kind, KindRow, Revision, Status
from journal.records.kinds import ROWS, VALUES

AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found. `digest` as `exchange.digest` says.

    faults  sentences, one per fault
    photos  those of them that are about the file of a photo
    acts    those of them that are about the list of who did what
    """

    ok: bool
    faults: tuple[str, ...]
    entries: int
    digest: str
    photos: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether everything that families wrote is whole, whatever became of its photos, and of
        the list of who did what."""
        return len(self.faults) == len(self.photos) + len(self.acts)

    def as_json(self) -> dict[str, Any]:
        """As `verify --json` prints it."""
        return {
            "ok": self.ok,
            "faults": list(self.faults),
            "entries": self.entries,
            "digest": self.digest,
        }


def verify(database: Database, data: Path) -> Verdict:
    """Read the whole journal as it stands at this moment and say what is wrong with it.

    data  the data directory, for the photos
    """
    try:
        with database.snapshot() as session:
            return verify_in(session, data)
    except DatabaseError as error:
        return _unreadable(error.orig)
    except sqlite3.DatabaseError as error:
        return _unreadable(error)


def verify_in(session: Session, data: Path, known: Known = None) -> Verdict:
    """As `verify`, for what this session sees; `known` as `exchange.digest` says."""
    acts = tuple(faults_of_chain(session))
    faults = [*_database_faults(session), *_loose_ends(session), *acts]
    digest = Digest()
    digest.add_people_and_plans(session, known)
    count = 0
    for whole in _entries(session):
        count += 1
        faults += whole.faults()
        digest.add_entry(whole.entry, whole.merged, whole.pairs, whole.zones)
    photos = tuple(photo_faults(session, data))
    return Verdict(
        ok=not faults and not photos,
        faults=(*faults, *photos),
        entries=count,
        digest=digest.hexdigest(),
        photos=photos,
        acts=acts,
    )


def _unreadable(error: BaseException | None) -> Verdict:
    fault = f"The database cannot be read: {error}. Restore the last backup."
    if "full" in str(error):  # it is read from a copy, and nothing is known of the journal itself
        fault = "There is no room to read the journal. Free some space, then verify again."
    return Verdict(ok=False, faults=(fault,), entries=0, digest="")


def _database_faults(session: Session) -> Iterator[str]:
    """What the database says of itself. PostgreSQL enforces its keys and checks its pages."""
    if session.get_bind().dialect.name != "sqlite":
        return
    for (line,) in session.execute(sa.text("PRAGMA integrity_check")):
        if line != "ok":
            yield f"SQLite: {line}."
    for table, row, parent, _ in session.execute(sa.text("PRAGMA foreign_key_check")):
        yield f"Row {row} of {table} points to a row of {parent} that is not there."


def _loose_ends(session: Session) -> Iterator[str]:
    for kind, row in ROWS.items():
        query = (
            sa.select(col(row.entry_id))
            .outerjoin(Entry, col(Entry.id) == col(row.entry_id))
            .where(col(Entry.kind).is_distinct_from(kind))
        )
        for (entry_id,) in session.execute(query):
            yield f"A {kind} row names entry {entry_id}, which is not one."
    revisions = (
        sa.select(col(Revision.entry_id), col(Revision.number))
        .outerjoin(Entry, col(Entry.id) == col(Revision.entry_id))
        .where(col(Entry.id).is_(None))
    )
    for entry_id, number in session.execute(revisions):
        yield f"Revision {number} belongs to entry {entry_id}, which is not there."
    settled = (
        sa.select(col(Change.id))
        .outerjoin(Revision, col(Revision.change_id) == col(Change.id))
        .where(col(Change.status).in_([Status.APPLIED, Status.CONFLICT]))
        .where(col(Revision.change_id).is_(None))
    )
    for (change_id,) in session.execute(settled):
        yield f"Change {change_id} was acknowledged and has no revision."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """An entry with everything that is kept of it."""

    entry: Entry
    row: KindRow | None
    revisions: Sequence[Revision]
    edits: Sequence[Edit]
    changes: Mapping[uuid.UUID, Change]
    merged: Merged

    @property
    def pairs(self) -> list[tuple[Revision, Edit]]:
        return list(zip(self.revisions, self.edits, strict=True))

    @property
    def zones(self) -> dict[uuid.UUID, str]:
        return {change.id: change.content["zone"] for change in self.changes.values()}

    def faults(self) -> Iterator[str]:
        """One sentence for everything about this entry that does not add up."""
        for what in self._wrong():
            yield f"Entry {self.entry.id} ({self.entry.kind}): {what}."

    def _wrong(self) -> Iterator[str]:
        entry, revisions = self.entry, self.revisions
        if [revision.number for revision in revisions] != list(range(1, entry.revision + 1)):
            yield f"its revisions are not 1 to {entry.revision}"
            return
        yield from self._wrong_chain()
        first, last = revisions[0], revisions[-1]
        if entry.deleted != self.merged.deleted:
            yield "whether it is deleted differs from its revisions"
        if entry.made_by != first.by or entry.changed_by != last.by:
            yield "its writers differ from its revisions"
        if entry.changed_at != last.received_at:
            yield "the time of its last change differs from its revisions"
        if entry.zone != self.zones.get(first.change_id):
            yield "its time zone differs from its first change"
        yield from self._wrong_row()

    def _wrong_chain(self) -> Iterator[str]:
        for index, revision in enumerate(self.revisions):
            change = self.changes.get(revision.change_id)
            if change is None or change.entry_id != self.entry.id:
                yield f"the change of revision {revision.number} is missing"
            elif (change.revision, change.by) != (revision.number, revision.by):
                yield f"the change of revision {revision.number} says something else"
            then = merge(self.edits[: index + 1])
            if (then.fields, then.deleted) != (revision.fields, revision.deleted):
                yield f"revision {revision.number} is not what its changes make"

    def _wrong_row(self) -> Iterator[str]:
        if self.row is None:
            yield "its own row is missing"
            return
        kind = Kind(self.entry.kind)
        try:
            value = VALUES[kind].model_validate_json(json.dumps(dict(self.merged.fields)))
        except ValueError:  # pydantic's message would quote what the family wrote
            yield "what its revisions say is no such entry"
            return
        expected = {"entry_id": self.entry.id, "child_id": self.entry.child_id, **dict(value)}
        for name, wanted in expected.items():
            if _shown(getattr(self.row, name)) != _shown(wanted):
                yield f"{name} in its own row differs from its revisions"
        if self.entry.at != value.at:
            yield "its moment differs from its revisions"


def _shown(value: Any) -> Any:
    if not isinstance(value, list):
        return plain(value)
    # The keys of a result stand in another order after a restore: it says the same.
    return [canonical(one) if isinstance(one, dict) else str(one) for one in value]


def _entries(session: Session) -> Iterator[_Whole]:
    """Every entry in the order of ids, a few hundred at a time."""
    after = uuid.UUID(int=0)
    while entries := session.exec(
        select(Entry).where(col(Entry.id) > after).order_by(col(Entry.id)).limit(AT_ONCE)
    ).all():
        yield from _whole(session, entries)
        after = entries[-1].id
        session.expunge_all()


def _whole(session: Session, entries: Sequence[Entry]) -> Iterator[_Whole]:
    ids = [entry.id for entry in entries]
    revisions: dict[uuid.UUID, list[Revision]] = defaultdict(list)
    for revision in session.exec(
        select(Revision)
        .where(col(Revision.entry_id).in_(ids))
        .order_by(col(Revision.entry_id), col(Revision.number))
    ):
        revisions[revision.entry_id].append(revision)
    changes = {
        change.id: change
        for change in session.exec(select(Change).where(col(Change.entry_id).in_(ids)))
    }
    rows = {
        row.entry_id: row
        for kind in {entry.kind for entry in entries}
        for row in session.exec(select(ROWS[kind]).where(col(ROWS[kind].entry_id).in_(ids)))
    }
    for entry in entries:
        own = revisions[entry.id]
        edits = edits_of_rows(own)
        yield _Whole(
            entry=entry,
            row=rows.get(entry.id),
            revisions=own,
            edits=edits,
            changes={
                one.change_id: changes[one.change_id] for one in own if one.change_id in changes
            },
            merged=merge(edits),
        )
