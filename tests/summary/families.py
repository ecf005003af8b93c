"""Made-up families, each the same for its number, written through the doors that families use."""

import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.rhythm import read_rhythm
from journal.entries import Result, record
from journal.plans.medicines import Dosing, add_medicine, change_dose, turn
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.medicines import Medicine, Turn
from tests.family import Family, change

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland")
TO = date(2026, 11, 22)
OUTCOMES = ("given",) * 14 + ("partly", "vomited", "refused", "skipped", "skipped", "", "")
REASONS = ("away from home", "vomiting", "ran out")
LATIN = ("el_GR", "ru_RU", "vi_VN", "tr_TR", "is_IS", "pl_PL", "hy_AM", "ka_GE", "cs_CZ", "lv_LV")
NAMES = ("Nora Lindqvist", "Ελένη Παππά", "Zoë Ångström-Łukasz", "Nguyễn Thị Ánh", "Юлия Ёлкина")

DAILY: dict[str, Any] = {"every": "day", "times": ["08:00"]}
TWICE: dict[str, Any] = {"every": "day", "times": ["08:00", "20:00"]}
TUESDAYS: dict[str, Any] = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
THIRD: dict[str, Any] = {"every": "days", "n": 3, "times": ["09:00"]}

# Name, what the label says, amounts, unit, rhythms. Amounts of nobody, to be printed and read back.
CABINET: tuple[tuple[str, str, str, tuple[str, ...], str, tuple[dict[str, Any], ...]], ...] = (
    ("Prednisolone", "15 mg/5 mL", "solution", ("0.75", "5", "7.5", "12.5", "20"), "mg", (DAILY,)),
    ("Methotrexate", "25 mg/mL", "injection", ("7.5", "10", "12.5"), "mg", (TUESDAYS,)),
    ("Folic acid", "1 mg", "tablet", ("0.5", "1", "2"), "mg", (DAILY, THIRD)),
    ("Calcium", "", "", ("0.5", "1", "1.5"), "tablet", (DAILY, TWICE)),
    ("Vitamin D", "", "", ("1000", "400"), "IU", (DAILY, THIRD)),
    ("Hydroxychloroquine", "200 mg", "tablet", ("100", "200"), "mg", (DAILY, TWICE)),
)


@dataclass
class Written:
    """A family and what was written of its child, beside the database."""

    family: Family
    child: Child
    zone: ZoneInfo
    from_on: date
    now: datetime
    entries: dict[uuid.UUID, date] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    stopped: dict[str, date] = field(default_factory=dict)

    def at(self, day: date, clock: str = "12:00") -> datetime:
        """What the clock on the child's wall shows, as a moment."""
        return datetime.combine(day, time.fromisoformat(clock), self.zone).astimezone(UTC)


def names_of(real_data: Path | None) -> tuple[str, ...]:
    """Names of children in the scripts whose letters stand one after another on paper."""
    if real_data is None:
        return NAMES
    found = json.loads((real_data / "text_images" / "names_faker.json").read_text("utf-8"))
    return tuple(name for place in LATIN for name in found[place][:6])


def write(family: Family, number: int, names: tuple[str, ...]) -> Written:
    """Fill Nora's journal, all of it drawn from the family's number."""
    chance = random.Random(number)
    with family.database.transaction() as session:
        child = session.get_one(Child, family.nora)
        child.name, child.zone = chance.choice(names), chance.choice(ZONES)
        child.allergies = chance.choice(("", "penicillin (rash)", "nuts & <b>eggs</b>"))
        child.emergency_phone = chance.choice(("", "112, then ward 4B"))
        zone = ZoneInfo(child.zone)
        from_on = TO - timedelta(days=chance.choice((13, 29, 45)))
        now = datetime.combine(TO, time(23, 30), zone).astimezone(UTC)
        made = Written(family, child, zone, from_on, now)
        actor = family.actor(session, "ada")
        _weights(session, actor, made, chance)
        for each in chance.sample(CABINET, chance.randint(1, len(CABINET))):
            _medicine(session, actor, made, chance, each)
        _events(session, actor, made, chance, names)
        _days(session, actor, made, chance)
        session.flush()
        session.expunge(child)
    return made


def _log(session: Session, actor: Actor, made: Written, at: datetime, kind: str, **fields: Any):
    one = change(made.child.id, kind, made_at=at, **fields)
    outcome = record(session, actor, one, now=made.now)
    assert outcome.result is Result.APPLIED, outcome
    made.entries[one.entry] = at.astimezone(made.zone).date()
    return one.entry


def _weights(session: Session, actor: Actor, made: Written, chance: random.Random) -> None:
    for days in sorted(chance.sample(range(60), chance.randint(0, 2)), reverse=True):
        kilos = str(Decimal(chance.randint(150, 420)) / 10)
        at = made.at(TO - timedelta(days=days), "07:00")
        _log(session, actor, made, at, "measurement", what="weight", value=kilos, unit="kg")


