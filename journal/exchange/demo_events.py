"""The demo's course as changes: each with who wrote it, when, and when it arrived."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from journal.care.rhythm import Weekday
from journal.entries.change import ChangeRequest
from journal.exchange import demo_course as course
from journal.exchange.demo_calendar import DAYS, ZONE, Calendar, dice, timed
from journal.exchange.demo_medicines import FIRST_IVIG, FIRST_METHOTREXATE, IVIG
from journal.exchange.demo_people import NORA, TOM

MOMENT = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of one entry.

    name     of the change, once in the whole course; the first change's name is the entry's
    at       when it happened, and when it was written unless `written` says otherwise
    arrived  how long after it was written it reached the server
    """

    kind: str
    name: str
    by: str
    at: datetime
    fields: Mapping[str, Any]
    child: uuid.UUID = NORA
    arrived: timedelta = MOMENT
    follows: "Happening | None" = None
    deletes: bool = False
    written: datetime | None = None

    @property
    def made_at(self) -> datetime:
        """When it was written."""
        return self.written or self.at

    @property
    def received_at(self) -> datetime:
        """When it reached the server."""
        return self.made_at + self.arrived

    @property
    def id(self) -> uuid.UUID:
        """The change's id."""
        return timed(self.made_at, "change", self.kind, self.name)

    @property
    def entry(self) -> uuid.UUID:
        """The entry's id."""
        if self.follows is not None:
            return self.follows.entry
        return timed(self.made_at, "entry", self.kind, self.name)

    def then(
        self,
        name: str,
        by: str,
        after: timedelta,
        fields: Mapping[str, Any],
        *,
        deletes: bool = False,
    ) -> "Happening":
        """A later change of the same entry by somebody who had seen this one."""
        return Happening(
            self.kind,
            f"{self.name}/{name}",
            by,
            self.at,
            fields,
            child=self.child,
            follows=self,
            deletes=deletes,
            written=self.received_at + after,
        )

    def change(self) -> ChangeRequest:
        """The change as `entries.record` takes it."""
        fields = {**self.fields}
        if self.follows is None:
            fields["at"] = self.at.isoformat()
        return ChangeRequest(
            id=self.id,
            entry=self.entry,
            child=self.child,
            kind=self.kind,
            base=self.follows.id if self.follows else None,
            delete=self.deletes,
            made_at=self.made_at,
            zone=ZONE,
            fields=fields,
        )


def happenings(calendar: Calendar) -> Iterator[Happening]:
    """Yield everything but the doses, in no particular order, the future included."""
    yield from _symptoms(calendar)
    yield from _around_methotrexate(calendar)
    yield from _fevers(calendar)
    yield from _infusions(calendar)
    yield from _stays(calendar)
    yield from _visits(calendar)
    yield from _growth(calendar)
    yield from _questions(calendar)
    for day, by, text in course.NOTES:
        yield Happening("note", str(day), by, calendar.at(day, "20:40"), {"note": text})


def activity(day: int, part: str) -> float:
    """How active muscle or skin was on a day, 0 to 10."""
    column = 1 if part == "muscle" else 2
    for before, after in zip(course.ACTIVITY, course.ACTIVITY[1:], strict=False):
        if before[0] <= day <= after[0]:
            share = (day - before[0]) / (after[0] - before[0])
            return before[column] + share * (after[column] - before[column])
    return course.ACTIVITY[-1][column]


def _steroid(day: int) -> float:
    """How much of the steroid's effect was felt, 0 to 10: the early months, and after the flare."""
    return max(0.0, 8 - day / 22) if day < 239 else max(0.0, 4 - (day - 239) / 25)


def _symptoms(calendar: Calendar) -> Iterator[Happening]:
    for track in course.TRACKS:
        for day in range(min(DAYS, track.until) + 1):
            roll = dice("symptom", track.symptom, day)
            level = _steroid(day) if track.part == "steroid" else activity(day, track.part)
            # The newest months are written down more often: the family has the habit now.
            habit = 0.55 if day > 440 else 0.3
            if roll.random() > track.often * (level / 10 + habit) * 0.62:
                continue
            severity = round(level * track.share + roll.uniform(-0.9, 0.9))
            fields: dict[str, Any] = {
                "symptom": track.symptom,
                "severity": max(0, min(10, severity)),
            }
            if track.sites:
                fields["sites"] = list(track.sites)
            if track.words and roll.random() < 0.25:
                fields["note"] = roll.choice(track.words)
            at = calendar.at(day, "15:30") + timedelta(minutes=roll.randint(0, 330))
            by = "Ada" if roll.random() < 0.6 else "Ben"
            seen = Happening("symptom", f"{track.symptom}/{day}", by, at, fields)
            yield seen
            if roll.random() < 0.015:
                other = "Ben" if by == "Ada" else "Ada"
                worse = min(10, fields["severity"] + 1)
                yield seen.then("worse", other, timedelta(minutes=50), {"severity": worse})


def _around_methotrexate(calendar: Calendar) -> Iterator[Happening]:
    first = calendar.first(Weekday.TUESDAY, FIRST_METHOTREXATE)
    for day in range(first, DAYS, 7):
        roll = dice("methotrexate", day)
        if roll.random() < 0.25:
            fields = {"symptom": "methotrexate_anticipation", "severity": roll.randint(2, 6)}
            yield Happening("symptom", f"dread/{day}", "Ada", calendar.at(day, "17:50"), fields)
        if roll.random() < 0.45:
            fields = {"symptom": "nausea", "severity": roll.randint(2, 6)}
            if roll.random() < 0.4:
                fields["note"] = roll.choice(course.NAUSEA_WORDS)
            yield Happening(
                "symptom", f"nausea/{day}", "Ben", calendar.at(day + 1, "07:25"), fields
            )
    for day in (470, 512, 540):
        fields = {"symptom": "calcinosis", "severity": 1, "sites": ["right_elbow"]}
        yield Happening("symptom", f"elbow/{day}", "Ada", calendar.at(day, "19:30"), fields)


