"""What the page of wanted tests costs with ten years of monthly panels, and pooling a year."""

import statistics
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from journal.care.pooling import Window, ahead
from journal.clock import now
from journal.plans.lab_plans import LabWish, make_rule
from journal.records.children import Child
from scripts.bench_house import House, make_house
from scripts.bench_labs import write_reports
from scripts.bench_years import ten_years_over_one

ROUNDS = 60
TESTS = 12
START = date(2026, 3, 2)
YEAR = timedelta(days=365)


def measure(folder: Path, rounds: int = ROUNDS) -> float:
    """Return the CPU seconds of the page after ten years, divided by those after one."""
    return ten_years_over_one(partial(_house, folder), "lab-plans", rounds)


def pooling_milliseconds(rounds: int = ROUNDS) -> float:
    """Return the milliseconds of CPU that pooling twelve tests over twelve months takes."""
    infusions = [START + timedelta(days=25 + 28 * number) for number in range(14)]
    spent = []
    for _ in range(rounds):
        begin = time.process_time()
        visits = ahead(_wanted, infusions, START, START + YEAR)
        spent.append(time.process_time() - begin)
        if len(visits) < TESTS:
            raise SystemExit(f"only {len(visits)} visits in a year")
    return 1000 * statistics.median(spent)


def _wanted(last: Mapping[str, date], _on: date) -> Iterator[Window]:
    for number in range(TESTS):
        weeks = timedelta(weeks=4 + number % 6 * 4)
        by = last.get(str(number), START) + weeks
        yield Window(by - timedelta(weeks=1 + number % 3), by, str(number))


def _house(folder: Path, years: int) -> House:
    house = make_house(folder / f"labplans{years}", "", days=365 * years)
    family = house.family
    wish = {"weeks_max": 8, "repeats": True, "first_on": (now() - years * YEAR).date()}
    with house.app.extensions["journal_database"].transaction() as session:
        write_reports(session, family, 365 * years)
        actor, child = family.actor(session, "ada"), session.get_one(Child, family.nora)
        for tests in (["cbc_with_diff", "ast", "alt"], ["creatinine", "ck"]):
            make_rule(session, actor, child, LabWish(tests=tests, **wish), now=now())
    return house
