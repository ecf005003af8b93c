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

from journal.records.people import AuthSession, Membership
from tests.web.conftest import browser
from tests.web.matrix import CANARY, EVERYBODY, MAY, RULES, ask, contents, routes


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
