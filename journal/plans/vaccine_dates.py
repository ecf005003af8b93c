"""The day on which the waiting time that a source names ends, per vaccine; worked out each time."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.knowledge.vaccines import find_vaccine
from journal.care.vaccines import answer
from journal.plans.vaccine_facts import vaccine_facts
from journal.records.children import Child


@dataclass(frozen=True, slots=True)
class Wait:
    """The latest day of a wait, None without one, and whether something is open beside it."""

    until: date | None
    open: bool


def ended_waits(
    session: Session, child_id: uuid.UUID, vaccines: Iterable[str], *, now: datetime
) -> Mapping[str, date | None]:
    """Return per vaccine the day on which its wait ends: None without one, or while one is open.

    A reminder of a day while something else has none would read as "now" (H27).
    """
    found = waits(session, child_id, vaccines, now=now)
    return {id_: None if wait.open else wait.until for id_, wait in found.items()}


def waits(
    session: Session, child_id: uuid.UUID, vaccines: Iterable[str], *, now: datetime
) -> Mapping[str, Wait]:
    """Return the wait of each vaccine as it can be worked out from the journal now."""
    child = session.get_one(Child, child_id)
    on, rules = now.astimezone(ZoneInfo(child.zone)).date(), vaccine_rules()
    facts = vaccine_facts(session, child, on=on, rules=rules)
    found = ((id_, find_vaccine(id_)) for id_ in vaccines)
    answers = {id_: answer(vaccine, facts, rules, on=on) for id_, vaccine in found if vaccine}
    return {id_: Wait(each.until, each.open) for id_, each in answers.items()}
