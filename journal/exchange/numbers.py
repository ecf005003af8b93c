"""A child's journal taken out: a table for each kind, all of them in one file, or as JSON.

Everything is written row by row, so that ten years hold no more memory than a page of the timeline.
The diary is in it only when its own writer asks (H39).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from itertools import chain
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.entries.reading import MOST_AT_ONCE, Shown, timeline
from journal.entries.wire import entry_json
from journal.exchange import plan_tables
from journal.exchange.columns import OF_PARTS, Names, Row, row_of, rows_of_parts, table_of_kind
from journal.exchange.csv_out import Table, write_table
from journal.exchange.fhir_parts import moment, written
from journal.exchange.ips import as_bytes, patient_summary
from journal.exchange.ips_gather import ips_facts
from journal.exchange.numbers_readme import readme
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.medicines import Medicine

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose journal is taken out, by whom and of which days, both included; None: all of them."""

    child: Child
    reader: UUID
    from_on: date | None = None
    to_on: date | None = None

    @property
    def start(self) -> datetime | None:
        """The beginning of the first day on the child's clock."""
        return self._midnight(self.from_on) if self.from_on else None

    @property
    def end(self) -> datetime | None:
        """The end of the last day."""
        return self._midnight(self.to_on + DAY) if self.to_on else None

    def _midnight(self, on: date) -> datetime:
        return datetime.combine(on, time(), ZoneInfo(self.child.zone))


def tables() -> tuple[Table, ...]:
    """Return every table there can be, plans first, each kind with the table of its parts."""
    kinds = (
        each
        for kind in Kind
        for each in (table_of_kind(kind), OF_PARTS.get(kind))
        if each is not None
    )
    return (*(table for table, _model in plan_tables.TABLES), *kinds)


def rows(session: Session, wanted: Wanted, name: str) -> Iterator[Row]:
    """Yield the rows of the table with this name, the newest entry first.

    Raises KeyError when there is no such table.
    """
    medicines = _medicines(session, wanted.child)
    for table, model in plan_tables.TABLES:
        if table.name == name:
            return plan_tables.plan_rows(session, wanted.child, model, medicines)
    for kind, table in OF_PARTS.items():
        if table.name == name:
            return chain.from_iterable(map(rows_of_parts, _entries(session, wanted, [kind])))
    if name not in list(Kind):
        raise KeyError(name)
    return (row_of(shown, medicines) for shown in _entries(session, wanted, [Kind(name)]))


def write_zip(
    out: IO[bytes], session: Session, wanted: Wanted, *, made_at: datetime, language: str
) -> None:
    """Write everything as one file: tables that have rows, JSON, the patient summary, a README."""
    local = made_at.astimezone(ZoneInfo(wanted.child.zone)).timetuple()[:6]
    counts: dict[str, int] = {}
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:

        def opened(name: str) -> IO[bytes]:
            info = ZipInfo(name, date_time=local)
            info.compress_type = ZIP_DEFLATED
            return archive.open(info, "w")

        for table in tables():
            found = rows(session, wanted, table.name)
            first = next(found, None)
            if first is None:
                continue
            with opened(f"{table.name}.csv") as file:
                text = TextIOWrapper(file, encoding="utf-8", newline="")
                counts[table.name] = write_table(text, table.columns, chain([first], found))
                text.flush()
                text.detach()
        with opened("journal.json") as file:
            write_json(file, session, wanted, made_at=made_at)
        with opened("patient-summary.json") as file:
            facts = ips_facts(session, wanted.child, now=made_at)
            file.write(as_bytes(patient_summary(facts, made_at=made_at, language=language)))
        with opened("README.txt") as file:
            said = readme(tables(), counts, wanted.child, wanted.from_on, wanted.to_on, made_at)
            file.write(said.encode())


def write_json(out: IO[bytes], session: Session, wanted: Wanted, *, made_at: datetime) -> None:
    """Write plans and entries as JSON; entries as sync and the timeline tell them, newest first,
    without which photos they have: those stay at home (T20)."""
    zone = wanted.child.zone
    head = {
        "made_at": moment(made_at, zone),
        "from": wanted.from_on.isoformat() if wanted.from_on else None,
        "to": wanted.to_on.isoformat() if wanted.to_on else None,
    }
    out.write(written(head)[:-1].encode())
    for table, _model in plan_tables.TABLES:
        out.write(f',"{table.name}":['.encode())
        found: Iterator[Mapping[str, Any]] = rows(session, wanted, table.name)
        if table.name == "dose_plans":
            as_data = plan_tables.rhythms(session, wanted.child)
            found = ({**row, "rhythm": as_data[str(row["id"])]} for row in found)
        _write_all(out, map(written, found))
    out.write(b',"entries":[')
    entries = _entries(session, wanted, [])
    _write_all(out, (json.dumps(_told(each), ensure_ascii=False) for each in entries))
    out.write(b"}\n")


def _told(shown: Shown) -> dict[str, Any]:
    told = entry_json(shown)
    fields = {name: value for name, value in told["fields"].items() if name != "photos"}
    return told | {"fields": fields}


def _write_all(out: IO[bytes], texts: Iterator[str]) -> None:
    for place, text in enumerate(texts):
        out.write(f"{',' if place else ''}\n{text}".encode())
    out.write(b"]")


def _entries(session: Session, wanted: Wanted, kinds: Sequence[Kind]) -> Iterator[Shown]:
    """Every entry of these kinds, of all when none is named; no more than a page is held."""
    before = None
    while True:
        page, before = timeline(
            session,
            wanted.child.id,
            reader=wanted.reader,
            kinds=kinds,
            before=before,
            start=wanted.start,
            end=wanted.end,
            limit=MOST_AT_ONCE,
        )
        yield from page
        if before is None:
            return


def _medicines(session: Session, child: Child) -> Names:
    query = select(Medicine.id, Medicine.name).where(col(Medicine.child_id) == child.id)
    return dict(session.exec(query).all())
