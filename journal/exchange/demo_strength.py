"""What the demo says of strength: tasks timed at home, scores of the clinic."""

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


def strength(calendar: Calendar) -> Iterator[Happening]:
    """Yield the timed tasks and the clinic's scores, in no particular order."""
    yield from _tasks(calendar)
    yield from _scores(calendar)


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
