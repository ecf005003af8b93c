"""What the page for a visit costs from the database to the PDF, for `make bench`."""

import os
import statistics
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask_babel import force_locale

from journal.clock import now
from journal.records.children import Child
from journal.summary.axis import lanes
from journal.summary.gather import gather
from journal.summary.page import Page
from journal.summary.pdf import Paper, render_pdf
from journal.summary.press import Press
from scripts.bench_house import House, make_house
from tests.family import ZONE
from tests.support.written_years import write_years

ROUNDS = 20
DAYS = 90
TICK = os.sysconf("SC_CLK_TCK")
WEEKLY = {"every": "week", "on": ["friday"], "times": ["08:00"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """child: CPU seconds of the worker for one page; own: of gathering it and finding its words.

    grown: of both, ten years / one. megabytes: the most the worker ever held. charts: ten charts,
    in milliseconds.
    """

    child: float
    own: float
    grown: float
    megabytes: float
    charts: float


def measure(folder: Path, rounds: int = ROUNDS) -> Cost:
    """Return what a page of ninety days costs after ten years of a family."""
    press = Press()
    houses = {years: _house(folder, years) for years in (1, 10)}
    child: dict[int, list[float]] = {1: [], 10: []}
    own: dict[int, list[float]] = {1: [], 10: []}
    try:
        for house in houses.values():  # warm: the worker started, its fonts read
            render_pdf(_page(house), paper=Paper.A4, language="en", by=press)
        worker = _children()[-1]
        for number in range(rounds):
            paper = list(Paper)[number % 2]
            for years, house in houses.items():
                begun, before = time.process_time(), _cpu(worker)
                # Another first day each time: typst remembers what it has set.
                page = _page(house, DAYS - number)
                render_pdf(page, paper=paper, language="en", by=press)
                child[years].append(_cpu(worker) - before)
                own[years].append(time.process_time() - begun)
        megabytes = _peak(worker)
    finally:
        press.close()
    # The kernel counts the worker's time in hundredths of a second: the mean, no median.
    spent = {
        years: (statistics.mean(child[years]), statistics.median(own[years])) for years in child
    }
    return Cost(
        child=spent[10][0],
        own=spent[10][1],
        grown=sum(spent[10]) / sum(spent[1]),
        megabytes=megabytes,
        charts=_charts(_page(houses[10])),
    )


def _charts(page: Page, rounds: int = 50) -> float:
    """Milliseconds of CPU for ten charts of the page's axis with their words."""
    with force_locale("en"):
        count = len(lanes(page, "en"))
        begun = time.process_time()
        for _ in range(rounds):
            lanes(page, "en")
    return (time.process_time() - begun) / rounds / count * 10 * 1000


def _page(house: House, days: int = DAYS) -> Page:
    today = now().astimezone(ZoneInfo(ZONE)).date()
    with house.family.database.reading() as session:
        child = session.get_one(Child, house.family.nora)
        return gather(session, child, today - timedelta(days=days - 1), today, now=now())


def _children() -> list[int]:
    """The processes that this one has started, the newest last."""
    found = (path.read_text("ascii").split() for path in Path("/proc/self/task").glob("*/children"))
    return sorted(int(each) for several in found for each in several)


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _peak(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def _house(folder: Path, years: int) -> House:
    house = make_house(folder / f"page{years}", "", days=365 * years)
    begun = now().date().replace(year=now().year - years, day=1)
    house.family.medicine("Methotrexate", "15", "mg", WEEKLY, first_on=begun, now=now())
    write_years(house.family, 365 * years, reports=False)
    return house
