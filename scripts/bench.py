"""`make bench`: what a request costs, beside a bare Flask request on the same server, same run.

One waitress serves them all in one process: a bare Flask app with one durable insert and one
30-row page, Sunhat with 1 and with 10 years of a child's history, and with 20 medicines for a month
and for 10 years. Requests are interleaved, so that a busy machine is busy for all of them; every
figure is a ratio, a count or a size.
"""

import argparse
import http.client
import re
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from scripts import (
    bench_apps,
    bench_evening,
    bench_growth,
    bench_lab_plans,
    bench_lighthouse,
    bench_page,
    bench_phone,
    bench_push,
    bench_reminders,
    bench_results,
    bench_table,
    bench_taper,
    bench_trends,
    bench_vaccines,
)
from scripts.bench_table import Row

ROUNDS = 120
FOUND: list[Row] = []


def main() -> int:
    """Print every figure with its target, write docs/performance.md; 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    print(f"{'what':<44}{'ratio':>8}  target")
    with tempfile.TemporaryDirectory() as folder:
        missed = measure(Path(folder), rounds)
    with tempfile.TemporaryDirectory() as folder:
        vaccine = bench_vaccines.measure(Path(folder))
    missed += say("page of a vaccine, 10 years / 1 year", vaccine, 1.2)
    with tempfile.TemporaryDirectory() as folder:
        labs = bench_results.measure(Path(folder))
    missed += sum(say(f"{page}, 10 years / 1 year", ratio, 1.2) for page, ratio in labs.items())
    with tempfile.TemporaryDirectory() as folder:
        after, shown, kilobytes = bench_trends.measure(Path(folder))
    missed += say("trends, a year shown, 10 years / 1 year", after, 1.2)
    say("trends, 10 years shown / 1 year shown", shown, None)
    missed += say("trends of 10 years on the wire, kilobytes", kilobytes, 60)
    missed += paper()
    with tempfile.TemporaryDirectory() as folder:
        wanted = bench_lab_plans.measure(Path(folder))
    missed += say("page of wanted tests, 10 years / 1 year", wanted, 1.2)
    pooled = bench_lab_plans.pooling_milliseconds()
    missed += say("12 tests x 12 months pooled, ms of CPU", pooled, 20)
    with tempfile.TemporaryDirectory() as folder:
        evening = bench_evening.measure(Path(folder))
    missed += say("a usual evening's save / one symptom's", evening, 1.5)
    taper = bench_taper.milliseconds_a_month()
    missed += say("52-week taper, ms of CPU a month shown", taper, 1)
    push = bench_push.measure()["ratio"]
    missed += say("messages encrypted per second / raw floor", push, 0.70, at_least=True)
    whole = bench_push.measure_send()
    missed += say("messages sent per second / POST + floor", whole, 0.50, at_least=True)
    missed += reminders()
    missed += growth()
    missed += phone() + lighthouse()
    bench_table.write(FOUND)
    return 1 if missed else 0


def paper() -> int:
    """Print what the page for a visit costs; return how many figures missed their target."""
    with tempfile.TemporaryDirectory() as folder:
        cost = bench_page.measure(Path(folder))
    missed = say("page for a visit to PDF, worker's CPU in s", cost.child, 0.15)
    say("the same, gathered and put into words, s", cost.own, None)
    missed += say("the same, both, 10 years / 1 year", cost.grown, 1.2)
    missed += say("the same, most memory of the worker, MB", cost.megabytes, 200)
    return missed + say("ten charts, ms of CPU", cost.charts, 10)


def reminders() -> int:
    """Print what many reminders cost; return how many figures missed their target."""
    with tempfile.TemporaryDirectory() as folder:
        found = bench_reminders.tick_ratio(Path(folder))
        missed = say("tick, 100,000 to come / 1,000 to come", found, 1.5)
        twice = bench_reminders.workers_ratio(Path(folder))
        missed += say("two workers / one, PostgreSQL", twice, 1.7, at_least=True)
        storm = bench_reminders.storm(Path(folder) / "data", 2500)
    missed += say("10,000 phones due at once, s until told", storm.seconds, 120)
    say("the same, s of the worker's CPU", storm.cpu, None)
    calm = storm.p99 / storm.quiet_p99
    return missed + say("Today meanwhile / before, 99th of 100", calm, 3)


def growth() -> int:
    """Print what many families cost beside twenty; return how many figures missed their target."""
    found = bench_growth.measure()
    missed = say("log a dose, 200 families / 20", found["sync ratio"], 1.3)
    missed += say("Today, 200 families / 20", found["today ratio"], 1.3)
    missed += say("timeline, 200 families / 20", found["journal ratio"], 1.3)
    missed += say("visit page, 200 families / 20", found["visit ratio"], 1.3)
    missed += say("a family’s day of requests, 200 families / 20", found["day ratio"], 1.3)
    say("a family’s day of requests, ms of CPU", found["day ms"], None)
    return missed


def phone() -> int:
    """Print what a phone feels; return how many figures missed their target."""
    with tempfile.TemporaryDirectory() as folder:
        found = bench_phone.measure(Path(folder) / "data")
    missed = say("phone, Today first, largest paint in s", found["first"] / 1000, 2)
    missed += say("phone, Today again, largest paint in s", found["again"] / 1000, 0.7)
    missed += say("phone, Today offline, largest paint in s", found["offline"] / 1000, 0.7)
    missed += say("phone, tap to “saved”, 5,000 entries, s", found["saved"] / 1000, 0.2)
    missed += say("the same, on a line that hangs, s", found["hanging"] / 1000, 0.2)
    return missed


def lighthouse() -> int:
    """Print what Lighthouse says of Today; return how many scores missed their target."""
    with tempfile.TemporaryDirectory() as folder:
        found = bench_lighthouse.measure(Path(folder) / "data")
    if found is None:
        print("Lighthouse: not asked, it needs npm and chromium.")
        return 0
    aims = {"performance": 97, "accessibility": 100, "best-practices": 100}
    return sum(
        say(f"Lighthouse, {name}", found[name], aim, at_least=True) for name, aim in aims.items()
    )


def measure(folder: Path, rounds: int) -> int:
    """Print the ratios of requests, and of the PDF; return how many missed their target."""
    served = bench_apps.serve(folder)
    try:
        asked = {name: [] for name in served.requests}
        for number in range(rounds + 5):
            for name, request in served.requests.items():
                seconds = bench_apps.timed(served.port, request)
                if number >= 5:
                    asked[name].append(seconds)
        cost = {name: statistics.median(times) for name, times in asked.items()}
        missed = say("log a dose, 1 year / bare insert", cost["dose 1"] / cost["insert"], 2.5)
        missed += say("log a dose, 10 years / bare insert", cost["dose 10"] / cost["insert"], 2.5)
        missed += say("Today, 1 year / bare 30-row page", cost["today 1"] / cost["page"], None)
        missed += say("Today, 10 years / Today, 1 year", cost["today 10"] / cost["today 1"], 1.1)
        missed += say("timeline, 1 year / bare 30-row page", cost["line 1"] / cost["page"], None)
        missed += say("timeline, 10 years / 1 year", cost["line 10"] / cost["line 1"], 1.1)
        for name, what in (("trends", "results over time"), ("counts", "low counts")):
            ratio = cost[f"{name} 10"] / cost[f"{name} 1"]
            missed += say(f"{what}, 10 years / 1 year", ratio, 1.2)
        missed += say(
            "due list, 20 medicines, 10 years / 1 month",
            cost["due decade"] / cost["due month"],
            1.1,
        )
        size, count = first_page(served.port, served.today)
        missed += say("first page, kilobytes", size / 1024, 50)
        missed += say("first page, requests", count, 10)
        missed += say("PDF of 90 days, seconds of CPU", pdf_seconds(served.pdf), 0.15)
        return missed
    finally:
        served.close()


def first_page(port: int, request: bench_apps.Request) -> tuple[int, int]:
    """Bytes on the wire and requests of Today with everything its HTML names, nothing kept."""
    _, path, headers, _ = request()
    headers = {**headers, "Accept-Encoding": "gzip"}
    total, seen, waiting = 0, set(), [path]
    while waiting:
        where = waiting.pop()
        seen.add(where)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", where, headers=headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        total += len(text)
        if where == path:
            named = re.findall(rb'(?:href|src)="(/s/[^"#]+)', text)
            waiting += {name.decode() for name in named} - seen
    return total, len(seen)


def pdf_seconds(render: Callable[[int], None]) -> float:
    """CPU of one PDF in the steady state: this process and the press beside it."""
    for number in range(3):
        render(number)
    begin = cpu()
    for number in range(10):
        render(number + 3)
    return (cpu() - begin) / 10


def cpu() -> float:
    """CPU of this process and of its children that still run."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + bench_apps.press_cpu()


def say(what: str, value: float, target: float | None, *, at_least: bool = False) -> int:
    """Print one figure; 1 when it misses its target."""
    row = Row(what, value, target, at_least=at_least)
    FOUND.append(row)
    sign = "≥" if at_least else "≤"
    goal = "" if target is None else f"  {sign} {target:g}{'' if row.met else '   MISSED'}"
    print(f"{what:<44}{value:>8.2f}{goal}", flush=True)
    return 0 if row.met else 1


if __name__ == "__main__":
    sys.exit(main())
