"""The demo's evenings of the last months, with gaps: most are usual, on some nobody wrote."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from journal.exchange.demo_calendar import DAYS, Calendar, dice
from journal.exchange.demo_events import Happening, activity
from journal.exchange.demo_people import WATCHED

FIRST_EVENING = 330
CARRIED_FOR = timedelta(days=14)
FACES_EVERY = 7
SATURDAY = 5


def evenings(calendar: Calendar, story: Iterable[Happening]) -> Iterator[Happening]:
    """The check-ins, each with the levels that were known when it was written, and a few faces."""
    known: dict[str, tuple[datetime, int]] = {}
    written = sorted(
        (each for each in story if each.kind == "symptom" and each.follows is None),
        key=lambda each: each.at,
    )
    for day in range(FIRST_EVENING, DAYS + 1):
        at = calendar.at(day, "19:40")
        for each in written:
            severity = each.fields.get("severity")
            if each.at <= at and severity is not None:
                known[each.fields["symptom"]] = (each.at, severity)
        roll = dice("evening", day)
        if roll.random() < 0.22:
            continue
        carried = [
            {"symptom": symptom, "severity": known[symptom][1]}
            for symptom in WATCHED
            if symptom in known and at - known[symptom][0] <= CARRIED_FOR
        ]
        ill = activity(day, "muscle") + activity(day, "skin")
        well = max(0, min(10, round(9.2 - 0.55 * ill + roll.uniform(-1, 1))))
        how = roll.choices(("usual", "better", "worse"), (8, 1, 1))[0]
        fields: dict[str, Any] = {"day": how, "carried": carried, "wellbeing": well}
        if how != "usual" or roll.random() < 0.4:
            went = roll.choice(("went", "went", "part"))
            fields["school"] = went if at.weekday() < SATURDAY else "no_school"
            fields["sleep"] = "well" if well > 6 else "woke"
        by = "Ada" if roll.random() < 0.6 else "Ben"
        yield Happening("check_in", str(day), by, at, fields)
        if day % FACES_EVERY == 0:
            face = max(0, min(10, 2 * round((well + roll.uniform(-2, 2)) / 2)))
            tapped = {"measure": "wellbeing", "value": str(face), "by": "child"}
            yield Happening("score", f"face/{day}", by, at + timedelta(minutes=5), tapped)
