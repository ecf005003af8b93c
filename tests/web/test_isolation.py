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

import pytest
import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.sql.sqltypes import AutoString

from journal.records.bound import BOUND
from journal.records.people import AuthSession, Membership
from journal.records.tables import METADATA
from tests.web.conftest import browser
from tests.web.matrix import CANARY, EVERYBODY, MAY, RULES, ask, contents, routes

# The types that words are kept as; sa.Enum is another one.
WORDS = {sa.String, sa.Text, sa.JSON, AutoString}
# Ids, codes from a list, units, zones, what the program says of itself; the child's name, which is
# looked for beside the canary; and the diary, which has its own rule.
WORDLESS = {
    f"{table}.{column}"
    for table, columns in {
        "activity": "protection what",
        "alert": "entries key",
        "appointment": "zone",
        "calendar_feed": "id",
        "change": "digest errors warnings",
        "check_in": "carried day mood school sleep",
        "checkpoint": "what",
        "child": "colour name sex zone",
        "clinic_figure": "key unit",
        "diary": "note",
        "dose": "outcome slot unit",
        "dose_plan": "measured_unit then unit",
        "entry": "zone",
        "infection": "what",
        "infusion": "unit",
        "infusion_plan": "steps unit variant",
        "kind_choice": "about leads yearly_on",
        "lab_rule": "template",
        "measurement": "unit what",
        "medicine": "code",
        "moved_date": "because vaccine",
        "occurrence": "about key outcome slot",
        "person_choice": "about",
        "photo": "digest sent",
        "picture": "series side",
        "preparation": "brought charted ranked second struck",
        "response": "version",
        "review": "decision",
        "score": "by measure",
        "share": "code_hash id key_hash scope",
        "stay_note": "what",
        "strength": "done task",
        "supply": "unit",
        "symptom": "sites symptom",
        "vaccination": "cvx day_known",
        "vaccine_wish": "vaccine",
    }.items()
    for column in columns.split()
}


def test_t1_every_route_has_a_rule(app):
    found = {f"{rule.endpoint} {method}" for rule, method in routes(app)}
    assert found - RULES.keys() == set(), "give each a rule in tests/web/rules/"
    assert RULES.keys() - found == set(), "these routes are gone"
    assert set(RULES.values()) <= MAY.keys()


def test_t1_no_words_of_the_family_are_without_the_canary(family, victim):
    bare = set()
    with family.database.reading() as session:
        for table, bound in BOUND.items():
            if bound.to != "child":
                continue
            for column in METADATA.tables[table].columns:
                name = f"{table}.{column.name}"
                if type(column.type) in WORDS and name not in WORDLESS and column.name != "photos":
                    found = session.execute(sa.select(column)).scalars()
                    if not any(CANARY in str(value) for value in found):
                        bare.add(name)
    assert bare == set(), "write it in tests/web/words_everywhere.py, or say that it holds no words"


@pytest.mark.parametrize(
    ("who", "engine"),
    [*((who, "sqlite") for who in EVERYBODY), ("eve", "postgresql"), ("cleo", "postgresql")],
    indirect=["engine"],
)
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
