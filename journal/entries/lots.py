"""Lot numbers: of each infusion, and over all years which entries and packages bear one.

The lots of an infusion are those on its own form and those of its bottles, which are checkpoints.
A recall asks about years: everything here reads lots alone, by index, never whole entries.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.lots import lot_holds, lot_key
from journal.entries.infused import of_its_child
from journal.records.columns import table_of
from journal.records.entries import Entry, KindRow
from journal.records.kinds.checkpoint import CheckpointRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.vaccination import VaccinationRow
from journal.records.medicines import Medicine, Supply

Lots = Mapping[uuid.UUID, tuple[str, ...]]
Row = TypeVar("Row", "Infused", "Bears")


@dataclass(frozen=True, slots=True, kw_only=True)
class Infused:
    """An infusion with the lots it used that a search found, as they were written."""

    entry: uuid.UUID
    at: datetime
    product: str
    lots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bears:
    """Something else that bears a lot: its entry (None of a package), when, what of.

    day_known  of a vaccination whose day nobody knows, see `Vaccination`
    """

    entry: uuid.UUID | None
    at: datetime
    name: str
    lot: str
    medicine: uuid.UUID | None = None
    day_known: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search over all years found, the latest first.

    loose  bottles whose infusion is not in the journal: deleted, or still on its way
    """

    infusions: tuple[Infused, ...] = ()
    loose: tuple[Bears, ...] = ()
    vaccinations: tuple[Bears, ...] = ()
    packages: tuple[Bears, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.infusions or self.loose or self.vaccinations or self.packages)


def lots_of(session: Session, infusions: Iterable[uuid.UUID]) -> Lots:
    """Return the lots of each of these infusions: its own, then its live bottles' in their order.

    Each number once, whatever its spaces and case. The caller has checked the right to see them.
    """
    ids = list(infusions)
    if not ids:
        return {}
    found: dict[uuid.UUID, dict[str, str]] = {id_: {} for id_ in ids}
    own = sa.select(col(InfusionRow.entry_id), col(InfusionRow.lots)).where(
        col(InfusionRow.entry_id).in_(ids)
    )
    for row in session.execute(own):
        for lot in row.lots:
            found[row.entry_id].setdefault(lot_key(lot), lot)
    bottles = (
        _live(CheckpointRow, CheckpointRow.infusion, CheckpointRow.lot)
        .where(of_its_child(ids), col(CheckpointRow.lot).is_not(None))
        .order_by(col(CheckpointRow.at), col(CheckpointRow.entry_id))
    )
    for row in session.execute(bottles):
        found[row.infusion].setdefault(lot_key(row.lot), row.lot)
    return {id_: tuple(lots.values()) for id_, lots in found.items()}


def find_lot(session: Session, child_id: uuid.UUID, part: str) -> Found:
    """Return everything of a child that bears this lot number or has it as a part.

    Spaces, hyphens and case do not count. Nothing is found of an empty number. The caller has
    checked the right to see it.
    """
    if not lot_key(part):
        return Found()
    infusions, loose = _infusions(session, child_id, part)
    return Found(
        infusions=infusions,
        loose=loose,
        vaccinations=_vaccinations(session, child_id, part),
        packages=_packages(session, child_id, part),
    )


def _infusions(
    session: Session, child_id: uuid.UUID, part: str
) -> tuple[tuple[Infused, ...], tuple[Bears, ...]]:
    mine = _of(child_id, InfusionRow, InfusionRow.at, InfusionRow.product, InfusionRow.lots)
    rows = {row.entry_id: row for row in session.execute(mine)}
    used: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for row in rows.values():
        for lot in row.lots:
            if lot_holds(lot, part):
                used[row.entry_id].setdefault(lot_key(lot), lot)
    loose = []
    for bottle in session.execute(bottles_of(child_id)):
        if not lot_holds(bottle.lot, part):
            continue
        if bottle.infusion in rows:
            used[bottle.infusion].setdefault(lot_key(bottle.lot), bottle.lot)
        else:
            loose.append(Bears(entry=bottle.entry_id, at=bottle.at, name="", lot=bottle.lot))
    found = [
        Infused(entry=id_, at=rows[id_].at, product=rows[id_].product, lots=tuple(lots.values()))
        for id_, lots in used.items()
    ]
    return _latest(found), _latest(loose)


def bottles_of(child_id: uuid.UUID) -> sa.Select[Any]:
    """Every live bottle of a child: the index on (child, lot) leads past all other checkpoints."""
    columns = (CheckpointRow.infusion, CheckpointRow.at, CheckpointRow.lot)
    return _of(child_id, CheckpointRow, *columns).where(col(CheckpointRow.lot).is_not(None))


def _vaccinations(session: Session, child_id: uuid.UUID, part: str) -> tuple[Bears, ...]:
    row = VaccinationRow
    query = _of(child_id, row, row.at, row.day_known, row.vaccine, row.lot)
    found = session.execute(query.where(col(row.lot).is_not(None)))
    return _latest(
        Bears(
            entry=row.entry_id,
            at=row.at,
            name=row.vaccine,
            lot=row.lot,
            day_known=row.day_known,
        )
        for row in found
        if lot_holds(row.lot, part)
    )


def _packages(session: Session, child_id: uuid.UUID, part: str) -> tuple[Bears, ...]:
    """Packages of medicines; one that was taken back was a slip."""
    query = (
        sa.select(col(Supply.at), col(Supply.lot), col(Medicine.id), col(Medicine.name))
        .join(Medicine, col(Medicine.id) == col(Supply.medicine_id))
        .where(col(Medicine.child_id) == child_id, col(Supply.lot) != "")
        .where(col(Supply.taken_back_at).is_(None))
    )
    return _latest(
        Bears(entry=None, at=row.at, name=row.name, lot=row.lot, medicine=row.id)
        for row in session.execute(query)
        if lot_holds(row.lot, part)
    )


def _latest(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True))


def _of(child_id: uuid.UUID, kind: type[KindRow], *columns: Any) -> sa.Select[Any]:
    return _live(kind, *columns).where(table_of(kind).c.child_id == child_id)


def _live(kind: type[KindRow], *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(col(kind.entry_id), *columns)
        .join(Entry, col(Entry.id) == col(kind.entry_id))
        .where(col(Entry.deleted).is_(False))
    )
