"""What the demo says of strength and of how Nora was: tasks timed at home, scores, evenings."""

from collections.abc import Iterator
from typing import Any

from journal.care.rhythm import Weekday
from journal.exchange import demo_course as course
from journal.exchange.demo_calendar import DAYS, Calendar, dice
from journal.exchange.demo_events import Happening, activity

FIRST_TIMED = 60
STEPS = 12
# Weeks at grandmother's and in hospital: nobody timed anything.
UNTIMED = range(270, 300)
FIRST_EVENING = 330


def strength(calendar: Calendar) -> Iterator[Happening]:
    """Yield the timed tasks, the clinic's scores and the evenings, in no particular order."""
    yield from _tasks(calendar)
    yield from _scores(calendar)
    yield from _evenings(calendar)


def _tasks(calendar: Calendar) -> Iterator[Happening]:
    """On Sundays: how long it takes to get up from the floor, and to climb the stairs."""
    for day in range(calendar.first(Weekday.SUNDAY, FIRST_TIMED), DAYS + 1, 7):
        roll, muscle = dice("strength", day), activity(day, "muscle")
        if day in UNTIMED or roll.random() < 0.12:
            continue
        floor = 1.9 + 0.75 * muscle + roll.uniform(-0.3, 0.3)
        fields: dict[str, Any] = {"task": "floor_rise", "done": "could_not"}
        if muscle < 4.9:
            done = "with_hands" if muscle > 2.4 else "alone"
            fields |= {"done": done, "seconds": f"{floor:.1f}"}
        yield Happening("strength", f"floor/{day}", "Ben", calendar.at(day, "10:20"), fields)
        stairs = 6.2 + 1.4 * muscle + roll.uniform(-0.6, 0.6)
        climbed = {"task": "stairs", "done": "alone", "seconds": f"{stairs:.1f}", "steps": STEPS}
        yield Happening("strength", f"stairs/{day}", "Ben", calendar.at(day, "10:25"), climbed)


def _scores(calendar: Calendar) -> Iterator[Happening]:
    """What the clinic wrote down on its visits."""
    for day, member, _told in course.VISITS:
        if member != course.OKAFOR:
            continue
        value = round(51 - 3.4 * activity(day, "muscle"))
        fields = {"measure": "cmas", "value": str(value), "by": "clinician"}
        yield Happening("score", f"cmas/{day}", "Ada", calendar.at(day, "10:40"), fields)


def _evenings(calendar: Calendar) -> Iterator[Happening]:
    """The habit of the last months: most evenings, and on Sundays a face that Nora chose."""
    for day in range(FIRST_EVENING, DAYS):
        roll, ill = dice("evening", day), activity(day, "muscle") + activity(day, "skin")
        if roll.random() < 0.2:
            continue
        well = max(0, min(10, round(9.2 - 0.55 * ill + roll.uniform(-1, 1))))
        evening = {"day": "usual", "wellbeing": well, "sleep": "well" if well > 6 else "woke"}
        by = "Ada" if roll.random() < 0.6 else "Ben"
        yield Happening("check_in", str(day), by, calendar.at(day, "20:15"), evening)
        if day % 7 == 0:
            face = max(0, min(10, 2 * round((well + roll.uniform(-2, 2)) / 2)))
            chosen = {"measure": "wellbeing", "value": str(face), "by": "child"}
            yield Happening("score", f"face/{day}", by, calendar.at(day, "20:20"), chosen)
