"""What the page of trends costs with ten years of a family, beside one, and how large it is."""

import re
from pathlib import Path

from journal.clock import now
from scripts.bench_house import House, make_house
from scripts.bench_years import ten_years_over_one
from tests.support.written_years import write_years

ROUNDS = 60
PAGE, WHOLE = "trends", "trends?period=all"
WEEKLY = {"every": "week", "on": ["friday"], "times": ["08:00"]}


def measure(folder: Path, rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Return two ratios of CPU and the kilobytes of the page that shows ten years.

    The first is of a year shown, after ten years and after one; the second of ten years shown,
    beside one. The kilobytes are those on the wire of a phone that has seen Today.
    """
    kept: dict[int, House] = {}

    def house(years: int) -> House:
        if years not in kept:
            kept[years] = _house(folder, years)
        return kept[years]

    ratios = [ten_years_over_one(house, page, rounds) for page in (PAGE, WHOLE)]
    return ratios[0], ratios[1], kilobytes(house(10))


def kilobytes(house: House) -> float:
    """Return what the page and the files that it alone names weigh, packed for a browser."""
    _method, path, headers, _body = house.page(WHOLE)()
    today = house.page("today")()[1]
    client = house.app.test_client(use_cookies=False)
    named, kept = (
        set(re.findall(r'(?:href|src)="(/s/[^"#]+)', client.get(each, headers=headers).text))
        for each in (path, today)
    )
    # The script that reads values is joined to those that few pages need.
    named |= {one.replace("sunhat.js", "apart.js") for one in named if one.endswith("sunhat.js")}
    asked = {**headers, "Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
    return sum(len(client.get(one, headers=asked).data) for one in (path, *(named - kept))) / 1024


def _house(folder: Path, years: int) -> House:
    house = make_house(folder / f"trends{years}", "", days=365 * years)
    begun = now().date().replace(year=now().year - years, day=1)
    house.family.medicine("Methotrexate", "15", "mg", WEEKLY, first_on=begun, now=now())
    write_years(house.family, 365 * years, reports=False)
    return house