def _fevers(calendar: Calendar) -> Iterator[Happening]:
    for day, readings in course.FEVERS:
        for number, (clock, degrees) in enumerate(readings):
            at = calendar.at(day, clock)
            yield _measured("temperature", degrees, "°F", at, "Ada" if number % 2 else "Ben")
            if number == 0 and float(degrees) >= 100.4:
                yield Happening("symptom", f"fever/{day}", "Ada", at, {"symptom": "fever"})


def _measured(
    what: str, value: str, unit: str, at: datetime, by: str, child: uuid.UUID = NORA
) -> Happening:
    fields = {"what": what, "value": value, "unit": unit}
    return Happening("measurement", f"{what}/{child}/{at:%Y%m%dT%H%M}", by, at, fields, child=child)


def _infusions(calendar: Calendar) -> Iterator[Happening]:
    for day, amount in course.PULSES:
        fields = _infusion("Methylprednisolone", amount, "mg", "23.8", calendar, day, "11:00", 2)
        yield Happening("infusion", f"pulse/{day}", "Ada", calendar.at(day, "11:00"), fields)
    first = calendar.first(Weekday.THURSDAY, calendar.day_of(_monday(calendar, FIRST_IVIG)))
    if first < FIRST_IVIG:
        first += 28
    reacted = False
    for day in range(first, DAYS, 28):
        weight = [kg for on, kg, _ in course.GROWTH if on <= day][-1]
        amount = "48" if day < FIRST_IVIG + 196 else "52"
        fields = _infusion("Gammagard Liquid", amount, "g", weight, calendar, day, "09:20", 6)
        lot = dice("lot", day)
        fields["lots"] = [f"LD{lot.randint(100, 999)}X{n}" for n in range(1, 3)]
        fields |= {"medicine": str(IVIG), "premedication": ["Acetaminophen", "Diphenhydramine"]}
        if day >= course.REACTION and not reacted:
            reacted = True
            fields["reaction"] = ["Headache", "Fever"]
            fields["note"] = (
                "The rate was raised faster than last time. Slowed down after two hours."
            )
            yield from _reaction(calendar, day)
        yield Happening("infusion", f"ivig/{day}", "Ada", calendar.at(day, "16:10"), fields)


def _monday(calendar: Calendar, day: int) -> Any:
    on = calendar.on(day)
    return on - timedelta(days=on.weekday())


def _infusion(
    product: str,
    amount: str,
    unit: str,
    weight: str,
    calendar: Calendar,
    day: int,
    begin: str,
    hours: int,
) -> dict[str, Any]:
    started = calendar.at(day, begin)
    return {
        "product": product,
        "amount": amount,
        "unit": unit,
        "weight_kg": weight,
        "started": started.isoformat(),
        "ended": (started + timedelta(hours=hours, minutes=15)).isoformat(),
        "place": "Infusion center" if day > 12 else "Ward 4B",
        "access": "Left hand" if day % 2 else "Right hand",
    }


def _reaction(calendar: Calendar, day: int) -> Iterator[Happening]:
    yield _measured("temperature", "101.4", "°F", calendar.at(day, "13:40"), "Ada")
    fields = {"symptom": "headache", "severity": 6, "note": "During the infusion, light hurt."}
    yield Happening("symptom", f"reaction/{day}", "Ada", calendar.at(day, "13:30"), fields)
    fields = {"symptom": "headache", "severity": 3}
    yield Happening("symptom", f"after/{day}", "Ben", calendar.at(day + 1, "08:15"), fields)


def _stays(calendar: Calendar) -> Iterator[Happening]:
    for day, admitted, left, discharged, hospital, ward, reason in course.STAYS:
        at = calendar.at(day, admitted)
        fields = {"hospital": hospital, "ward": ward, "reason": reason, "admitted": at.isoformat()}
        stay = Happening("stay", str(day), "Ada", at, fields)
        yield stay
        out = calendar.at(left, discharged)
        yield stay.then("home", "Ben", out - stay.received_at, {"discharged": out.isoformat()})


def _visits(calendar: Calendar) -> Iterator[Happening]:
    for day, member, told in course.VISITS:
        place = "Clinic" if member == course.OKAFOR else "Practice"
        fields = {"team_member": member, "place": place, "told": told}
        yield Happening("visit", str(day), "Ada", calendar.at(day, "10:30"), fields)


def _growth(calendar: Calendar) -> Iterator[Happening]:
    for day, kg, cm in course.GROWTH:
        yield _measured("weight", kg, "kg", calendar.at(day, "10:05"), "Ada")
        yield _measured("height", cm, "cm", calendar.at(day, "10:10"), "Ada")
    for day, kg, cm in ((30, "38.2", "147.0"), (395, "43.1", "153.5")):
        yield _measured("weight", kg, "kg", calendar.at(day, "18:00"), "Ben", TOM)
        yield _measured("height", cm, "cm", calendar.at(day, "18:02"), "Ben", TOM)


def _questions(calendar: Calendar) -> Iterator[Happening]:
    for day, about, text, answered_on, answer in course.QUESTIONS:
        by = "Ada" if day % 2 else "Ben"
        asked = Happening(
            "question", str(day), by, calendar.at(day, "21:10"), {"text": text, "about": about}
        )
        yield asked
        if answered_on is not None:
            at = calendar.at(answered_on, "11:15")
            fields = {"answer": answer, "answered": at.isoformat()}
            yield asked.then("answered", "Ada", at - asked.received_at, fields)