def _medicine(session: Session, actor: Actor, made: Written, chance: random.Random, kind) -> None:
    name, strength, form, amounts, unit, rhythms = kind
    begun = made.from_on - timedelta(days=chance.choice((-5, 0, 3, 40)))
    rhythm = chance.choice(rhythms)
    amount, later = chance.sample(amounts, 2)
    row = add_medicine(
        session,
        actor,
        made.child.id,
        name=name,
        strength=strength,
        form=form,
        dosing=_dosing(amount, unit, rhythm, begun),
        now=made.at(begun, "00:30"),
    )
    firsts = [begun]
    on = TO - timedelta(days=chance.randint(1, 8))
    if begun < on and chance.random() < 0.6:
        dosing = _dosing(later, unit, rhythm, on)
        change_dose(session, actor, row, dosing, now=made.at(on - timedelta(days=1), "21:00"))
        firsts.append(on)
    if chance.random() < 0.15:
        on = TO - timedelta(days=chance.randint(0, 1))
        turn(session, actor, row, Turn.STOP, on=on, reason="rash", now=made.at(on, "00:30"))
        made.stopped[name] = on
    for slot in slots_of(made, name, rhythm, firsts):
        _dose(session, actor, made, chance, row, slot)


def _dosing(amount: str, unit: str, rhythm: dict[str, Any], first_on: date) -> Dosing:
    read = read_rhythm(rhythm)
    return Dosing(amount=Decimal(amount), unit=unit, rhythm=read, first_on=first_on)


def slots_of(made: Written, name: str, rhythm: dict[str, Any], firsts: list[date]) -> list[str]:
    """The slots in the period, worked out with a pencil: nothing of the journal is asked.

    firsts  the first day of the plan, and of the one with another amount, from which the days of
            a rhythm of every so many days are counted anew
    """
    found, last = [], made.stopped.get(name, TO + timedelta(days=1))
    day = firsts[0]
    while day < last:
        counted_from = max(each for each in firsts if each <= day)
        due = {
            "day": True,
            "week": day.strftime("%A").lower() in rhythm.get("on", ()),
            "days": (day - counted_from).days % rhythm.get("n", 1) == 0,
        }[rhythm["every"]]
        if due and day >= made.from_on:
            found += [f"{day}T{clock}" for clock in rhythm["times"]]
        day += timedelta(days=1)
    return found


def _days(session, actor, made: Written, chance: random.Random) -> None:
    """School missed, one stay and one infection, or none; all of it in the last thirteen days."""
    for days in chance.sample(range(1, 13), chance.randint(0, 3)):
        at = made.at(TO - timedelta(days=days), "08:10")
        _log(session, actor, made, at, "activity", what="school_missed")
    if chance.random() < 0.4:
        on = TO - timedelta(days=chance.randint(6, 12))
        left = made.at(on + timedelta(days=chance.randint(0, 4)), "15:00").isoformat()
        stay = {"hospital": "Children's", "admitted": made.at(on, "11:00").isoformat()}
        _log(session, actor, made, made.at(on, "11:00"), "stay", **stay, discharged=left)
    if chance.random() < 0.5:
        at = made.at(TO - timedelta(days=chance.randint(1, 12)), "09:00")
        what = chance.choice(("infection", "exposure"))
        _log(session, actor, made, at, "infection", what=what, name="cold")


def _dose(session, actor, made: Written, chance: random.Random, row: Medicine, slot: str) -> None:
    outcome = chance.choice(OUTCOMES)
    if not outcome:
        return
    fields: dict[str, Any] = {"medicine": str(row.id), "slot": slot, "outcome": outcome}
    if outcome in ("given", "partly"):
        fields |= {"amount": "1", "unit": "mg"}
    if outcome == "skipped":
        fields["reason"] = chance.choice(REASONS)
    at = made.at(date.fromisoformat(slot[:10]), slot[11:]) + timedelta(minutes=5)
    entry = _log(session, actor, made, at, "dose", **fields)
    if chance.random() < 0.04:
        gone = change(made.child.id, "dose", made_at=at, entry=entry, base=1, delete=True)
        assert record(session, actor, gone, now=made.now).result is Result.APPLIED
        del made.entries[entry]


def _events(session, actor, made: Written, chance: random.Random, names) -> None:
    for days in chance.sample(range(1, 14), chance.randint(0, 3)):
        on = TO - timedelta(days=days)
        _log(session, actor, made, made.at(on, "10:00"), "symptom", symptom="fever")
        for clock in ("10:05", "16:40")[: chance.choice((0, 1, 2, 2))]:
            warmth = str(Decimal(chance.randint(380, 402)) / 10)
            read = {"what": "temperature", "value": warmth, "unit": "°C"}
            _log(session, actor, made, made.at(on, clock), "measurement", **read)
    for days in chance.sample(range(1, 14), chance.randint(0, 2)):
        lots = [f"LD{chance.randint(100, 999)}X{n}" for n in range(chance.randint(0, 3))]
        fields: dict[str, Any] = {"product": "Privigen", "lots": lots}
        if chance.random() < 0.8:
            fields |= {"amount": str(chance.randint(10, 60)), "unit": "g"}
        if chance.random() < 0.8:
            fields["weight_kg"] = str(Decimal(chance.randint(150, 420)) / 10)
        at = made.at(TO - timedelta(days=days), "09:30")
        _log(session, actor, made, at, "infusion", **fields)
    for _ in range(chance.randint(0, 4)):
        text = f"{chance.choice(names)} asks: may we swim, {chance.randint(2, 99)} lengths?"
        _log(session, actor, made, made.at(TO, "06:00"), "question", text=text)
        made.questions.append(text)
