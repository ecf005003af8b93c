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
from datetime import time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from flask import url_for
from sqlmodel import col

from journal.care.rhythm import Daily
from journal.clock import now
from journal.entries import record
from journal.plans.appointments import Visit, plan_appointment
from journal.plans.infusion_plans import Ordered, write_plan
from journal.plans.lab_plans import LabWish, make_rule
from journal.plans.own_reminders import Wish, make_reminder
from journal.plans.preparations import Sitting, prepare
from journal.plans.questionnaires import bring_in
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.entries import Alert, AlertKind
from journal.records.invitations import invite, join
from journal.records.medicines import Medicine, Supplied, Supply
from journal.records.people import Account, AuthSession, Membership, Role
from journal.records.reminders import Delivery, Occurrence, PhoneState, PushSubscription
from journal.records.tables import METADATA
from tests.exchange.sharing import shared
from tests.family import PASSPHRASE, PASSPHRASE_HASH, change, give_account
from tests.support.photographed import PHOTO, photographed
from tests.web.conftest import browser

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
    medicine = family.medicine(CANARY)
    photographed(family, settings.data)
    said = {"note": CANARY, "photos": [str(PHOTO)]}
    note = change(family.nora, "note", **said, made_at=now() - timedelta(hours=1))
    # A dose, so that nobody's request may remove the medicine on the way.
    refused = {"medicine": str(medicine.id), "outcome": "refused"}
    dose = change(family.nora, "dose", made_at=now() - timedelta(days=3), **refused)
    met = {"what": "exposure", "name": "measles", "contact": CANARY}
    contact = change(family.nora, "infection", **met, made_at=now() - timedelta(hours=2))
    infused = change(family.nora, "infusion", product=CANARY, made_at=now() - timedelta(days=4))
    for teen in ("nora", "tom"):
        give_account(family, teen)
    diary = change(family.nora, "diary", note="my own", made_at=now() - timedelta(hours=5))
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "nora"), diary, now=now()).stored
        actor = family.actor(session, "ada")
        asked = {"linkId": "a", "type": "string", "text": CANARY}
        resource = {"resourceType": "Questionnaire", "title": CANARY, "item": [asked]}
        nora = session.get_one(Child, family.nora)
        paper = bring_in(session, actor, nora, resource, licence=CANARY, now=now())
        said = {"questionnaire": str(paper.id), "answers": {"a": [CANARY]}}
        answered = change(family.nora, "response", made_at=now() - timedelta(hours=6), **said)
        for each in (answered, note, infused, dose, contact):
            assert record(session, actor, each, now=now()).stored
        alert = Alert(
            child_id=family.nora,
            kind=AlertKind.DOUBLE_DOSE,
            key="test",
            entries=[str(note.entry)],
            opened_at=now(),
        )
        phone = PushSubscription(
            account_id=family.people["ada"],
            endpoint="https://fcm.googleapis.com/x",
            p256dh="x",
            auth="x",
            state=PhoneState.GONE,
            created_at=now(),
            seen_at=now(),
        )
        occurrence = Occurrence(
            child_id=family.nora,
            medicine_id=medicine.id,
            slot="2026-11-22T08:00",
            key="test",
            due_at=now(),
        )
        supply = Supply(
            medicine_id=medicine.id,
            child_id=family.nora,
            what=Supplied.OPENED,
            at=now(),
            lot=CANARY,
            made_by=actor.account_id,
            made_at=now(),
        )
        child = session.get_one(Child, family.nora)
        soon = Visit(kind=AppointmentKind.LAB, at=now() + timedelta(days=2), place=CANARY)
        visit = plan_appointment(session, actor, child, soon, now=now())
        wish = Wish(text=CANARY, rhythm=Daily((time(8),)), first_on=now().date())
        own = make_reminder(session, actor, child, wish, now=now())
        wanted = LabWish(tests=[CANARY], weeks_max=12, repeats=True, first_on=now().date())
        lab_rule = make_rule(session, actor, child, wanted, now=now())
        order = Ordered(first_on=now().date(), product=CANARY, pack=CANARY)
        write_plan(session, actor, medicine, order, now=now())
        session.get_one(Medicine, medicine.id).code = "hydroxychloroquine"
        session.add_all([alert, phone, occurrence, supply])
        page = prepare(session, actor, child, Sitting(whom=CANARY, on=now().date()), now=now())
        dora = Account(
            name="Dora", email="dora@example.org", passphrase_hash=PASSPHRASE_HASH, created_at=now()
        )
        session.add(dora)
        session.flush()
        session.add(
            Delivery(
                occurrence_id=occurrence.id,
                subscription_id=phone.id,
                due_at=now(),
                next_at=None,
                topic="x",
            )
        )
        family.people["dora"] = dora.id
        household = family.households["lindqvist"]
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
            "child_id": family.nora,
            "vaccine": "mmr",
            "entry_id": note.entry,
            "diary_id": diary.entry,
            "questionnaire_id": paper.id,
            "response_id": answered.entry,
            "contact_id": contact.entry,
            "infusion_id": infused.entry,
            "infection": "chickenpox",
            "photo_id": PHOTO,
            "medicine_id": medicine.id,
            "alert_id": alert.id,
            "row_id": supply.id,
            "phone_id": phone.id,
            "appointment_id": visit.id,
            "reminder_id": own.id,
            "preparation_id": page.id,
            "rule_id": lab_rule.id,
            "template_id": "hydroxychloroquine-regular",
            "subscription_id": phone.id,
            "occurrence_id": occurrence.id,
            "account_id": family.people["cleo"],
            "person_id": family.people["cleo"],
            "household_id": household,
            "token": token,
            "share_id": shared(family, label=CANARY, now=now())[0].id,
            "device_id": uuid.UUID(int=8),
            "what": "note",
            "sheet": "treatment",
            "table": "note",
            "build": "x",
            "name": "css/sunhat.css",
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
