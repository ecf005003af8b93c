"""Recording infusions of Nora's, and what the journal then knows that bears on vaccines."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from journal.care.knowledge import find_vaccine
from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.care.vaccines import Facts, answer
from journal.entries.change import Result
from journal.entries.record import record
from journal.plans.vaccine_facts import vaccine_facts
from journal.records.children import Child
from tests.family import NOW, ZONE, change

MMR = find_vaccine("mmr")
ON = date(2026, 11, 22)


def facts(family, session, on=ON) -> Facts:
    return vaccine_facts(session, session.get_one(Child, family.nora), on=on)


def until(family, session, on=ON, vaccine=MMR) -> date | None:
    return answer(vaccine, facts(family, session, on), vaccine_rules(), on=on).until


def log(family, session, kind="infusion", **fields):
    """Record one entry; return its id."""
    fields = {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in fields.items()
    }
    request = change(family.nora, kind, **fields)
    found = record(session, family.actor(session, "ada"), request, now=NOW)
    assert found.result is Result.APPLIED, found
    session.flush()
    return request.entry


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(ZONE))


def ivig(family, session, at, grams="60", kg="30", **more):
    amounts = {"amount": grams, "unit": "g"} if grams else {}
    weight = {"weight_kg": kg} if kg else {}
    return log(family, session, at=at, product="Octagam 10%", **amounts, **weight, **more)


def settle(family, session, entry, revision, **more):
    request = change(family.nora, "infusion", entry=entry, base=revision, **more)
    found = record(session, family.actor(session, "ada"), request, now=NOW)
    assert found.result is Result.APPLIED, found
    session.flush()
