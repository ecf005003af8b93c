"""What `make bench` measures: a bare Flask app, and Sunhat with much and with little history."""

import http.client
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import waitress
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from journal.records.database import SYNCHRONOUS, journal_mode
from journal.summary.pdf import press
from scripts.bench_house import Request, make_house


@dataclass
class Served:
    """A running server, the requests to ask it, and how to make a PDF of the same journal."""

    port: int
    requests: Mapping[str, Request]
    today: Request
    pdf: Callable[[int], None]
    close: Callable[[], None]


def serve(folder: Path) -> Served:
    """Fill two journals, start one waitress with everything on a free port."""
    houses = {
        years: make_house(folder / f"{years}", f"/y{years}", days=365 * years) for years in (1, 10)
    }
    # Twenty medicines, each once a day.
    full = {
        name: make_house(folder / name, f"/{name}", days=days, medicines=20)
        for name, days in (("month", 30), ("decade", 3650))
    }
    bare = _bare(folder / "bare.sqlite3")
    mounted = {house.prefix: house.app for house in (*houses.values(), *full.values())}
    server = waitress.create_server(
        DispatcherMiddleware(bare, mounted), host="127.0.0.1", port=0, threads=4, ident=None
    )
    threading.Thread(target=server.run, daemon=True).start()
    requests: dict[str, Request] = {
        "insert": lambda: ("POST", "/insert", {}, b""),
        "page": lambda: ("GET", "/page", {}, None),
    }
    for years, house in houses.items():
        requests[f"dose {years}"] = house.dose
        requests[f"today {years}"] = house.page("today")
        requests[f"line {years}"] = house.page("journal")
        requests[f"trends {years}"] = house.page("labs/trends")
        requests[f"counts {years}"] = house.page("labs/trends?show=counts")
    for name, house in full.items():
        requests[f"due {name}"] = house.due()
    # The press is a process of its own; its worker is started by the first PDF.
    return Served(
        port=server.effective_port,
        requests=requests,
        today=houses[1].page("today"),
        pdf=houses[1].pdf,
        close=server.close,
    )


ROWS = "<ul>{% for at, what in rows %}<li><b>{{ at }}</b> {{ what }}</li>{% endfor %}</ul>"


def _bare(file: Path) -> Flask:
    """The floor: Flask and sqlite3, durable as Sunhat is, and nothing else."""
    app = Flask("bare")
    local = threading.local()
    template = app.jinja_env.from_string(ROWS)

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "db"):
            local.db = sqlite3.connect(file, isolation_level=None)
            local.db.execute(f"PRAGMA journal_mode={journal_mode()}")
            local.db.execute(f"PRAGMA synchronous={SYNCHRONOUS}")
        return local.db

    first = connection()
    first.execute("CREATE TABLE dose (id INTEGER PRIMARY KEY, at TEXT, what TEXT)")
    row = (datetime.now(UTC).isoformat(), "Prednisolone 12.5 mg")
    first.execute("BEGIN")
    first.executemany("INSERT INTO dose (at, what) VALUES (?, ?)", [row] * 1000)
    first.execute("COMMIT")

    @app.post("/insert")
    def insert() -> str:
        db = connection()
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO dose (at, what) VALUES (?, ?)", row)
        db.execute("COMMIT")
        return "ok"

    @app.get("/page")
    def page() -> str:
        rows = connection().execute("SELECT at, what FROM dose ORDER BY id DESC LIMIT 30")
        return template.render(rows=rows.fetchall())

    return app


def timed(port: int, request: Request) -> float:
    """The seconds one request takes, body read; a new connection each time, as phones do."""
    method, path, headers, body = request()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    begin = time.perf_counter()
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    text = answer.read()
    seconds = time.perf_counter() - begin
    connection.close()
    if answer.status >= 400:
        raise SystemExit(f"{method} {path} answered {answer.status}: {text[:200]!r}")
    return seconds


def press_cpu() -> float:
    """CPU seconds of the press's worker process."""
    worker = press._worker
    if worker is None:
        return 0.0
    fields = Path(f"/proc/{worker.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
