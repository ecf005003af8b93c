"""What is known of infusions from their own form and from their checkpoints together."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.records.entries import Entry
from journal.records.kinds.checkpoint import CheckpointRow, Seen
from journal.records.kinds.infusion import InfusionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Of one infusion: its reactions, what was given before it, its highest rate in mL/h.

    Each once, the form's first, then the checkpoints' by their time.
    """

    reactions: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    rate: Decimal | None = None


def told_of(session: Session, infusions: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Told]:
    """Return what forms and live checkpoints say of these infusions.

    The caller has checked the right to see them.
    """
    ids = list(infusions)
    if not ids:
        return {}
    own = sa.select(
        col(InfusionRow.entry_id), col(InfusionRow.reaction), col(InfusionRow.premedication)
    ).where(col(InfusionRow.entry_id).in_(ids))
    reactions: dict[uuid.UUID, list[str]] = {id_: [] for id_ in ids}
    before: dict[uuid.UUID, list[str]] = {id_: [] for id_ in ids}
    rates: dict[uuid.UUID, Decimal] = {}
    for row in session.execute(own):
        reactions[row.entry_id] += row.reaction
        before[row.entry_id] += row.premedication
    for row in session.execute(_checkpoints(ids)):
        reactions[row.infusion] += row.reaction
        if row.what == Seen.BEFORE and row.text:
            before[row.infusion].append(row.text)
        if row.rate_ml_h is not None:
            rate = Decimal(row.rate_ml_h)
            rates[row.infusion] = max(rate, rates.get(row.infusion, rate))
    return {
        id_: Told(reactions=_once(reactions[id_]), before=_once(before[id_]), rate=rates.get(id_))
        for id_ in ids
    }


def reactions_of(
    session: Session, child_id: uuid.UUID, start: datetime, end: datetime
) -> Mapping[uuid.UUID, tuple[str, ...]]:
    """Return the reactions of `told_of` to infusions with start <= at < end that had any.

    The caller has checked the right to see them.
    """
    within = (
        col(InfusionRow.child_id) == child_id,
        col(InfusionRow.at) >= start,
        col(InfusionRow.at) < end,
    )
    own = sa.select(col(InfusionRow.entry_id), col(InfusionRow.reaction)).where(
        *within, _some(col(InfusionRow.reaction))
    )
    seen = (
        sa.select(col(CheckpointRow.infusion), col(CheckpointRow.reaction))
        .join(Entry, col(Entry.id) == col(CheckpointRow.entry_id))
        .join(InfusionRow, col(InfusionRow.entry_id) == col(CheckpointRow.infusion))
        .where(*within, col(CheckpointRow.child_id) == child_id, col(Entry.deleted).is_(False))
        .where(col(CheckpointRow.what) != Seen.VITALS, _some(col(CheckpointRow.reaction)))
        .order_by(col(CheckpointRow.at), col(CheckpointRow.entry_id))
    )
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for entry, reaction in (*session.execute(own), *session.execute(seen)):
        found[entry] += reaction
    return {entry: _once(names) for entry, names in found.items()}


def _some(names: Any) -> sa.ColumnElement[bool]:
    return sa.cast(names, sa.Text) != "[]"


def of_its_child(infusions: Iterable[uuid.UUID]) -> sa.ColumnElement[bool]:
    """Whether a checkpoint is of one of these infusions and of the same child.

    A phone may name an infusion that is not here, and so may another household: what it wrote of
    its own child is never told of this one (B27).
    """
    whole = (
        sa.select(col(InfusionRow.child_id), col(InfusionRow.entry_id))
        .where(col(InfusionRow.entry_id).in_(list(infusions)))
        .subquery()
    )
    pair = sa.tuple_(col(CheckpointRow.child_id), col(CheckpointRow.infusion))
    return pair.in_(sa.select(whole))


def _checkpoints(ids: list[uuid.UUID]) -> sa.Select[*tuple[object, ...]]:
    """Those that say any of it: of a day's forty most are pulse and temperature."""
    return (
        sa.select(
            col(CheckpointRow.infusion),
            col(CheckpointRow.what),
            col(CheckpointRow.reaction),
            col(CheckpointRow.text),
            col(CheckpointRow.rate_ml_h),
        )
        .join(Entry, col(Entry.id) == col(CheckpointRow.entry_id))
        .where(of_its_child(ids), col(Entry.deleted).is_(False))
        .where(col(CheckpointRow.what) != Seen.VITALS)
        .order_by(col(CheckpointRow.at), col(CheckpointRow.entry_id))
    )


def _once(names: list[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.casefold(), name)
    return tuple(found.values())
