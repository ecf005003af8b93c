"""What `make bench` measures: a bare Flask app and Sunhat with 1 and 10 years of history."""

import json
import os
import random
import secrets
import sqlite3
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import waitress
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlmodel import Session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from journal import create_app
from journal.clock import now
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Change, Entry, Kind, Revision, Status
from journal.records.kinds.dose import DoseRow
from journal.records.people import AuthSession
from journal.settings import Settings
from journal.summary.gather import gather
from journal.summary.pdf import Paper, press, render_pdf
from journal.web.signed_in import hashed
from tests.family import Family, fresh_database, make_family

Request = Callable[[], tuple[str, str, dict[str, str], bytes | None]]
DOSES_A_DAY = 6
SECRET = "only for measuring, on this machine"


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
    houses = {years: _house(folder / f"{years}", years) for years in (1, 10)}
    bare = _bare(folder / "bare.sqlite3")
    mounted = {f"/y{years}": house.app for years, house in houses.items()}
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
    # The press is a process of its own; its worker is started by the first PDF.
    return Served(
        port=server.effective_port,
        requests=requests,
        today=houses[1].page("today"),
        pdf=houses[1].pdf,
        close=server.close,
    )


@dataclass
class _House:
    """One family's server."""

    app: Flask
    family: Family
    prefix: str
    cookie: str
    medicine: uuid.UUID
    device: str

    def page(self, name: str) -> Request:
        path = f"{self.prefix}/children/{self.family.nora}/{name}"
        return lambda: ("GET", path, {"Cookie": self.cookie}, None)

    def dose(self) -> tuple[str, str, dict[str, str], bytes | None]:
        moment = now()
        fields = {
            "at": moment.isoformat(),
            "medicine": str(self.medicine),
            "slot": f"{moment.date()}T{secrets.randbelow(24):02}:{secrets.randbelow(60):02}",
            "outcome": "given",
            "amount": "12.5",
            "unit": "mg",
        }
        change = {
            "id": str(uuid7(moment)),
            "entry": str(uuid7(moment)),
            "child": str(self.family.nora),
            "kind": "dose",
            "made_at": moment.isoformat(),
            "zone": "America/New_York",
            "fields": fields,
        }
        body = {
            "device": self.device,
            "person": str(self.family.people["ada"]),
            "sent_at": moment.isoformat(),
            "epoch": None,
            "cursor": None,
            "changes": [change],
        }
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
        }
        return "POST", f"{self.prefix}/api/v1/sync", headers, json.dumps(body).encode()

    def pdf(self, number: int) -> None:
        """One PDF whose content differs each time, so that nothing is remembered."""
        database = self.app.extensions["journal_database"]
        with database.reading() as session:
            child = session.get_one(Child, self.family.nora)
            today = now().date()
            page = gather(session, child, today - timedelta(days=90 + number), today, now=now())
        with self.app.app_context():
            render_pdf(page, paper=Paper.A4, language="en")


def _house(folder: Path, years: int) -> _House:
    settings = Settings.from_environment(
        {"JOURNAL_DATA": str(folder), "JOURNAL_SECRET_KEY": SECRET}
    )
    database = fresh_database(settings.database)
    family = make_family(database)
    begun = now().date() - timedelta(days=365 * years)
    names = ("Prednisolone", "Folic acid", "Hydroxychloroquine")
    medicines = [family.medicine(name, first_on=begun, now=now()).id for name in names]
    token = secrets.token_urlsafe(32)
    with database.transaction() as session:
        _fill(session, family, medicines, years)
        moment = now()
        session.add(
            AuthSession(
                id=hashed(token),
                account_id=family.people["ada"],
                agent="bench",
                created_at=moment,
                seen_at=moment,
            )
        )
    database.close()
    app = create_app(settings)
    with app.test_request_context():
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    assert isinstance(serializer, URLSafeTimedSerializer)
    cookie = serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
    return _House(
        app, family, f"/y{years}", f"journal={cookie}", medicines[0], str(uuid.UUID(int=years))
    )


def _fill(session: Session, family: Family, medicines: list[uuid.UUID], years: int) -> None:
    """Write the history straight into the tables: thirty thousand requests would take too long."""
    dice = random.Random(years)
    by = family.people["ada"]
    seq = 0
    for day in range(365 * years):
        for number in range(DOSES_A_DAY):
            at = now() - timedelta(days=day, minutes=dice.randrange(1440))
            seq += 1
            fields = {
                "at": at.isoformat(),
                "medicine": str(medicines[number % len(medicines)]),
                "slot": f"{at.date()}T0{number}:00",
                "outcome": "given",
                "amount": "12.5",
                "unit": "mg",
            }
            _add(session, family.nora, by, fields, at, seq)
        session.flush()
        session.expunge_all()


def _add(
    session: Session,
    child: uuid.UUID,
    by: uuid.UUID,
    fields: dict[str, str],
    at: datetime,
    seq: int,
) -> None:
    entry, change = uuid7(at), uuid7(at)
    session.add(
        Entry(
            id=entry,
            child_id=child,
            kind=Kind.DOSE,
            at=at,
            zone="America/New_York",
            revision=1,
            seq=seq,
            text="prednisolone",
            made_by=by,
            changed_by=by,
            changed_at=at,
        )
    )
    session.flush()
    session.add(
        Revision(
            entry_id=entry,
            number=1,
            change_id=change,
            changed=fields,
            deletes=False,
            fields=fields,
            deleted=False,
            by=by,
            made_at=at,
            received_at=at,
        )
    )
    session.add(
        Change(
            id=change,
            child_id=child,
            entry_id=entry,
            by=by,
            digest="",
            content={},
            status=Status.APPLIED,
            revision=1,
            received_at=at,
        )
    )
    session.add(
        DoseRow(
            entry_id=entry,
            child_id=child,
            at=at,
            medicine=uuid.UUID(fields["medicine"]),
            slot=fields["slot"],
            outcome="given",
            amount="12.5",  # type: ignore[arg-type]
            unit="mg",
        )
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
            local.db.execute("PRAGMA journal_mode=DELETE")
            local.db.execute("PRAGMA synchronous=FULL")
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


def press_cpu() -> float:
    """CPU seconds of the press's worker process."""
    worker = press._worker
    if worker is None:
        return 0.0
    fields = Path(f"/proc/{worker.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
