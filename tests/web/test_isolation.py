"""T1: every route, asked by everybody. A route without a rule fails.

The rules stand in tests/web/rules/: `endpoint METHOD: rule`.

public     anybody may ask
person     anybody who is signed in
look       who may see the child; photos: and its photos; record: and writes in it
correct    who changes what others wrote; plan: the same people; manage: owner
mine       the one person whose diary it is; to everybody else of the family it does not exist
household  the owner of the household
owner      who owns a household, be it another one; nobody: the operator, who is none of these

Strangers and people who were removed get the answer of what does not exist, viewers learn that
they may look only, and neither changes anything or sees a word of the family's.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from flask import url_for
from sqlmodel import col

from journal.clock import now
from journal.records.invitations import invite, join
from journal.records.people import Account, AuthSession, Membership, Role
from journal.records.tables import METADATA
from tests.family import PASSPHRASE, PASSPHRASE_HASH, give_account
from tests.web.conftest import browser
from tests.web.lived_in import lived_in

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
# Asking these changes rows that are the asker's own, or nobody's.
OWN = {"attempt", "auth_session", "challenge", "device", "push_subscription", "heartbeat"}


@dataclass
class Victim:
    """The family's rows that a stranger might name."""

    ids: dict[str, object]


@pytest.fixture
def victim(family, settings) -> Victim:
    for teen in ("nora", "tom"):
        give_account(family, teen)
    ids = lived_in(family, settings.data, diarist="nora", word=CANARY)
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
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield rule, method


def test_t1_every_route_has_a_rule(app):
    found = {f"{rule.endpoint} {method}" for rule, method in routes(app)}
    assert found - RULES.keys() == set(), "give each a rule in tests/web/rules/"
    assert RULES.keys() - found == set(), "these routes are gone"
    assert set(RULES.values()) <= MAY.keys()


@pytest.mark.parametrize("who", EVERYBODY)
def test_t1_every_route_answers_everybody_as_its_rule_says(app, family, victim, as_person, who):
    client = as_person(who) if who != "anonymous" else browser(app)
    wrong = []
    # Who has taken the invitation is a stranger no more: it comes last.
    by_path = sorted(routes(app), key=lambda each: (each[0].rule, each[1]))
    for rule, method in sorted(by_path, key=lambda each: "accept" in each[0].rule):
        key = f"{rule.endpoint} {method}"
        may = who in MAY[RULES[key]]
        before = None if may else contents(family)
        reply = ask(app, client, rule, method, victim)
        if not fits(reply, rule.rule, method, who, RULES[key], may=may):
            wrong.append(f"{who} {method} {rule.rule}: {reply.status_code}")
        if not may:
            if contents(family) != before:
                wrong.append(f"{who} {method} {rule.rule} changed something")
            if CANARY in reply.text.lower() or "nora" in reply.text.lower():
                wrong.append(f"{who} {method} {rule.rule} learned something")
        if rule.endpoint == "account.sign_out" and who != "anonymous":
            client = as_person(who)
    assert wrong == []


def ask(app, client, rule, method, victim):
    values = {name: victim.ids.get(name, uuid.UUID(int=7)) for name in rule.arguments}
    with app.test_request_context():
        url = url_for(rule.endpoint, **values)
    if url.startswith("/api/") and method != "GET":
        return client.open(url, method=method, json={})
    return client.open(url, method=method)


def fits(reply, path, method, who, rule, *, may):
    status = reply.status_code
    if may:
        # 404 belongs to links: a made-up token is nothing, for everybody.
        return status < 500 and status not in {401, 403} and (status != 404 or "<token>" in path)
    if who == "anonymous" and rule != "nobody":
        to_sign_in = status == 303 and reply.location.startswith("/sign-in")
        return status == 401 or (method == "GET" and to_sign_in)
    # Who may not record is told so first.
    known = {"mine": {"cleo"}, "nobody": set()}.get(rule, {"cleo", "ben", "nora"})
    if rule in {"household", "owner"}:
        known |= {"tom"}  # the household is his too
    return status == (403 if who in known else 404)


def contents(family):
    """Every row of every table but those that belong to whoever asks, as SQLite keeps it."""
    names = METADATA.tables.keys() - OWN
    with family.database.reading() as session:
        read = session.connection().exec_driver_sql
        return {name: read(f'SELECT * FROM "{name}"').fetchall() for name in names}


def test_t4_removed_member_is_a_stranger_at_the_next_request(family, as_person):
    ben = as_person("ben")
    url = f"/api/v1/children/{family.nora}/timeline"
    assert ben.get(url).status_code == 200
    with family.database.transaction() as session:
        session.execute(
            sa.delete(Membership).where(col(Membership.account_id) == family.people["ben"])
        )
    assert ben.get(url).status_code == 404


def test_t8_ended_session_is_over_at_the_next_request(family, as_person):
    ben = as_person("ben")
    url = f"/api/v1/children/{family.nora}/timeline"
    with family.database.transaction() as session:
        session.execute(sa.delete(AuthSession))
    assert ben.get(url).status_code == 401
