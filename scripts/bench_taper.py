"""What the schedule of a 52-week taper costs, for `make bench`: CPU for each month shown."""

import time
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from journal.care.rhythm import read_rhythm
from journal.care.taper import read_taper
from journal.care.taper_days import doses_of, total_of

WEEKS, WEEKS_A_STEP, MONTHS, ROUNDS = 52, 2, 12, 20
FIRST_ON = date(2026, 1, 5)
DAILY = read_rhythm({"every": "day", "times": ["08:00"]})
ZONE = ZoneInfo("America/New_York")


def milliseconds_a_month() -> float:
    """CPU in ms for the doses and the total of a month of a taper of 26 steps, best of 20."""
    rows = [
        {"from": (FIRST_ON + timedelta(weeks=week)).isoformat(), "amount": str(60 - week)}
        for week in range(0, WEEKS, WEEKS_A_STEP)
    ]
    rows[-1]["until"] = (FIRST_ON + timedelta(weeks=WEEKS, days=-1)).isoformat()
    taper = read_taper({"steps": rows, "then": "stop"})
    spent = []
    for _round in range(ROUNDS):
        begin = time.process_time()
        doses = [dose for step in taper.steps for dose in doses_of(step, DAILY, ZONE)]
        spent.append(time.process_time() - begin)
    whole = sum(total for step in taper.steps if (total := total_of(step, DAILY, ZONE)))
    if len(doses) != WEEKS * 7 or sum(dose.amount for dose in doses) != whole:
        raise SystemExit("the taper's days and its total do not agree")
    return min(spent) * 1000 / MONTHS
