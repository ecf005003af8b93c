"""What is known of infusions from their own form and from their checkpoints together."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

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


def whose_checkpoint() -> sa.ColumnElement[bool]:
    """A checkpoint and the infusion that it names, where both are of one child.

    An infusion that is not here when a checkpoint comes may turn out to be another child's (B27).
    """
    return sa.and_(
        col(InfusionRow.entry_id) == col(CheckpointRow.infusion),
        col(InfusionRow.child_id) == col(CheckpointRow.child_id),
    )


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
        .join(InfusionRow, whose_checkpoint())
        .where(col(CheckpointRow.infusion).in_(ids), col(Entry.deleted).is_(False))
        .where(col(CheckpointRow.what) != Seen.VITALS)
        .order_by(col(CheckpointRow.at), col(CheckpointRow.entry_id))
    )


def _once(names: list[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name.casefold(), name)
    return tuple(found.values())
