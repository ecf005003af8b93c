"""Many families in one PostgreSQL database, copied from one by itself, for `make bench`.

One family writes two years through the same rows as everybody; every other one is the same family
with other ids, put between its rows as if all had written at the same time.
"""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from psycopg import sql
from sqlmodel import SQLModel, col

from journal.clock import now
from journal.records.bound import OF_THE_SERVER
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.people import Account, AuthSession, Household, Membership
from journal.records.reminders import Delivery, Occurrence, PhoneState, PushSubscription
from journal.records.tables import METADATA
from journal.web.signed_in import hashed
from scripts.bench_house import write_doses
from scripts.bench_labs import write_reports
from tests.family import Family, fresh_database, make_family
from tests.support.postgres import Server
from tests.support.push_service import text_of
from tests.support.written_years import write_years

SEQ = 2_000_000  # each household's count of changes
NAMES = ("Prednisolone", "Folic acid", "Hydroxychloroquine")
# Texts that name somebody once in the whole database.
ONCE = {
    ("account", "email"): "family || '.' || email",
    ("push_subscription", "endpoint"): "endpoint || '-' || family",
    ("occurrence", "key"): "{medicine_id}::text || substr(key, 37)",
}


@dataclass
class Crowd:
    """A database with so many families, and how one of them signs in.

    rows    in all tables
    tokens  the secret of the sign-in of each family, by its number
    """

    url: str
    first: Family
    medicines: list[uuid.UUID]
    rows: int = 0
    tokens: list[str] = field(default_factory=list)

    def child(self, number: int) -> uuid.UUID:
        return other(self.first.nora, number)


def other(id_: uuid.UUID, family: int) -> uuid.UUID:
    """The id that the family with this number has for what the first one calls `id_`."""
    return uuid.UUID(int=id_.int ^ (family << 24))


def write_many(server: Server, families: int, *, days: int) -> Crowd:
    """A database of so many families, each after so many days."""
    url = server.new_database()
    crowd = _first_family(url, days)
    with server.connect(str(sa.make_url(url).database)) as connection:
        _copy(connection, families)
        crowd.rows = _rows(connection)
    _sign_in(crowd, families)
    crowd.first.database.close()
    return crowd


def _first_family(url: str, days: int) -> Crowd:
    database = fresh_database(url)
    family = make_family(database)
    begun = now().date() - timedelta(days=days)
    ids = [family.medicine(name, first_on=begun, now=now()).id for name in NAMES]
    with database.transaction() as session:
        _forget_eve(session, family)
        write_doses(session, family, ids, days, len(ids))
        write_reports(session, family, days)
    write_years(family, days)
    with database.transaction() as session:
        _write_reminders(session, family, ids, days)
        session.get_one(Household, family.households["lindqvist"]).seq = SEQ
    return Crowd(url, family, ids)


def _forget_eve(session: sa.orm.Session, family: Family) -> None:
    """Households of one kind: everybody is as the Lindqvists are."""
    eve, house = family.people["eve"], family.households["other"]
    for statement in (
        sa.delete(Child).where(col(Child.household_id) == house),
        sa.delete(Membership).where(col(Membership.household_id) == house),
        sa.delete(Household).where(col(Household.id) == house),
        sa.delete(Account).where(col(Account.id) == eve),
    ):
        session.execute(statement)


