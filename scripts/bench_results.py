"""What the lab pages cost with ten years of monthly panels of twenty values, beside one year."""

import statistics
import time
from collections.abc import Mapping
from pathlib import Path

from scripts.bench_house import House, make_house
from scripts.bench_labs import write_reports

ROUNDS = 60
PAGES = ("labs", "labs/test?test=2157-6", "log/draw")


def measure(folder: Path, rounds: int = ROUNDS) -> Mapping[str, float]:
    """Return per page its CPU after ten years, divided by that after one year."""
    short, long = (_house(folder, years) for years in (1, 10))
    return {page: _ratio(short, long, page, rounds) for page in PAGES}


def _ratio(short: House, long: House, page: str, rounds: int) -> float:
    for house in (short, long):
        _seconds(house, page)
    pairs = [(_seconds(short, page), _seconds(long, page)) for _ in range(rounds)]
    one, ten = (statistics.median(side) for side in zip(*pairs, strict=True))
    return ten / one


def _house(folder: Path, years: int) -> House:
    house = make_house(folder / f"results{years}", "", days=1)
    with house.app.extensions["journal_database"].transaction() as session:
        write_reports(session, house.family, 365 * years)
    return house


def _seconds(house: House, page: str) -> float:
    _method, address, headers, _body = house.page(page)()
    client = house.app.test_client(use_cookies=False)
    begin = time.process_time()
    if client.get(address, headers=headers).status_code != 200:
        raise SystemExit(f"{address} was not answered")
    return time.process_time() - begin
