"""The cast. Every person means something; see CONTRIBUTING.md.

Nora is treated, Tom is her healthy brother. Ada owns, Ben records, Cleo may look. Eve belongs to
another household, with a child of her own, and must never learn anything.
"""

import shutil
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.rhythm import Rhythm, read_rhythm
from journal.entries.change import ChangeRequest
from journal.plans.medicines import Dosing, add_medicine
from journal.records.access import Actor, actor_for
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.database import Database
from journal.records.medicines import Medicine
from journal.records.people import Account, Household, Membership, Role
from journal.records.schema import ensure_instance
from tests.support.migrated import give_schema

ZONE = "America/New_York"
# Sunday morning in New York.
NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
PASSPHRASE = "seven lemons under a blue hat"
# argon2id of PASSPHRASE with the smallest parameters: tests sign in often.
PASSPHRASE_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$FnFpm19Gq/qddFWLu/ixgw$nhQu+DzZgpQxTGK0hP8ul9FeJcWpJX8l6O3XTME3/4o"
)


@dataclass
class Family:
    """The rows of the cast, and short ways to act as one of them."""

    database: Database
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    children: dict[str, uuid.UUID] = field(default_factory=dict)
    households: dict[str, uuid.UUID] = field(default_factory=dict)

    @property
    def nora(self) -> uuid.UUID:
        return self.children["nora"]

    @property
    def tom(self) -> uuid.UUID:
        return self.children["tom"]

    def actor(self, session: Session, name: str, device: uuid.UUID | None = None) -> Actor:
        """The person with the rights they hold in this transaction."""
        return actor_for(session, self.people[name], device=device)

    def medicine(
        self,
        name: str = "Prednisolone",
        amount: str = "12.5",
        unit: str = "mg",
        rhythm: Mapping[str, object] | None = None,
        first_on: date = date(2026, 11, 1),
        child: str = "nora",
        by: str = "ada",
        now: datetime | None = None,
        **more: Any,
    ) -> Medicine:
        """A medicine with one dose plan, daily at 08:00 unless said otherwise.

        now  when it is typed in; as its first day begins when left out
        """
        now = now or min(NOW, datetime.combine(first_on, time(5), UTC))
        read: Rhythm = read_rhythm(rhythm or {"every": "day", "times": ["08:00"]})
        with self.database.transaction() as session:
            return add_medicine(
                session,
                self.actor(session, by),
                self.children[child],
                name=name,
                dosing=Dosing(amount=Decimal(amount), unit=unit, rhythm=read, first_on=first_on),
                now=now,
                **more,
            )


def make_family(database: Database) -> Family:
    """The whole cast in a migrated, empty database."""
    family = Family(database)
    with database.transaction() as session:
        for house, members in {
            "lindqvist": {"ada": Role.OWNER, "ben": Role.CAREGIVER, "cleo": Role.VIEWER},
            "other": {"eve": Role.OWNER},
        }.items():
            household = Household(created_at=NOW)
            session.add(household)
            session.flush()
            family.households[house] = household.id
            for name, role in members.items():
                account = Account(
                    name=name.capitalize(),
                    email=f"{name}@example.org",
                    passphrase_hash=PASSPHRASE_HASH,
                    created_at=NOW,
                )
                session.add(account)
                session.flush()
                family.people[name] = account.id
                session.add(
                    Membership(
                        household_id=household.id, account_id=account.id, role=role, created_at=NOW
                    )
                )
        for name, house, born, colour in (
            ("nora", "lindqvist", date(2017, 5, 3), "clay"),
            ("tom", "lindqvist", date(2014, 2, 11), "teal"),
            ("mia", "other", date(2018, 8, 8), "violet"),
        ):
            child = Child(
                household_id=family.households[house],
                name=name.capitalize(),
                born_on=born,
                zone=ZONE,
                day_begins=time(4),
                colour=colour,
                created_at=NOW,
            )
            session.add(child)
            session.flush()
            family.children[name] = child.id
    return family


def make_owner(family: Family, who: str) -> None:
    """Let somebody own the household as Ada does, so that they may share links."""
    with family.database.transaction() as session:
        key = (family.households["lindqvist"], family.people[who])
        session.get_one(Membership, key).role = Role.OWNER


def give_account(family: Family, child: str) -> None:
    """Give a child an account of their own, as an owner's invitation does (H39)."""
    with family.database.transaction() as session:
        account = Account(
            name=f"{child.capitalize()} Lindqvist",
            email=f"{child}@example.org",
            passphrase_hash=PASSPHRASE_HASH,
            created_at=NOW,
        )
        session.add(account)
        session.flush()
        family.people[child] = account.id
        session.add(
            Membership(
                household_id=family.households["lindqvist"],
                account_id=account.id,
                role=Role.TEEN,
                child_id=family.children[child],
                created_at=NOW,
            )
        )


def fresh_family(url: str) -> Family:
    """The cast in a fresh database; on SQLite copied, ids and all, from one that was made once."""
    file = sa.make_url(url).database
    if not url.startswith("sqlite") or Path(str(file)).exists():
        return make_family(fresh_database(url))
    made = _family_file()
    shutil.copyfile(str(made.database.engine.url.database), str(file))
    return Family(Database(url), dict(made.people), dict(made.children), dict(made.households))


@cache
def _family_file() -> Family:
    """The cast in a closed database, one for each process of the tests."""
    folder = tempfile.mkdtemp(prefix="sunhat-family-")
    family = make_family(fresh_database(f"sqlite:///{folder}/journal.sqlite3"))
    family.database.close()
    return family


def fresh_database(url: str) -> Database:
    """A migrated database without anybody in it."""
    give_schema(url)
    database = Database(url)
    ensure_instance(database)
    return database


def change(
    child: uuid.UUID,
    kind: str,
    /,
    *,
    made_at: datetime = NOW,
    entry: uuid.UUID | None = None,
    change_id: uuid.UUID | None = None,
    base: int | uuid.UUID | None = None,
    delete: bool = False,
    confirmed: frozenset[str] = frozenset(),
    **fields: Any,
) -> ChangeRequest:
    """A change as a phone in New York makes it; `at` is its own time unless said otherwise."""
    if not delete and base is None:
        fields = {"at": made_at.isoformat(), **fields}
    return ChangeRequest(
        id=change_id or uuid7(made_at),
        entry=entry or uuid7(made_at),
        child=child,
        kind=kind,
        base=base,
        delete=delete,
        made_at=made_at,
        zone=ZONE,
        fields=fields,
        confirmed=confirmed,
    )
