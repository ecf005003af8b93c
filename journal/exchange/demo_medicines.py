"""The demo's medicines: what was started, changed, tapered, paused and stopped, day by day.

Amounts are a made-up child's and nobody's advice; they follow the shape of a published JDM course:
pulses, a daily steroid stepped down over months, weekly methotrexate, monthly IVIG.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from journal.care.rhythm import Weekday, read_rhythm
from journal.care.taper import Step, Taper, Then
from journal.exchange.demo_calendar import DAYS, Calendar, named
from journal.exchange.demo_people import NORA
from journal.plans.medicines import Dosing, add_medicine, change_dose, turn
from journal.plans.packages import Packed, set_notice, write_supply
from journal.plans.tapers import start_taper
from journal.records.access import Actor
from journal.records.medicines import (
    DosePlan,
    Medicine,
    MedicineTurn,
    Supplied,
    Supply,
    Turn,
)

DAILY: Mapping[str, Any] = {"every": "day", "times": ["08:00"]}
TWICE: Mapping[str, Any] = {"every": "day", "times": ["08:00", "18:00"]}
EVENING: Mapping[str, Any] = {"every": "day", "times": ["18:00"]}
TUESDAYS: Mapping[str, Any] = {"every": "week", "on": ["tuesday"], "times": ["18:30"]}
OTHER_DAYS: Mapping[str, Any] = {
    "every": "week",
    "on": ["monday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    "times": ["18:00"],
}
MONTHLY: Mapping[str, Any] = {"every": "weeks", "n": 4, "on": ["thursday"], "times": ["09:00"]}

PREDNISOLONE = named("medicine", "Prednisolone")
METHOTREXATE = named("medicine", "Methotrexate")
IVIG = named("medicine", "IVIG")
ONDANSETRON = named("medicine", "Ondansetron")
ACETAMINOPHEN = named("medicine", "Acetaminophen")

FIRST_METHOTREXATE = 15
FIRST_IVIG = 60
FEVER_STAY = 318


@dataclass(frozen=True, slots=True)
class Move:
    """Something that was decided about a medicine on a day, as Ada wrote it down that evening."""

    day: int
    medicine: str
    act: Callable[[Session, Actor, Calendar, "Move"], None]


def moves(calendar: Calendar) -> Iterator[Move]:
    """Every decision of the eighteen months, in order."""
    tuesday = calendar.first(Weekday.TUESDAY, FIRST_METHOTREXATE)
    raised = calendar.first(Weekday.TUESDAY, 42)
    yield Move(10, "Prednisolone", _added("15 mg/5 mL", "solution", "20", "mg", TWICE, 11))
    yield Move(12, "Omeprazole", _added("20 mg", "capsule", "1", "capsule", DAILY, 13))
    yield Move(14, "Methotrexate", _added("25 mg/mL", "injection", "12.5", "mg", TUESDAYS, tuesday))
    yield Move(14, "Folic acid", _added("1 mg", "tablet", "1", "mg", OTHER_DAYS, tuesday + 1))
    yield Move(19, "Calcium with vitamin D", _added("500 mg", "", "1", "tablet", EVENING, 20))
    yield Move(38, "Prednisolone", _changed("35", "mg", DAILY, 39))
    yield Move(40, "Methotrexate", _changed("15", "mg", TUESDAYS, raised))
    yield Move(52, "Prednisolone", _tapered(53, "30 25 22.5 20", 14))
    yield Move(58, "IVIG", _added("10 %", "infusion", "48", "g", MONTHLY, FIRST_IVIG))
    yield Move(70, "Ondansetron", _added("4 mg", "tablet", "4", "mg", _as_needed("8", "3"), 70))
    yield Move(108, "Prednisolone", _tapered(109, "17.5 15 12.5 10 7.5", 26))
    yield Move(
        148, "Acetaminophen", _added("160 mg/5 mL", "", "320", "mg", _as_needed("6", "4"), 148)
    )
    yield Move(165, "Omeprazole", _turned(Turn.STOP, "Less steroid now, the clinic took it off"))
    yield Move(238, "Prednisolone", _changed("20", "mg", DAILY, 239))
    yield Move(245, "Hydroxychloroquine", _added("200 mg", "tablet", "100", "mg", DAILY, 246))
    yield Move(252, "IVIG", _changed("52", "g", MONTHLY, FIRST_IVIG + 196))
    yield Move(258, "Prednisolone", _tapered(259, "17.5 15 12.5 10 7.5 6 5", 28))
    yield Move(FEVER_STAY, "Methotrexate", _turned(Turn.PAUSE, "Fever, in hospital", review=10))
    yield Move(FEVER_STAY + 12, "Methotrexate", _turned(Turn.RESUME, "Infection is over"))
    yield Move(452, "Prednisolone", _changed("10", "mg", DAILY, 453))
    yield Move(466, "Prednisolone", _tapered(467, "8 7 6 5 4 3", 21))
    yield Move(DAYS - 20, "Calcium with vitamin D", _supplied(Supplied.COUNTED, "8", "tablet"))
    yield Move(DAYS - 13, "Calcium with vitamin D", _supplied(Supplied.FETCHED, "16", "tablet"))
    yield Move(DAYS - 13, "Calcium with vitamin D", _noticed(7))
    yield Move(DAYS - 9, "Prednisolone", _supplied(Supplied.OPENED, use_within=30))


def make(session: Session, actor: Actor, calendar: Calendar, move: Move) -> None:
    """Carry out one decision as of its own evening."""
    move.act(session, actor, calendar, move)


def name_rows(session: Session) -> None:
    """Give the plans' rows of this session ids that are the same every time."""
    event.listen(session, "before_flush", _name_rows)


