"""The open questions about second doses, worked out anew whenever a dose changes.

Which question stands follows from the doses that stand, never from the order in which they came:
of three doses for one slot the first may be deleted, and the other two are still two.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care import doses
from journal.care.weekly import names_weekly_medicine
from journal.entries import alerts
from journal.entries.slot_meant import slot_meant, unplanned_beside
from journal.records.children import Child, zone_of
from journal.records.entries import AlertKind, Entry
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine
from journal.records.planned import is_rare, plan_for
from journal.records.same_drug import same_drug

# A neighbour of a neighbour: each pair lies less than five days apart.
WIDE = timedelta(days=11)
NEAR = timedelta(days=5)
Key = tuple[AlertKind, uuid.UUID, uuid.UUID]


def review(
    session: Session,
    child_id: uuid.UUID,
    entry_id: uuid.UUID,
    views: Iterable[Mapping[str, Any]],
    *,
    now: datetime,
) -> None:
    """Open every question that stands around a changed dose, close every one that no longer does.

    views  the fields of the dose before the change and after it
    """
    standing: set[Key] = set()
    zone = zone_of(session, child_id)
    around: set[uuid.UUID] = {entry_id}
    for view in views:
        medicine = session.get(Medicine, uuid.UUID(str(view["medicine"])))
        if medicine is None:
            continue
        at = datetime.fromisoformat(str(view["at"])).astimezone(UTC)
        slot = view.get("slot")
        # The plan of the child's day: an evening in New York is the next day in UTC.
        weekly = _is_weekly(session, medicine, slot or at.astimezone(zone).date().isoformat())
        alike = same_drug(session, medicine)
        beside: list[uuid.UUID] = []
        if not weekly and (child := session.get(Child, child_id)) is not None:
            slot = slot or slot_meant(session, child, medicine.id, at)
            beside = unplanned_beside(session, child_id, zone, medicine.id, slot) if slot else []
        found = list(_doses(session, [medicine.id, *alike], slot, at, beside, weekly=weekly))
        around |= {dose.id for dose in found if dose.slot == slot or abs(dose.at - at) < NEAR}
        standing |= set(_pairs(found, beside, [medicine.id, *alike], weekly=weekly))
    for kind, first, second in standing:
        if first in around or second in around:
            key = f"{kind}:{first}:{second}"
            alerts.raise_alert(session, child_id, kind, key, (first, second), now=now)
    for alert in alerts.open_alerts(session, [child_id]):
        entries = [uuid.UUID(entry) for entry in alert.entries]
        is_ours = alert.kind in (AlertKind.DOUBLE_DOSE, AlertKind.WEEKLY_AGAIN)
        if is_ours and around & set(entries) and (alert.kind, *sorted(entries)) not in standing:
            alerts.close(session, alert, now=now)


def _pairs(
    found: list[doses.Dose], beside: list[uuid.UUID], alike: list[uuid.UUID], *, weekly: bool
) -> Iterator[Key]:
    for dose in found:
        if (twin := doses.same_slot(dose, _twins(dose, found, beside))) is not None:
            yield _key(AlertKind.DOUBLE_DOSE, dose, twin)
        elif weekly and (near := doses.within_the_week(dose, found, alike=alike)) is not None:
            yield _key(AlertKind.WEEKLY_AGAIN, dose, near)


def _twins(dose: doses.Dose, found: list[doses.Dose], beside: list[uuid.UUID]) -> list[doses.Dose]:
    """Two doses that both name no slot were both meant as extra ones: they ask nothing."""
    return [one for one in found if one.id not in beside] if dose.id in beside else found


def _key(kind: AlertKind, one: doses.Dose, other: doses.Dose) -> Key:
    first, second = sorted((one.id, other.id))
    return kind, first, second


def _doses(
    session: Session,
    medicines: list[uuid.UUID],
    slot: str | None,
    at: datetime,
    beside: list[uuid.UUID],
    *,
    weekly: bool,
) -> Iterator[doses.Dose]:
    """The doses that stand near, without those that were said to be meant as a second one.

    beside  doses without a slot that count as one of this slot
    """
    of_these = sa.select(col(DoseRow.entry_id)).where(col(DoseRow.medicine).in_(medicines))
    # Bound, not compared: IS NULL would read every dose without a slot there ever was.
    of_slot = of_these.where(col(DoseRow.slot) == sa.bindparam("slot", slot))
    ids: sa.Select[Any] | sa.CompoundSelect[Any] = of_slot
    if weekly:
        ids = sa.union(ids, of_these.where(col(DoseRow.at).between(at - WIDE, at + WIDE)))
    if beside:
        ids = sa.union(ids, of_these.where(col(DoseRow.entry_id).in_(beside)))
    rows = session.execute(
        sa.select(
            col(DoseRow.entry_id),
            col(DoseRow.medicine),
            col(DoseRow.slot),
            col(DoseRow.at),
            col(DoseRow.outcome),
            col(DoseRow.again),
            col(DoseRow.reason),
        )
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(Entry.deleted).is_(False), col(DoseRow.entry_id).in_(ids))
    )
    for entry, medicine, its_slot, moment, outcome, again, reason in rows:
        if not (again and reason):
            yield doses.Dose(
                id=entry,
                medicine=medicine,
                slot=slot if entry in beside else its_slot,
                at=moment,
                outcome=doses.Outcome(outcome),
            )


def _is_weekly(session: Session, medicine: Medicine, day: str) -> bool:
    if names_weekly_medicine(medicine.name):
        return True
    plan = plan_for(session, medicine.id, day[:10])
    return plan is not None and is_rare(session, plan, day)
