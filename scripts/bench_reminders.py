"""What reminders cost, for `make bench`: a storm at 08:00, a quiet tick, a second worker.

`python -m scripts.bench_reminders --storm --families 250` measures a smaller storm alone.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.clock import now
from journal.records.database import Database
from journal.records.medicines import Medicine
from journal.records.reminders import Delivery, Occurrence, PushSubscription
from journal.reminders.endpoints import Permitted
from journal.reminders.push import Sender
from journal.reminders.tick import tick
from journal.reminders.vapid import VapidKey
from journal.reminders.wording import Words
from scripts.bench_apps import timed
from scripts.bench_crowd import crowd
from scripts.bench_house import SECRET, House, make_house
from scripts.bench_receiver import receiver
from tests.family import fresh_database
from tests.support import postgres, served

PHONES = 4  # of each family
HANGING = 0.01
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Storm:
    """seconds until every phone whose push service answers was told, of the clock and of CPU."""

    told: int
    seconds: float
    cpu: float
    quiet_p99: float
    p99: float


@contextmanager
def workers(number: int, data: Path, hosts: list[str], **more: str) -> Iterator[list[int]]:
    """`journal remind` so many times; yield the process ids."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("JOURNAL_")},
        "JOURNAL_DATA": str(data),
        "JOURNAL_SECRET_KEY": SECRET,
        "JOURNAL_PUSH_HOSTS": " ".join(hosts),
        **more,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "journal", "remind"]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        for _ in range(number)
    ]
    try:
        yield [process.pid for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait()


def storm(folder: Path, families: int, *, limit: float = 1800) -> Storm:
    """F20: 08:00 with 20 ms to each push service, and one phone in a hundred at one that hangs."""
    house = make_house(folder, "", days=30)
    database = Database(f"sqlite:///{folder / 'journal.sqlite3'}")
    due_at = now().replace(second=0, microsecond=0) - timedelta(minutes=1)
    with receiver(0.02, 3, 1) as hosts:
        crowd(database, families, [f"http://{host}" for host in hosts[:3]], due_at=due_at)
        _hang(database, round(families * PHONES * HANGING), f"http://{hosts[3]}")
        server = served.start(folder, JOURNAL_REMINDERS="worker", JOURNAL_SECRET_KEY=SECRET)
        try:
            _pages(server.port, house, seconds=3)  # the first pages of a server are its slowest
            quiet = _pages(server.port, house, seconds=20)
            with workers(1, folder, hosts) as (pid,):
                over = threading.Event()
                told: list[float] = []
                busy: list[float] = []
                asking = threading.Thread(
                    target=lambda: busy.extend(_pages(server.port, house, until=over))
                )
                _until_told(database, 1, limit)
                asking.start()
                before, begin = _cpu(pid), time.monotonic()
                count = _until_told(database, _healthy(database, hosts[3]), limit)
                told.append(time.monotonic() - begin)
                cpu = _cpu(pid) - before
                over.set()
                asking.join()
        finally:
            server.stop()
            database.close()
    return Storm(count, told[0], cpu, _p99(quiet), _p99(busy))


def tick_ratio(folder: Path, *, families: int = 10, rounds: int = 11) -> float:
    """CPU of a tick beside 100,000 occurrences that are to come, against one beside 1,000."""
    sides = [_with_future(folder / f"{many}.sqlite3", families, many) for many in (1000, 100_000)]
    words = Words(url="https://journal.example")
    sender = Sender(VapidKey.generate(contact="mailto:ada@journal.example"), Permitted(()))
    pairs = []
    for _ in range(rounds + 2):
        took = []
        for database in sides:
            begin = time.process_time()
            tick(database, sender, words, now=now())
            took.append(time.process_time() - begin)
        pairs.append(took)
    for database in sides:
        database.close()
    return statistics.median(many / few for few, many in pairs[2:])


def workers_ratio(folder: Path, *, families: int = 150, rounds: int = 3) -> float:
    """How many times as much two workers deliver as one does, on PostgreSQL."""
    with postgres.running() as server:
        pairs = [
            [
                _a_second(server.new_database(), folder / f"{turn}{number}", number, families)
                for number in (1, 2)
            ]
            for turn in range(rounds)
        ]
    return statistics.median(two / one for one, two in pairs)


def _a_second(url: str, data: Path, number: int, families: int) -> float:
    """Messages that so many workers deliver a second, from the first one on."""
    database = fresh_database(url)
    due_at = now().replace(second=0, microsecond=0) - timedelta(minutes=1)
    with receiver(0.02, 3) as hosts:
        crowd(database, families, [f"http://{host}" for host in hosts], due_at=due_at)
        with workers(number, data, hosts, JOURNAL_DATABASE=url):
            _until_told(database, families * PHONES, 900)
    with database.reading() as session:
        first, last = session.exec(
            select(sa.func.min(col(Delivery.sent_at)), sa.func.max(col(Delivery.sent_at)))
        ).one()
    database.close()
    return families * PHONES / (last - first).total_seconds()


def _hang(database: Database, phones: int, service: str) -> None:
    """Let so many phones be subscribed at a push service that never answers."""
    with database.transaction() as session:
        crowded = select(PushSubscription).where(
            col(PushSubscription.endpoint).startswith("http://127.0.0.1")
        )
        for number, phone in enumerate(session.exec(crowded.limit(phones))):
            phone.endpoint = f"{service}/send/{number}"


def _healthy(database: Database, hanging: str) -> int:
    with database.reading() as session:
        asked = select(sa.func.count()).where(
            col(PushSubscription.endpoint).startswith("http://127.0.0.1"),
            ~col(PushSubscription.endpoint).startswith(f"http://{hanging}"),
        )
        return session.exec(asked).one()


def _until_told(database: Database, many: int, limit: float) -> int:
    ends = time.monotonic() + limit
    while (told := _told(database)) < many:
        if time.monotonic() > ends:
            raise SystemExit(f"only {told} of {many} phones were told in {limit:.0f} s")
        time.sleep(0.5)
    return told


def _told(database: Database) -> int:
    with database.reading() as session:
        told = select(sa.func.count()).where(col(Delivery.outcome) == "accepted")
        return session.exec(told.where(Delivery.nudge == 0)).one()


def _pages(
    port: int, house: House, *, seconds: float = 1e9, until: threading.Event | None = None
) -> list[float]:
    """Ask for Today four times a second; return how long each took."""
    took, request, over = [], house.page("today"), until or threading.Event()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not over.wait(0.25):
        took.append(timed(port, request))
    return took


def _p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _with_future(file: Path, families: int, many: int) -> Database:
    database = fresh_database(f"sqlite:///{file}")
    due_at = now().replace(second=0, microsecond=0) + timedelta(hours=1)
    crowd(database, families, ["http://127.0.0.1:9"], due_at=due_at)
    with database.transaction() as session:
        _fill(session, many, due_at + timedelta(days=5))
    return database


def _fill(session: Session, many: int, begin: datetime) -> None:
    medicines = session.exec(select(Medicine)).all()
    rows = []
    for number in range(many):
        medicine = medicines[number % len(medicines)]
        due_at = begin + timedelta(minutes=number // len(medicines))
        slot = f"{due_at:%Y-%m-%dT%H:%M}"
        rows.append(
            {
                "child_id": medicine.child_id,
                "about": "dose",
                "medicine_id": medicine.id,
                "slot": slot,
                "key": f"{medicine.id}:{slot}",
                "due_at": due_at,
            }
        )
    session.execute(sa.insert(Occurrence), rows)


def main() -> None:
    """Print all figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=2500)
    parser.add_argument("--storm", action="store_true", help="the storm alone")
    wish = parser.parse_args()
    found: dict[str, object] = {"load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as folder:
        if wish.storm:
            found["storm"] = vars(storm(Path(folder) / "data", wish.families))
            print(json.dumps(found))
            return
        found["tick"] = tick_ratio(Path(folder))
        print(json.dumps(found), flush=True)
        found["workers"] = workers_ratio(Path(folder))
        print(json.dumps(found), flush=True)
        found["storm"] = vars(storm(Path(folder) / "data", wish.families))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
