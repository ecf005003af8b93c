"""What the matrix of all routes is made of: the rules, who is who, and what a stranger might name.

The rules stand in tests/web/rules/; test_isolation.py says what each word of them means.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import yaml
from flask import url_for
from sqlmodel import col

from journal.clock import now
from journal.records.invitations import invite, join
from journal.records.people import Account, Membership, Role
from journal.records.tables import METADATA
from tests.family import PASSPHRASE, PASSPHRASE_HASH, Family, give_account
from tests.web.lived_in import PRIVATE, lived_in
from tests.web.words_everywhere import RATE

RULES = {
    key: rule
    for file in sorted((Path(__file__).parent / "rules").glob("*.yaml"))
    for key, rule in (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).items()
}
MAY = {
    "public": {"anonymous", "cleo", "ben", "ada", "eve", "dora", "fay", "nora", "tom"},
    "person": {"cleo", "ben", "ada", "eve", "dora", "fay", "nora", "tom"},
    "look": {"cleo", "ben", "ada", "nora"},
    "photos": {"ben", "ada", "nora"},
    "record": {"ben", "ada", "nora"},
    "correct": {"ben", "ada"},
    "mine": {"nora"},
    "plan": {"ben", "ada"},
    "manage": {"ada"},
    "household": {"ada"},
    "owner": {"ada", "eve"},
    "nobody": set(),
}
# Nora and Tom have accounts of their own. Dora was removed; Fay waits to be let in (T5).
EVERYBODY = ("anonymous", "cleo", "ben", "ada", "eve", "dora", "fay", "nora", "tom")
CANARY = "zitronenfalter"
# What tells strangers of the family: one of these in an answer.
THEIRS = (CANARY, "nora", PRIVATE, RATE)
# Asking these changes rows that are the asker's own, or nobody's.
OWN = {"attempt", "auth_session", "challenge", "device", "push_subscription", "heartbeat"}


@dataclass
class Victim:
    """The family's rows that a stranger might name."""

    ids: dict[str, object]


def victim_in(family: Family, data: Path) -> Victim:
    """Fill Nora's journal, remove Dora, let Fay wait; everything that a stranger might name."""
    for teen in ("nora", "tom"):
        give_account(family, teen)
    ids = lived_in(family, data, diarist="nora", word=CANARY)
    household = family.households["lindqvist"]
    with family.database.transaction() as session:
        actor = family.actor(session, "ada")
        dora = Account(
            name="Dora", email="dora@example.org", passphrase_hash=PASSPHRASE_HASH, created_at=now()
        )
        session.add(dora)
        session.flush()
        family.people["dora"] = dora.id
        who = {"household_id": household, "account_id": dora.id, "created_at": now()}
        session.add(Membership(role=Role.CAREGIVER, **who))
        session.flush()
        session.execute(sa.delete(Membership).where(col(Membership.account_id) == dora.id))
        asked, who = invite(session, actor, household, Role.OWNER, now=now()), "fay@example.org"
        fay = join(session, asked, name="Fay", email=who, passphrase=PASSPHRASE, now=now())
        family.people["fay"] = fay.id
        token = invite(session, actor, household, Role.VIEWER, now=now())
    return Victim(
        {
            **ids,
            "account_id": family.people["cleo"],
            "person_id": family.people["cleo"],
            "household_id": household,
            "token": token,
        }
    )


def routes(app):
    """Every route with each of its methods."""
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield rule, method


def ask(app, client, rule, method, victim):
    """Ask a route with the ids of the family."""
    values = {name: victim.ids.get(name, uuid.UUID(int=7)) for name in rule.arguments}
    with app.test_request_context():
        url = url_for(rule.endpoint, **values)
    if url.startswith("/api/") and method != "GET":
        return client.open(url, method=method, json={})
    return client.open(url, method=method)


def contents(family):
    """Every row of every table but those that belong to whoever asks, as SQLite keeps it."""
    names = METADATA.tables.keys() - OWN
    with family.database.reading() as session:
        read = session.connection().exec_driver_sql
        return {name: read(f'SELECT * FROM "{name}"').fetchall() for name in names}
