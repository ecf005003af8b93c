"""An entry that was changed since, in a file: it goes on, or has gone apart (H36).

It goes on when all of its versions that are here stand in the file as well, word for word, and the
file has more. Whoever changed it in both places is asked to look: nobody can put the two together.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.problems import N_
from journal.exchange.backup import BackupRefused
from journal.exchange.rows import read_rows, typed
from journal.records.columns import table_of
from journal.records.entries import Change, Entry, Kind, Revision, Status
from journal.records.kinds import ROWS

Row = Mapping[str, Any]
_ENTRY, _REVISION = table_of(Entry), table_of(Revision)
AT_ONCE = 200


class GoneApart(BackupRefused):
    """The file and the journal have changed the same thing.

    entries  kind and moment of each, where it is known
    """

    code = "gone_apart"

    def __init__(
        self, text: str, *, entries: Sequence[tuple[Kind, datetime]] = (), **values: str
    ) -> None:
        super().__init__(text, **values)
        self.entries = entries


class Overtaken(BackupRefused):
    """It was changed here after it had been looked at."""

    code = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """An entry that goes on: its rows as they are in the file, and which version is here."""

    entry: Row
    own: Row
    revision: int

    def write(self, session: Session, *, seq: int | None) -> None:
        """Bring the entry to its last version, whose revisions are there. Raises Overtaken."""
        seqs = {} if seq is None else {"seq": seq}
        here = _ENTRY.c.id == self.entry["id"], _ENTRY.c.revision == self.revision
        values = {name: each for name, each in self.entry.items() if name not in {"id", "seq"}}
        done = session.connection().execute(sa.update(_ENTRY).where(*here).values(values | seqs))
        if done.rowcount != 1:
            raise Overtaken(N_("Somebody wrote here meanwhile. Nothing was put in: try again."))
        table = table_of(ROWS[Kind(self.entry["kind"])])
        own = {name: each for name, each in self.own.items() if name != "entry_id"}
        is_its = table.c.entry_id == self.entry["id"]
        session.connection().execute(sa.update(table).where(is_its).values(own))


def grown_entries(
    session: Session, source: Session, missing: Mapping[str, Sequence[Row]]
) -> list[Grown]:
    """Return the entries that are here and go on in the file. Raises GoneApart, and names those
    of which the file has another version than the journal."""
    touched = _touched(missing)
    here = _rows(session, _ENTRY, _ENTRY.c.id, touched)
    ours = _versions(session, here)
    theirs = _versions(source, here)
    apart = [
        typed(_ENTRY, row)
        for id_, row in here.items()
        if ours[id_] != theirs[id_][: len(ours[id_])]
    ]
    if apart:
        raise GoneApart(
            N_(
                "An entry was changed here and in the file, each in its own way. Nothing was put "
                "in."
            ),
            entries=[(Kind(row["kind"]), row["at"]) for row in sorted(apart, key=_moment)],
        )
    there = _rows(source, _ENTRY, _ENTRY.c.id, here)
    return [
        Grown(entry=typed(_ENTRY, row), own=_own(source, row), revision=here[id_]["revision"])
        for id_, row in there.items()
    ]


def _touched(missing: Mapping[str, Sequence[Row]]) -> set[uuid.UUID]:
    """Entries of which a version is missing, or a change that made one."""
    new = {row["id"] for row in missing[_ENTRY.name]}
    touched = {row["entry_id"] for row in missing[_REVISION.name]}
    for row in missing[table_of(Change).name]:
        if row["status"] in {Status.APPLIED, Status.CONFLICT}:
            touched.add(row["entry_id"])
    return touched - new


def _moment(row: Row) -> Any:
    return row["at"]


def _rows(
    session: Session, table: sa.Table, column: sa.Column[Any], ids: Iterable[Any]
) -> dict[uuid.UUID, Row]:
    return {uuid.UUID(row["id"]): row for row in _some(session, table, column, ids)}


def _versions(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Row]]:
    found: dict[uuid.UUID, list[Row]] = defaultdict(list)
    for row in _some(session, _REVISION, _REVISION.c.entry_id, ids):
        # By what way it came to this server is no part of what was written.
        said = {name: each for name, each in row.items() if name != "put_in_at"}
        found[uuid.UUID(row["entry_id"])].append(said)
    return found


def _some(
    session: Session, table: sa.Table, column: sa.Column[Any], ids: Iterable[Any]
) -> Iterable[Row]:
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        yield from read_rows(session, table, column.in_(every[start : start + AT_ONCE]))


def _own(source: Session, entry: Row) -> Row:
    table = table_of(ROWS[Kind(entry["kind"])])
    [row] = read_rows(source, table, table.c.entry_id == uuid.UUID(entry["id"]))
    return typed(table, row)
