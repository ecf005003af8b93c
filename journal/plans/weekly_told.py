"""Everybody is told when a weekly medicine is planned in any other rhythm (H4)."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from journal.care.history import spans_in_force
from journal.care.rhythm import read_rhythm
from journal.care.weekly import check_rhythm, is_one_named_day, names_weekly_medicine
from journal.records.children import Child
from journal.records.entries import Alert, AlertKind
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of


def tell_everyone(
    session: Session, medicine: Medicine, plans: Sequence[DosePlan], *, now: datetime
) -> None:
    """Open one question to every caregiver if any of these plans needed the word DAILY.

    plans  those of one decision, oldest first: six steps of a taper are one thing to check together
    """
    for plan in (one for one in plans if _needs_word(medicine, one)):
        key = f"{AlertKind.WEEKLY_DAILY}:{plan.id}"
        if session.exec(select(Alert.id).where(Alert.key == key)).first() is None:
            session.add(
                Alert(
                    child_id=medicine.child_id,
                    kind=AlertKind.WEEKLY_DAILY,
                    key=key,
                    entries=[],
                    opened_at=now,
                )
            )
            session.flush()
            return


def _needs_word(medicine: Medicine, plan: DosePlan) -> bool:
    if not names_weekly_medicine(medicine.name):
        return False
    return not is_one_named_day(read_rhythm(plan.rhythm))


def check_every_plan(
    session: Session,
    child: Child,
    medicine: Medicine,
    confirm: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    """Ask of a new name what a new plan is asked: the plan of today and all that come after it.

    Raises Refused weekly_drug_daily when one of them is not weekly and nobody said DAILY (H4).
    """
    today = now.astimezone(ZoneInfo(child.zone)).date()
    asked: list[DosePlan] = []
    for plan, _first_on, last_on in spans_in_force(plans_of(session, [medicine.id])[medicine.id]):
        if last_on is not None and last_on < today:
            continue
        check_rhythm(medicine.name, read_rhythm(plan.rhythm), confirm)
        if confirm is not None:
            plan.told_by = str(confirm["told_by"])
        asked.append(plan)
    tell_everyone(session, medicine, asked, now=now)


def find_told(session: Session, alert: Alert) -> tuple[Medicine, DosePlan] | None:
    """The medicine and the plan that an alert of this kind is about, or None for another kind."""
    if alert.kind is not AlertKind.WEEKLY_DAILY:
        return None
    plan = session.get(DosePlan, uuid.UUID(alert.key.rpartition(":")[2]))
    return None if plan is None else (session.get_one(Medicine, plan.medicine_id), plan)


def steps_told(session: Session, medicine: Medicine, plan: DosePlan) -> int:
    """How many plans of the same decision are asked about with this one, itself included."""
    if plan.taper_id is None:
        return 1
    same = session.exec(
        select(DosePlan)
        .where(DosePlan.taper_id == plan.taper_id, DosePlan.made_at == plan.made_at)
        .where(col(DosePlan.replaced) == plan.replaced)
    )
    return sum(_needs_word(medicine, one) for one in same)