def _write_reminders(
    session: sa.orm.Session, family: Family, medicines: list[uuid.UUID], days: int
) -> None:
    """What was due, and how each of two phones was told."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = text_of(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    phones = [
        PushSubscription(
            account_id=family.people[who],
            endpoint=f"http://127.0.0.1:9/send/{who}",
            p256dh=point,
            auth=text_of(b"a" * 16),
            state=PhoneState.WORKS,
            created_at=now(),
            seen_at=now(),
            shown_at=now(),
        )
        for who in ("ada", "ben")
    ]
    session.add_all(phones)
    session.flush()
    rows: dict[type[SQLModel], list[dict[str, object]]] = {Occurrence: [], Delivery: []}
    for day in range(1, days):
        at = (now() - timedelta(days=day)).replace(hour=13, minute=0)
        for medicine in medicines:
            slot, id_ = f"{at.date()}T08:00", uuid7(at)
            rows[Occurrence].append(
                {
                    "id": id_, "child_id": family.nora, "about": "dose", "medicine_id": medicine,
                    "slot": slot, "key": f"{medicine}:{slot}", "due_at": at, "settled_at": at,
                    "outcome": "told",
                }
            )  # fmt: skip
            rows[Delivery] += [
                {
                    "id": uuid7(at), "occurrence_id": id_, "subscription_id": phone.id, "nudge": 0,
                    "due_at": at, "next_at": None, "attempts": 1, "outcome": "accepted",
                    "status": 201, "sent_at": at, "topic": "x",
                }
                for phone in phones
            ]  # fmt: skip
    for table, values in rows.items():
        session.execute(sa.insert(table), values)


def _copy(connection: psycopg.Connection, families: int) -> None:
    """Copy the first family, by a superuser without triggers: foreign keys hold as they did."""
    for statement in (
        "SET session_replication_role = replica",
        "SET synchronous_commit = off",
        "SET maintenance_work_mem = '1GB'",
    ):
        connection.execute(statement)
    kept = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND indexdef NOT LIKE 'CREATE UNIQUE%'"
    ).fetchall()
    for name, _made in kept:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    if families > 1:
        for table in METADATA.sorted_tables:
            if table.name not in OF_THE_SERVER - {"account"}:
                connection.execute(_copied(table), (families - 1,))
    for _name, made in kept:
        connection.execute(made)
    connection.execute("VACUUM (FREEZE, ANALYZE)")


def _copied(table: sa.Table) -> str:
    """The statement that writes every row of the first family once for each of the others."""
    ids = [column.name for column in table.columns if isinstance(column.type, sa.Uuid)]
    read = "".join(f", {_halves(name)}" for name in ids)
    said = {column.name: f'"{column.name}"' for column in table.columns}
    said |= {name: _other(name) for name in ids}
    said |= {
        name: text.format(**{each: _other(each) for each in ids})
        for (where, name), text in ONCE.items()
        if where == table.name
    }
    order = next((name for name in ("received_at", "at", "due_at") if name in said), min(said))
    return (
        f'INSERT INTO "{table.name}" ({", ".join(map(_quoted, said))})'
        f" SELECT {', '.join(said.values())}"
        f' FROM (SELECT *{read} FROM "{table.name}" ORDER BY "{order}" OFFSET 0) AS one'
        " CROSS JOIN LATERAL generate_series(1, %s) AS family"
    )


def _halves(name: str) -> str:
    """Read once for each row of the first family: an id's text, and its last digits as a number.

    The 49th bit keeps their zeros.
    """
    digits = f"('x1' || right(\"{name}\"::text, 12))::bit(52)::bigint"
    return f'left("{name}"::text, 24) AS "{name} text", {digits} AS "{name} number"'


def _other(name: str) -> str:
    """What `other` says, in SQL."""
    return f'("{name} text" || substr(to_hex("{name} number" # (family::bigint << 24)), 2))::uuid'


def _quoted(name: str) -> str:
    return f'"{name}"'


def _rows(connection: psycopg.Connection) -> int:
    count = sql.SQL(" + ").join(
        sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(name))
        for name in METADATA.tables
    )
    found = connection.execute(sql.SQL("SELECT ") + count).fetchone()
    assert found is not None
    return int(found[0])


def _sign_in(crowd: Crowd, families: int) -> None:
    crowd.tokens = [secrets.token_urlsafe(32) for _ in range(families)]
    moment, ada = now(), crowd.first.people["ada"]
    with crowd.first.database.transaction() as session:
        session.execute(
            sa.insert(AuthSession),
            [
                {
                    "id": hashed(token), "account_id": other(ada, number), "agent": "bench",
                    "created_at": moment, "seen_at": moment, "lasts": True,
                }
                for number, token in enumerate(crowd.tokens)
            ],
        )  # fmt: skip
