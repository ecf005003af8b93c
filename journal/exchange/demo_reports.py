"""The demo's lab reports: what two laboratories printed of Nora's blood, with their own ranges."""

from collections.abc import Iterator
from dataclasses import dataclass

from journal.exchange.demo_calendar import Calendar
from journal.exchange.demo_events import Happening, activity

# Days on which blood was taken, from the diagnosis on; the last one some weeks ago.
DRAWN = (3, 10, 24, 45, 80, 122, 164, 206, 262, 318, 374, 430, 484)
# In between the family doctor drew once.
NEARBY = 230


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a report.

    least, more  the value without any activity of the muscles, and what a point of it adds
    """

    test: str
    unit: str
    least: float
    more: float
    low: str
    high: str
    decimals: int = 0


LINES = (
    Line("2157-6", "U/L", 90, 130, "29", "168"),
    Line("1761-6", "U/L", 5.1, 1.1, "", "8.1", 1),
    Line("2532-0", "U/L", 210, 42, "120", "300"),
    Line("1920-8", "U/L", 26, 14, "0", "40"),
    Line("1742-6", "U/L", 19, 9, "0", "35"),
    Line("6690-2", "10*3/uL", 6.1, 0.3, "4.5", "13.5", 1),
    Line("718-7", "g/dL", 12.4, -0.1, "11.5", "15.5", 1),
    Line("777-3", "10*3/uL", 268, 6, "150", "450"),
    Line("751-8", "10*3/uL", 3.4, 0.2, "1.5", "8.0", 1),
    Line("731-0", "10*3/uL", 1.9, -0.1, "1.5", "6.5", 1),
    Line("2160-0", "mg/dL", 0.41, 0, "0.30", "0.70", 2),
)


def lab_reports(calendar: Calendar) -> Iterator[Happening]:
    """Yield the hospital's reports, and the family doctor's short one."""
    places = dict.fromkeys(DRAWN, "Children's Hospital") | {NEARBY: "Dr. Silva's practice"}
    for day, place in places.items():
        found = results(day, activity(day, "muscle"), short=day == NEARBY)
        fields = {"place": place, "results": found}
        taken, typed = calendar.at(day, "09:40"), calendar.at(day, "19:10")
        yield Happening("draw", str(day), "Ada", taken, fields, written=typed)


def results(day: int, activity: float, *, short: bool) -> list[dict[str, str]]:
    """The results of a report: short ones name few tests, CRP by its lower limit."""
    lines = LINES[3:8] if short else LINES
    found = [_result(line, day, activity) for line in lines]
    if not short:
        found.append({"test": "1988-5", "value": "<0.6", "unit": "mg/L", "high": "5.0"})
    return found


def _result(line: Line, day: int, activity: float) -> dict[str, str]:
    # A little to and fro from day to day, the same on every loading.
    wobble = 1 + ((day * 7 + len(line.test) * 3) % 9 - 4) / 100
    number = (line.least + line.more * activity) * wobble
    value = f"{number:.{line.decimals}f}"
    parts = {"test": line.test, "value": value, "unit": line.unit, "low": line.low}
    parts |= {"high": line.high, "flag": _flag(line, float(value))}
    return {name: text for name, text in parts.items() if text}


def _flag(line: Line, number: float) -> str:
    """What this made-up laboratory prints beside a number outside of its range."""
    if line.low and number < float(line.low):
        return "L"
    return "H" if number > float(line.high) else ""
