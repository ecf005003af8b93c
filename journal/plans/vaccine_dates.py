"""The day on which the waiting time that a source names ends, per vaccine; worked out each time."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.knowledge.vaccines import find_vaccine
from journal.care.vaccines import answer
from journal.plans.vaccine_facts import vaccine_facts
from journal.records.children import Child


def ended_waits(
    session: Session, child_id: uuid.UUID, vaccines: Iterable[str], *, now: datetime
) -> Mapping[str, date | None]:
    """Return per vaccine the latest day that a source names, None where none can be worked out.

    That there is a day says nothing of what else speaks for waiting (H27).
    """
    child = session.get_one(Child, child_id)
    on, rules = now.astimezone(ZoneInfo(child.zone)).date(), vaccine_rules()
    facts = vaccine_facts(session, child, on=on, rules=rules)
    found = ((id_, find_vaccine(id_)) for id_ in vaccines)
    return {id_: answer(vaccine, facts, rules, on=on).until for id_, vaccine in found if vaccine}
