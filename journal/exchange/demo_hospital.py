"""The demo's days in hospital: the last infusions hour by hour, and one stay in full."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from journal.exchange.demo_calendar import DAYS, Calendar, named
from journal.exchange.demo_events import Happening

LAST = 90  # days: infusions since then were written down as they went
ON_BOTTLES = ("lots", "premedication", "ended", "reaction", "note")
MINUTE = timedelta(minutes=1)
VITALS = (
    ("09:20", 88, 102, 64, "98.2", 99), ("09:50", 90, 104, 64, "98.2", 99),
    ("10:20", 86, 100, 62, "98.4", 98), ("10:50", 92, 103, 66, "98.4", 99),
    ("11:50", 90, 101, 63, "98.6", 98), ("12:50", 94, 104, 65, "98.8", 99),
    ("13:50", 92, 102, 64, "98.6", 99), ("15:20", 88, 101, 62, "98.4", 99),
)  # fmt: skip
USUAL = (("09:20", "30"), ("09:50", "60"), ("10:20", "90"))
FASTER = (("09:20", "30"), ("09:50", "60"), ("10:20", "120"), ("14:00", "60"))

STAY = "318"
# Day, clock, who wrote it, what, the words, and who said or did it.
NOTES = (
    (318, "09:05", "Ada", "test", "Chest X-ray and blood culture", "Dr. Marsh, emergency"),
    (318, "11:20", "Ada", "medicine", "Antibiotic through the vein, twice a day", "Dr. Marsh"),
    (318, "11:40", "Ada", "medicine", "Methotrexate rests until this is over", "Dr. Okafor"),
    (318, "22:30", "Ben", "night", "Ada sleeps here. Fever until midnight, then slept.", None),
    (319, "08:30", "Ada", "person", "Nurse of the day: Sam. Ward telephone 555 0190", None),
    (319, "10:15", "Ada", "procedure", "New line, right hand, second try", "Sam"),
    (320, "21:45", "Ben", "night", "Ben here. No fever any more.", None),
    (321, "09:40", "Ada", "test", "Blood count again: better", "Dr. Marsh"),
    (322, "10:20", "Ada", "pending", "The last blood culture, in two days", "Dr. Marsh"),
    (322, "10:25", "Ada", "follow_up", "Dr. Okafor in three weeks, with blood", "Dr. Marsh"),
)  # fmt: skip
ASKED = (
    (319, "07:50", "How long does the antibiotic go on?", "Five more days.", "Dr. Marsh"),
    (320, "08:10", "When is the next IVIG, after an infection?", "As planned.", "Dr. Okafor"),
)  # fmt: skip
CONTINUED = (
    "Prednisolone", "Folic acid", "Calcium with vitamin D", "IVIG", "Ondansetron", "Acetaminophen",
    "Hydroxychloroquine",
)  # fmt: skip


def in_hospital(calendar: Calendar, story: Iterable[Happening]) -> Iterator[Happening]:
    """Yield the story again, with what happened during the last infusions and one stay."""
    for one in story:
        if one.kind == "infusion" and one.name.startswith("ivig/") and one.follows is None:
            day = int(one.name.removeprefix("ivig/"))
            if day > DAYS - LAST:
                yield from _infusion_day(calendar, day, one)
                continue
        yield one
        if one.kind == "stay" and one.name == STAY:
            yield from _stay(calendar, one)


def _infusion_day(calendar: Calendar, day: int, whole: Happening) -> Iterator[Happening]:
    """Begun in the morning, ended in the afternoon, and what was seen in between and after."""
    fields = {name: value for name, value in whole.fields.items() if name not in ON_BOTTLES}
    begun = replace(
        whole,
        at=calendar.at(day, "09:20"),
        fields=fields | {"volume_ml": str(10 * int(fields["amount"])), "attempts": 1},
    )
    yield begun
    late = {name: whole.fields[name] for name in ("ended", "note") if name in whole.fields}
    over = calendar.at(day, "15:36")
    yield begun.then("ended", "Ada", over - begun.received_at, late)
    reacted = "reaction" in whole.fields
    for clock, said in _seen(whole.fields["lots"], reacted):
        yield _at(calendar, day, clock, begun, "Ben" if clock > "12:30" else "Ada", said)
    for days, clock in enumerate(("16:00", "15:40", "17:10"), 1):
        felt = ["Headache"] if reacted and days < 3 else []
        said = {"what": "after", "hours": 24 * days, "reaction": felt}
        said |= {"severity": 4 - days} if felt else {}
        if day + days <= DAYS:
            yield _at(calendar, day + days, clock, begun, "Ben", said)


def _seen(lots: Iterable[str], reacted: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "08:45", {"what": "before", "text": "Acetaminophen"}
    yield "08:46", {"what": "before", "text": "Diphenhydramine"}
    yield "09:10", {"what": "line", "text": "Left hand, numbing cream", "attempts": 1}
    yield "09:12", {"what": "present", "text": "Nurse Alvarez"}
    for clock, lot in zip(("09:15", "12:10"), lots, strict=True):
        yield clock, {"what": "bottle", "lot": lot, "expires": "2028-03"}
    for clock, rate in FASTER if reacted else USUAL:
        yield clock, {"what": "rate", "rate_ml_h": rate}
    for clock, pulse, systolic, diastolic, degrees, oxygen in VITALS:
        read = {"pulse": pulse, "systolic": systolic, "diastolic": diastolic, "oxygen": oxygen}
        yield clock, {"what": "vitals", "fahrenheit": degrees, **read}
    if reacted:
        felt = {"reaction": ["Headache", "Fever"], "severity": 6}
        yield "13:30", {"what": "reaction", "done": "Slower, and a dark room", **felt}
        yield "13:31", {"what": "pause"}
        yield "14:00", {"what": "resume"}


def _at(
    calendar: Calendar,
    day: int,
    clock: str,
    begun: Happening,
    by: str,
    said: Mapping[str, Any],
) -> Happening:
    name = f"{begun.name}/{said['what']}/{day}/{clock}"
    fields = {"infusion": str(begun.entry), **said}
    return Happening("checkpoint", name, by, calendar.at(day, clock), fields)


def _stay(calendar: Calendar, stay: Happening) -> Iterator[Happening]:
    belongs = {"stay": str(stay.entry)}
    for day, clock, by, what, text, told in NOTES:
        fields = {**belongs, "what": what, "text": text, "by": told}
        yield Happening("stay_note", f"{day}/{clock}", by, calendar.at(day, clock), fields)
    for day, clock, text, answer, who in ASKED:
        at = calendar.at(day, clock)
        asked = Happening("question", f"ward/{day}", "Ada", at, {**belongs, "text": text})
        yield asked
        answered = at + 150 * MINUTE
        said = {"answer": answer, "answered": answered.isoformat(), "answered_by": who}
        yield asked.then("answered", "Ada", answered - asked.received_at, said)
    for minute, name in enumerate(CONTINUED):
        fields = {**belongs, "medicine": str(named("medicine", name)), "decision": "continues"}
        at = calendar.at(322, "12:30") + minute * MINUTE
        yield Happening("review", name, "Ada", at, {**fields, "by": "Dr. Marsh"})
