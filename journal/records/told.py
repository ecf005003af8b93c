"""Which phones were told of a dose, and so have to hear that it is recorded.

Written here and not with the reminders: it belongs into the transaction that records the dose, so
that no crash comes between the two and nobody waits for the network.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from journal.records.columns import table_of
from journal.records.reminders import About, Delivery, Occurrence

# The `nudge` of a message that takes a reminder's place. It rings nowhere and counts as none.
CLOSING = -1
# An older notification leads to a page that says what was recorded.
STANDS = timedelta(hours=12)
DAY = timedelta(days=1)

_DELIVERY, _OCCURRENCE = table_of(Delivery), table_of(Occurrence)
_CLOSED = _DELIVERY.alias("closed")
# By such a message, or by the tap on the phone itself.
_IS_CLOSED = (
    sa.exists()
    .where(_CLOSED.c.occurrence_id == _DELIVERY.c.occurrence_id, _CLOSED.c.nudge == CLOSING)
    .where(_CLOSED.c.subscription_id == _DELIVERY.c.subscription_id)
    .where(_CLOSED.c.outcome.in_(("accepted", "recorded")))
    .where(sa.func.coalesce(_CLOSED.c.sent_at, _CLOSED.c.due_at) >= _DELIVERY.c.sent_at)
)
_TOLD = (
    sa.select(_DELIVERY.c.occurrence_id, _DELIVERY.c.subscription_id, _DELIVERY.c.topic)
    .join(_OCCURRENCE, _OCCURRENCE.c.id == _DELIVERY.c.occurrence_id)
    .where(_OCCURRENCE.c.medicine_id == sa.bindparam("medicine", type_=sa.Uuid()))
    .where(_OCCURRENCE.c.slot == sa.bindparam("slot"), _OCCURRENCE.c.about == About.DOSE.value)
    .where(_DELIVERY.c.subscription_id.is_not(None), _DELIVERY.c.nudge >= 0)
    .where(_DELIVERY.c.outcome == "accepted")
    .where(_DELIVERY.c.sent_at > sa.bindparam("since", type_=_DELIVERY.c.sent_at.type))
    .where(~_IS_CLOSED)
)


def _new(
    insert: sqlite.Insert | postgresql.Insert,
) -> sqlite.Insert | postgresql.Insert:
    """Write a closing message, or queue the ended one anew; one on its way says the same."""
    anew = {name: insert.excluded[name] for name in ("due_at", "next_at", "attempts", "topic")}
    return insert.on_conflict_do_update(
        index_elements=["occurrence_id", "subscription_id", "nudge"],
        set_={**anew, "outcome": None, "lease": None, "status": None, "sent_at": None},
        where=_DELIVERY.c.next_at.is_(None),
    )


_NEW = {True: _new(sqlite.insert(_DELIVERY)), False: _new(postgresql.insert(_DELIVERY))}


def dose_recorded(session: Session, fields: Mapping[str, Any], *, now: datetime) -> None:
    """Let the phones hear of it that were told of this dose's slot, as an entry's fields say it."""
    slot = fields.get("slot")
    # Slots are wall times: no zone is more than a day away from ours.
    if slot and slot >= (now - STANDS - DAY).isoformat()[:10]:
        close_on_phones(session, uuid.UUID(str(fields["medicine"])), slot, now=now)


def close_on_phones(session: Session, medicine: uuid.UUID, slot: str, *, now: datetime) -> int:
    """Queue a silent message for each phone that shows this slot; return for how many.

    A reminder that rang again after the message, because the record was deleted, gets another.
    """
    asked = {"medicine": medicine, "slot": slot, "since": now - STANDS}
    told = {(row[0], row[1]): row[2] for row in session.execute(_TOLD, asked)}
    rows = [
        {
            "id": uuid.uuid4(),
            "occurrence_id": occurrence,
            "subscription_id": phone,
            "nudge": CLOSING,
            "due_at": now,
            "next_at": now,
            "attempts": 0,
            # A reminder that still waits at the push service is replaced by its Topic.
            "topic": topic,
        }
        # In one order: two people who record at once lock the same rows.
        for (occurrence, phone), topic in sorted(told.items())
    ]
    if rows:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        session.connection().execute(_NEW[is_sqlite], rows)
    return len(rows)
