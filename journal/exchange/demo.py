"""The demo family: the Lindqvists, with eighteen months of Nora's treatment up to today.

Loaded through the same doors as a family's own entries, each as of its own moment, so that authors,
revisions and questions are as they would be. Loading again changes nothing.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.entries import Result, record
from journal.exchange import demo_medicines as medicines
from journal.exchange import demo_people as people
from journal.exchange.demo_calendar import DAYS, Calendar
from journal.exchange.demo_doses import planned_doses, unplanned_doses
from journal.exchange.demo_evenings import evenings
from journal.exchange.demo_events import Happening, happenings
from journal.exchange.demo_hospital import in_hospital
from journal.exchange.demo_infections import infections
from journal.exchange.demo_infusions import add_infusion_plan
from journal.exchange.demo_labs import add_lab_rules
from journal.exchange.demo_pictures import add_pictures
from journal.exchange.demo_reports import lab_reports
from journal.exchange.demo_strength import strength
from journal.exchange.demo_vaccines import add_vaccine_plans, vaccinations
from journal.records.access import Actor, actor_for
from journal.records.children import Child
from journal.records.database import Database
from journal.records.entries import Change
from journal.records.medicines import Medicine
from journal.records.people import Account, Household
from journal.settings import write_secret

SECRET = "demo.json"
MONTH = 30


class DemoRefused(Exception):
    """The demo cannot be loaded here; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """Somebody who can sign in to the demo."""

    id: uuid.UUID
    name: str
    email: str
    password: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoChild:
    """A child of the demo; `born` as 2017-05-03."""

    id: uuid.UUID
    name: str
    born: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFamily:
    """Who is in the demo: the owner first, Nora before Tom."""

    accounts: tuple[DemoAccount, ...]
    children: tuple[DemoChild, ...]

    def as_json(self) -> dict[str, Any]:
        """As `demo --json` prints it."""
        return {
            "accounts": [
                {
                    "id": str(account.id),
                    "name": account.name,
                    "email": account.email,
                    "password": account.password,
                    "role": account.role,
                }
                for account in self.accounts
            ],
            "children": [
                {"id": str(child.id), "name": child.name, "born": child.born}
                for child in self.children
            ],
        }


def load_demo(
    database: Database, *, now: datetime, secrets_dir: Path, data: Path | None = None
) -> DemoFamily:
    """Load the demo family into an empty journal, or finish and return the one that is there.

    Month by month, each in one transaction. Passwords are random and kept in `secrets_dir`; without
    `data` there are no photos. Raises DemoRefused when the journal belongs to somebody else, or
    when its passwords are gone.
    """
    kept = _kept(database, secrets_dir / SECRET, now)
    calendar = Calendar(datetime.fromisoformat(kept["loaded_at"]))
    with database.transaction() as session:
        if session.get(Household, people.HOUSEHOLD) is None:
            people.add_people(session, calendar, kept["passwords"])
            add_vaccine_plans(session, calendar)
    story = [
        *in_hospital(calendar, happenings(calendar)),
        *infections(calendar),
        *vaccinations(calendar),
        *lab_reports(calendar),
        *strength(calendar),
        *unplanned_doses(calendar),
    ]
    story += evenings(calendar, list(story))
    for first in range(0, DAYS + 1, MONTH):
        _load_month(database, calendar, story, first, min(first + MONTH - 1, DAYS))
    with database.transaction() as session:
        ada = actor_for(session, people.PEOPLE[0].id)
        add_lab_rules(session, ada, calendar)
        add_infusion_plan(session, ada, calendar)
    if data is not None:
        add_pictures(database, data, calendar)
    return _family(database, kept["passwords"])


def _kept(database: Database, secret: Path, now: datetime) -> dict[str, Any]:
    """The passwords and the day of the demo, made on the first call."""
    with database.reading() as session:
        loaded = session.get(Household, people.HOUSEHOLD) is not None
        strangers = not loaded and session.exec(select(Account.id)).first() is not None
    if strangers:
        raise DemoRefused(
            N_("This journal belongs to a family. Load the demo into a data directory of its own.")
        )
    if secret.exists():
        found: dict[str, Any] = json.loads(secret.read_text(encoding="utf-8"))
        return found
    if loaded:
        raise DemoRefused(
            N_("The demo's passwords are gone. Delete its data directory and load it again.")
        )
    passwords = {person.name: people.new_password() for person in people.PEOPLE}
    made = {"loaded_at": now.isoformat(), "passwords": passwords}
    write_secret(secret, json.dumps(made, indent=1))
    return made


def _load_month(
    database: Database, calendar: Calendar, story: list[Happening], first: int, last: int
) -> None:
    start, end = calendar.at(first, "00:00"), calendar.at(last + 1, "00:00")
    told = [one for one in story if start <= one.made_at < end and one.received_at < calendar.now]
    if _is_loaded(database, told):
        return
    with database.transaction() as session:
        medicines.name_rows(session)
        actors = {person.name: actor_for(session, person.id) for person in people.PEOPLE[:2]}
        for move in medicines.moves(calendar):
            if first <= move.day <= last:
                medicines.make(session, actors["Ada"], calendar, move)
        # Held, so that the session need not look them up for every entry.
        held = [*session.exec(select(Child)), *session.exec(select(Medicine))]
        doses = planned_doses(session, calendar, first, last)
        told += [dose for dose in doses if dose.received_at < calendar.now]
        for one in sorted(told, key=lambda one: (one.received_at, one.name)):
            _record(session, actors, one)
        del held


def _is_loaded(database: Database, told: list[Happening]) -> bool:
    """Whether this month is in the journal: one transaction wrote all of it, or nothing."""
    with database.reading() as session:
        return session.get(Change, told[0].id) is not None if told else True


def _record(session: Session, actors: Mapping[str, Actor], one: Happening) -> None:
    outcome = record(session, actors[one.by], one.change(), now=one.received_at)
    if outcome.result is not Result.APPLIED:
        raise ValueError(f"{one.kind} {one.name}: {outcome}")


def _family(database: Database, passwords: Mapping[str, str]) -> DemoFamily:
    with database.reading() as session:
        children = session.exec(
            select(Child)
            .where(Child.household_id == people.HOUSEHOLD)
            .order_by(sa.case((col(Child.id) == people.NORA, 0), else_=1), col(Child.name))
        )
        return DemoFamily(
            accounts=tuple(
                DemoAccount(
                    id=person.id,
                    name=person.name,
                    email=person.email,
                    password=passwords[person.name],
                    role=person.role.value,
                )
                for person in people.PEOPLE
            ),
            children=tuple(
                DemoChild(id=child.id, name=child.name, born=child.born_on.isoformat())
                for child in children
            ),
        )
