"""A child's journal taken out: a table for each kind, all of them in one file, or as JSON.

Everything is written row by row, so that ten years hold no more memory than a page of the timeline.
The diary is in it only when its own writer asks (H39).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
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
from journal.exchange.photos import parts_of, photos_here
from journal.exchange.questionnaires_out import HEAD, TAIL, resources
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.medicines import Medicine
from journal.records.people import Account

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Whose journal is taken out, by whom and of which days, both included; None: all of them.

    photos  the folder with the photos, where they are wished for; None: they stay at home (T20)
    """

    child: Child
    reader: UUID
    from_on: date | None = None
    to_on: date | None = None
    photos: Path | None = None

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
    """Write everything as one file: tables that have rows, JSON, the patient summary, a README.

    What was answered to questionnaires goes along as FHIR, photos where they are wished for.
    """
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
            named = write_json(file, session, wanted, made_at=made_at)
        if counts.get(Kind.RESPONSE):
            with opened("questionnaires.json") as file:
                answered = _entries(session, wanted, [Kind.RESPONSE])
                file.write(HEAD.encode())
                _join(file, map(written, resources(session, wanted.child, answered)))
                file.write(TAIL.encode())
        here = photos_here(session, wanted.child.id, named, wanted.photos)
        for name, path in here.items():
            with opened(f"photos/{name}") as file:
                file.writelines(parts_of(path))
        with opened("patient-summary.json") as file:
            facts = ips_facts(session, wanted.child, now=made_at)
            file.write(as_bytes(patient_summary(facts, made_at=made_at, language=language)))
        with opened("README.txt") as file:
            said = readme(
                tables(),
                counts,
                wanted.child,
                (wanted.from_on, wanted.to_on),
                made_at,
                photos=None if wanted.photos is None else (len(here), len(named) - len(here)),
            )
            file.write(said.encode())


def write_json(
    out: IO[bytes], session: Session, wanted: Wanted, *, made_at: datetime
) -> dict[str, None]:
    """Write plans and entries as JSON; entries as sync and the timeline tell them, newest first.

    Which photos they have stands there only where photos are wished for (T20); those are returned.
    """
    zone = wanted.child.zone
    head = {
        "made_at": moment(made_at, zone),
        "from": wanted.from_on.isoformat() if wanted.from_on else None,
        "to": wanted.to_on.isoformat() if wanted.to_on else None,
    }
    out.write(written(head)[:-1].encode())
    medicines, people = _medicines(session, wanted.child), set[str]()
    for table, model in plan_tables.TABLES:
        out.write(f',"{table.name}":['.encode())
        found = plan_tables.whole_rows(session, wanted.child, model, medicines)
        _write_all(out, map(written, _seen(found, wanted, people)))
    out.write(b',"people":[')
    _write_all(out, map(written, _people(session, people)))
    out.write(b',"entries":[')
    named: dict[str, None] = {}
    entries = (_told(each, wanted, named) for each in _entries(session, wanted, []))
    _write_all(out, (json.dumps(each, ensure_ascii=False) for each in entries))
    out.write(b"}\n")
    return named


def _told(shown: Shown, wanted: Wanted, named: dict[str, None]) -> dict[str, Any]:
    told = entry_json(shown)
    if wanted.photos is not None:
        named |= dict.fromkeys(told["fields"].get("photos") or ())
        return told
    fields = {name: value for name, value in told["fields"].items() if name != "photos"}
    return told | {"fields": fields}


def _seen(
    found: Iterable[Mapping[str, Any]], wanted: Wanted, people: set[str]
) -> Iterator[Mapping[str, Any]]:
    """The rows of a table of plans; whom they name as their writers is noted."""
    for row in found:
        people |= {str(row[name]) for name in row if name.endswith("_by") and _is_id(row[name])}
        stays = {"photos"} if wanted.photos is None else set()
        yield {name: value for name, value in row.items() if name not in stays}


def _is_id(value: Any) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def _people(session: Session, ids: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """Who made and ended what stands in the plans."""
    query = select(Account.id, Account.name).where(col(Account.id).in_(map(UUID, ids)))
    for id_, name in session.exec(query.order_by(col(Account.id))):
        yield {"id": str(id_), "name": name}


def _write_all(out: IO[bytes], texts: Iterator[str]) -> None:
    _join(out, texts)
    out.write(b"]")


def _join(out: IO[bytes], texts: Iterator[str]) -> None:
    for place, text in enumerate(texts):
        out.write(f"{',' if place else ''}\n{text}".encode())


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