def _name_rows(session: Session, _context: object, _instances: object) -> None:
    for row in session.new:
        if isinstance(row, Medicine):
            row.id = named("medicine", row.name)
        elif isinstance(row, DosePlan):
            row.id = named("plan", row.medicine_id, row.first_on, row.made_at)
            row.taper_id = row.taper_id and named("taper", row.medicine_id, row.made_at)
        elif isinstance(row, MedicineTurn):
            row.id = named("turn", row.medicine_id, row.effective_at)
        elif isinstance(row, Supply):
            row.id = named("supply", row.medicine_id, row.what.value, row.at)


def _as_needed(gap: str, most: str) -> Mapping[str, Any]:
    return {"as_needed": True, "least_gap_hours": gap, "most_in_24_hours": most}


def _dosing(calendar: Calendar, amount: str, unit: str, rhythm: Any, first: int) -> Dosing:
    return Dosing(
        amount=Decimal(amount),
        unit=unit,
        rhythm=read_rhythm(rhythm),
        first_on=calendar.on(first),
    )


Act = Callable[[Session, Actor, Calendar, Move], None]


def _added(strength: str, form: str, amount: str, unit: str, rhythm: Any, first: int) -> Act:
    def act(session: Session, actor: Actor, calendar: Calendar, move: Move) -> None:
        add_medicine(
            session,
            actor,
            NORA,
            name=move.medicine,
            strength=strength,
            form=form,
            dosing=_dosing(calendar, amount, unit, rhythm, first),
            now=calendar.at(move.day, "19:40"),
        )

    return act


def _changed(amount: str, unit: str, rhythm: Any, first: int) -> Act:
    def act(session: Session, actor: Actor, calendar: Calendar, move: Move) -> None:
        dosing = _dosing(calendar, amount, unit, rhythm, first)
        now = calendar.at(move.day, "19:45")
        change_dose(session, actor, _medicine(session, move), dosing, now=now)

    return act


def _tapered(first: int, amounts: str, days: int) -> Act:
    def act(session: Session, actor: Actor, calendar: Calendar, move: Move) -> None:
        steps = []
        for number, amount in enumerate(amounts.split()):
            begin = calendar.on(first + number * days)
            steps.append(Step(begin, Decimal(amount), begin + timedelta(days=days - 1)))
        dosing = _dosing(calendar, str(steps[0].amount), "mg", DAILY, first)
        taper = Taper(tuple(steps), Then.CONTINUE)
        now = calendar.at(move.day, "19:50")
        start_taper(session, actor, _medicine(session, move), taper, dosing, now=now)

    return act


def _supplied(
    what: Supplied,
    amount: str | None = None,
    unit: str | None = None,
    use_within: int | None = None,
) -> Act:
    def act(session: Session, actor: Actor, calendar: Calendar, move: Move) -> None:
        said = Packed(
            what=what,
            amount=None if amount is None else Decimal(amount),
            unit=unit,
            use_by=None if use_within is None else calendar.on(move.day + use_within),
        )
        now = calendar.at(move.day, "09:40")
        write_supply(session, actor, _medicine(session, move), said, now=now)

    return act


def _noticed(days: int) -> Act:
    def act(session: Session, actor: Actor, _calendar: Calendar, move: Move) -> None:
        set_notice(session, actor, _medicine(session, move), days)

    return act


def _turned(what: Turn, reason: str, *, review: int | None = None) -> Act:
    def act(session: Session, actor: Actor, calendar: Calendar, move: Move) -> None:
        turn(
            session,
            actor,
            _medicine(session, move),
            what,
            on=calendar.on(move.day),
            reason=reason,
            review_on=None if review is None else calendar.on(move.day + review),
            now=calendar.at(move.day, "09:30"),
        )

    return act


def _medicine(session: Session, move: Move) -> Medicine:
    return session.get_one(Medicine, medicine_id(move.medicine))


def medicine_id(name: str) -> uuid.UUID:
    """The id of one of the demo's medicines."""
    return named("medicine", name)
