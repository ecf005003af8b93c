"""What a request costs among many families, beside the same among twenty, for `make bench`.

One PostgreSQL, two databases; each has two web processes of its own. All
are asked by turns. Counted is the CPU of those processes and of PostgreSQL, for a clock would
measure what else the machine does. `python -m scripts.bench_growth --families 2000` is the charity.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from journal import create_app
from journal.clock import now
from journal.entries.reading import Mark
from journal.records.columns import uuid7
from journal.records.schema import read_epoch
from journal.settings import Settings
from journal.web.sync_body import write_cursor
from scripts.bench_cpu import spent
from scripts.bench_house import SECRET
from scripts.bench_many import SEQ, Crowd, other, write_many
from tests.support import postgres
from tests.support.served import free_port

ROOT = Path(__file__).resolve().parent.parent
FEW, MANY, CHARITY, DAYS = 20, 200, 2000, 730
# How often a family asks for each in a day, as docs/scale.md supposes.
A_DAY = {"sync": 12, "today": 8, "journal": 2, "visit": 0.2}
ROUNDS, BATCH = 6, 10
PHONES = 2


@dataclass
class Site:
    """One database with its web processes."""

    crowd: Crowd
    data: Path
    ports: list[int]
    pids: list[int]
    dice: random.Random
    cookies: list[str] = field(default_factory=list)
    epoch: str = ""
    cpu: dict[str, list[float]] = field(default_factory=dict)


def measure(families: int = MANY, rounds: int = ROUNDS) -> dict[str, float]:
    """Return ratios of CPU, and what one request costs among many in milliseconds."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres.running())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        crowds = [write_many(server, each, days=DAYS) for each in (FEW, families)]
        return measured(stack, server.pid, folder, crowds, rounds)


def measured(
    stack: ExitStack, postmaster: int, folder: Path, crowds: list[Crowd], rounds: int
) -> dict[str, float]:
    """The same of databases that are there. The first has few families, the second many."""
    sites = [
        stack.enter_context(_served(folder / str(number), crowd))
        for number, crowd in enumerate(crowds)
    ]
    for number in range(rounds + 1):
        for kind in A_DAY:
            for site in sites:
                took = spent(postmaster, site.pids, lambda s=site, k=kind: _batch(s, k))
                if number:  # the first pages of a server are its slowest
                    site.cpu.setdefault(kind, []).append(took / BATCH)
    few, many = ({kind: _middle(each) for kind, each in site.cpu.items()} for site in sites)
    found = {f"{kind} ratio": many[kind] / few[kind] for kind in A_DAY}
    found |= {f"{kind} ms": 1000 * many[kind] for kind in A_DAY}
    day_few, day_many = (sum(A_DAY[k] * each[k] for k in A_DAY) for each in (few, many))
    return found | {
        "day ratio": day_many / day_few,
        "day ms": 1000 * day_many,
        "rows": crowds[1].rows,
    }


@contextmanager
def _served(data: Path, crowd: Crowd) -> Iterator[Site]:
    """Two web processes, without the work of every day that `journal serve` does beside pages."""
    named = {
        "JOURNAL_DATA": str(data), "JOURNAL_DATABASE": crowd.url, "JOURNAL_SECRET_KEY": SECRET,
        "JOURNAL_REMINDERS": "worker",
    }  # fmt: skip
    app = create_app(Settings.from_environment(named))
    with app.test_request_context():
        serializer = app.session_interface.get_signing_serializer(app)
    cookies = [
        "journal=" + serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
        for token in crowd.tokens
    ]
    with app.extensions["journal_database"].reading() as session:
        epoch = str(read_epoch(session))
    app.extensions["journal_database"].close()
    ports = [free_port() for _ in range(2)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JOURNAL_")} | named
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "wsgi:app"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for port in ports
    ]  # fmt: skip
    try:
        _until_up(ports)
        pids = [process.pid for process in running]
        yield Site(crowd, data, ports, pids, random.Random(1), cookies, epoch)
    finally:
        for process in running:
            process.kill()
            process.wait()


def _until_up(ports: list[int]) -> None:
    ends = time.monotonic() + 180
    for port in ports:
        while True:
            try:
                _ask(port, "GET", "/healthz", {}, None)
                break
            except OSError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.2)


def _batch(site: Site, kind: str) -> None:
    """So many requests of one kind, of families that the dice name, by turns to each server."""
    for number in range(BATCH):
        family = site.dice.randrange(len(site.cookies))
        port = site.ports[number % len(site.ports)]
        headers = {"Cookie": site.cookies[family]}
        if kind == "sync":
            headers |= {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
            status, text = _ask(port, "POST", "/api/v1/sync", headers, _dose(site, family))
            if status != 200 or b"applied" not in text:
                raise SystemExit(f"sync answered {status}: {text[:300]!r}")
            continue
        path = f"/children/{site.crowd.child(family)}/{kind}"
        status, _text = _ask(port, "GET", path, headers, None)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")


def _dose(site: Site, family: int) -> bytes:
    """A dose of weeks ago, in a minute of its own: Today shows the same before and after."""
    moment = now()
    at = moment - timedelta(days=site.dice.randrange(30, 330))
    crowd, hour = site.crowd, site.dice.randrange(1440)
    medicine = other(crowd.medicines[0], family)
    fields = {
        "at": at.isoformat(), "medicine": str(medicine), "outcome": "given",
        "slot": f"{at.date()}T{hour // 60:02}:{hour % 60:02}", "amount": "12.5", "unit": "mg",
    }  # fmt: skip
    change = {
        "id": str(uuid7(moment)), "entry": str(uuid7(moment)), "child": str(crowd.child(family)),
        "kind": "dose", "made_at": moment.isoformat(), "zone": "America/New_York", "fields": fields,
    }  # fmt: skip
    home = other(crowd.first.households["lindqvist"], family)
    body = {
        "device": str(uuid.UUID(int=family + 1)),
        "person": str(other(crowd.first.people["ada"], family)),
        "sent_at": moment.isoformat(),
        "epoch": site.epoch,
        "cursor": write_cursor({home: Mark(SEQ)}),
        "changes": [change],
    }
    return json.dumps(body).encode()


def _ask(
    port: int, method: str, path: str, headers: dict[str, str], body: bytes | None
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _middle(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[len(ordered) // 2]


def main() -> None:
    """Print all figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=CHARITY)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    wish = parser.parse_args()
    print(json.dumps(measure(wish.families, wish.rounds)))


if __name__ == "__main__":
    main()
