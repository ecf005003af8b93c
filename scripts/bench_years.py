"""How much dearer a page is after ten years of a family than after one, for `make bench`."""

import statistics
import time
from collections.abc import Callable

from scripts.bench_house import House

FIRST_ROUNDS = 5  # not counted


def ten_years_over_one(make: Callable[[int], House], page: str, rounds: int) -> float:
    """Return the CPU seconds of the page after ten years, divided by those after one.

    make  returns a house of so many years
    """
    houses = {years: make(years) for years in (1, 10)}
    spent: dict[int, list[float]] = {years: [] for years in houses}
    for number in range(rounds + FIRST_ROUNDS):
        for years, house in houses.items():
            seconds = _timed(house, page)
            if number >= FIRST_ROUNDS:
                spent[years].append(seconds)
    return statistics.median(spent[10]) / statistics.median(spent[1])


def _timed(house: House, page: str) -> float:
    method, path, headers, _body = house.page(page)()
    client = house.app.test_client(use_cookies=False)
    begin = time.process_time()
    answer = client.open(path, method=method, headers=headers)
    seconds = time.process_time() - begin
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return seconds
