"""Short ways to fill Nora's journal and to gather her page."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from journal.care.rhythm import read_rhythm
from journal.entries import Result, record
from journal.plans.medicines import turn
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.medicines import Turn as Turned
from journal.summary.gather import gather
from journal.summary.page import Page
from journal.summary.wishes import NONE, Wishes
from tests.family import NOW, ZONE, Family, change

NEW_YORK = ZoneInfo(ZONE)
TODAY = date(2026, 11, 22)
FIRST = date(2026, 11, 1)
DAILY = read_rhythm({"every": "day", "times": ["08:00"]})
TUESDAYS = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}


def wall(day: date, clock: str = "08:00", fold: int = 0) -> datetime:
    """What the clock in New York shows, as an aware moment."""
    read = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=NEW_YORK, fold=fold)
    return read.astimezone(UTC)


def log(family: Family, kind: str, at: datetime, child: str = "nora", **fields: Any) -> uuid.UUID:
    """Record one entry as Ada, and return its id."""
    made = change(family.children[child], kind, made_at=at, **fields)
    with family.database.transaction() as session:
        actor = family.actor(session, "eve" if child == "mia" else "ada")
        outcome = record(session, actor, made, now=max(at, NOW))
    assert outcome.result is Result.APPLIED, outcome
    return made.entry


def dose(
    family: Family, medicine: Medicine, day: date, outcome: str = "given", **more: Any
) -> None:
    """A dose of the 08:00 slot of a day, written at 08:05."""
    fields: dict[str, Any] = {"slot": f"{day}T08:00", "outcome": outcome, **more}
    if outcome in ("given", "partly"):
        fields = {"amount": "12.5", "unit": "mg", **fields}
    log(family, "dose", wall(day, "08:05"), medicine=str(medicine.id), **fields)


def printed(
    family: Family,
    first: date = FIRST,
    last: date = TODAY,
    child: str = "nora",
    now: datetime = NOW,
    wishes: Wishes = NONE,
) -> Page:
    with family.database.reading() as session:
        row = session.get_one(Child, family.children[child])
        return gather(session, row, first, last, now=now, wishes=wishes)


def turn_medicine(family: Family, medicine: Medicine, what: Turned, on: date, reason: str) -> None:
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        review = on + timedelta(days=14) if what is Turned.PAUSE else None
        actor = family.actor(session, "ada")
        turn(session, actor, row, what, on=on, reason=reason, review_on=review, now=NOW)
