"""A family's server with years of history, for `make bench`."""

import json
import random
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlmodel import Session, SQLModel

from journal import create_app
from journal.clock import now
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Change, Entry, Kind, Revision, Status
from journal.records.kinds.dose import DoseRow
from journal.records.people import AuthSession, Household
from journal.settings import Settings
from journal.summary.gather import gather
from journal.summary.pdf import Paper, render_pdf
from journal.web.signed_in import hashed
from scripts.bench_labs import write_reports
from tests.family import Family, fresh_database, make_family

Request = Callable[[], tuple[str, str, dict[str, str], bytes | None]]
DOSES_A_DAY = 6
SECRET = "only for measuring, on this machine"


@dataclass
class House:
    """One family's server."""

    app: Flask
    family: Family
    prefix: str
    cookie: str
    medicine: uuid.UUID
    device: str
    epoch: str | None = None
    cursor: str | None = None
    given: int = 0

    def page(self, name: str) -> Request:
        return self._get(f"/children/{self.family.nora}/{name}")

    def due(self) -> Request:
        """The due list of a day whose doses are recorded."""
        on = (now() - timedelta(days=10)).date()
        return self._get(f"/api/v1/children/{self.family.nora}/due?on={on}")

    def _get(self, path: str) -> Request:
        return lambda: ("GET", self.prefix + path, {"Cookie": self.cookie}, None)

    def dose(self) -> tuple[str, str, dict[str, str], bytes | None]:
        moment = now()
        # Weeks ago, each in a slot of its own: Today shows the same before and after.
        self.given += 1
        at = moment - timedelta(days=30 + self.given % 300)
        fields = {
            "at": at.isoformat(),
            "medicine": str(self.medicine),
            "slot": f"{at.date()}T12:{self.given // 300:02}",
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
            "epoch": self.epoch,
            "cursor": self.cursor,
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


def make_house(folder: Path, prefix: str, *, days: int, medicines: int = 3) -> House:
    """A family's server, below `prefix`, after so many days of six doses or one per medicine."""
    settings = Settings.from_environment(
        {"JOURNAL_DATA": str(folder), "JOURNAL_SECRET_KEY": SECRET}
    )
    database = fresh_database(settings.database)
    family = make_family(database)
    begun = now().date() - timedelta(days=days)
    names = ("Prednisolone", "Folic acid", *(f"Medicine {n}" for n in range(3, medicines + 1)))
    ids = [family.medicine(name, first_on=begun, now=now()).id for name in names]
    token = secrets.token_urlsafe(32)
    with database.transaction() as session:
        write_doses(session, family, ids, days, max(DOSES_A_DAY, len(ids)))
        write_reports(session, family, days)
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
        serializer = app.session_interface.get_signing_serializer(app)
    assert isinstance(serializer, URLSafeTimedSerializer)
    cookie = serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
    house = House(app, family, prefix, f"journal={cookie}", ids[0], str(uuid.UUID(int=days)))
    _catch_up(house)
    return house


def _catch_up(house: House) -> None:
    """Read the whole history once: from then on the phone asks only for what is new."""
    more = True
    while more:
        _, path, headers, body = house.dose()
        path = path.removeprefix(house.prefix)
        answer = house.app.test_client(use_cookies=False).post(path, headers=headers, data=body)
        news = answer.get_json()
        house.epoch, house.cursor, more = news["epoch"], news["cursor"], news["more"]


def write_doses(
    session: Session, family: Family, medicines: list[uuid.UUID], days: int, doses: int
) -> None:
    """Write so many doses a day straight into the tables: requests would take too long."""
    dice = random.Random(days)
    rows: dict[type[SQLModel], list[dict[str, object]]] = {
        table: [] for table in (Entry, Revision, Change, DoseRow)
    }
    for number in range(days * doses):
        day, dose = divmod(number, doses)
        at = now() - timedelta(days=day, minutes=dice.randrange(1440))
        medicine = medicines[dose % len(medicines)]
        hour = 8 + dose // len(medicines)
        for table, row in _dose(family, medicine, at, hour, number).items():
            rows[table].append(row)
    for table, values in rows.items():
        session.execute(sa.insert(table), values)
    household = family.households["lindqvist"]
    session.get_one(Household, household).seq = days * doses


def _dose(
    family: Family, medicine: uuid.UUID, at: datetime, hour: int, number: int
) -> dict[type[SQLModel], dict[str, object]]:
    by, child, entry, change = family.people["ada"], family.nora, uuid7(at), uuid7(at)
    fields = {
        "at": at.isoformat(),
        "medicine": str(medicine),
        "slot": f"{at.date()}T{hour:02}:00",
        "outcome": "given",
        "amount": "12.5",
        "unit": "mg",
    }
    said = {**fields, "at": at, "medicine": medicine, "amount": Decimal("12.5")}
    return {
        Entry: {
            "id": entry,
            "child_id": child,
            "kind": Kind.DOSE,
            "at": at,
            "zone": "America/New_York",
            "revision": 1,
            "deleted": False,
            "seq": number + 1,
            "text": "prednisolone",
            "made_by": by,
            "changed_by": by,
            "changed_at": at,
        },
        Revision: {
            "entry_id": entry,
            "number": 1,
            "change_id": change,
            "changed": fields,
            "deletes": False,
            "fields": fields,
            "deleted": False,
            "by": by,
            "made_at": at,
            "received_at": at,
        },
        Change: {
            "id": change,
            "child_id": child,
            "entry_id": entry,
            "by": by,
            "digest": "",
            "content": {},
            "status": Status.APPLIED,
            "revision": 1,
            "warnings": [],
            "errors": [],
            "received_at": at,
        },
        DoseRow: {"entry_id": entry, "child_id": child, "photos": [], "again": False, **said},
    }
