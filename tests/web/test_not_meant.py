"""T2: what a request says beyond its own fields sets nothing."""

import uuid

import pytest
from sqlmodel import select

from journal.records.children import Child
from journal.records.kinds import VALUES
from journal.records.people import Account, ChildRole, Membership
from journal.records.tables import METADATA
from tests.family import PASSPHRASE
from tests.web.matrix import ask, contents, routes
from tests.web.syncing import change
from tests.web.test_api_plans import PREDNISOLONE

COLUMNS = sorted({column.name for table in METADATA.tables.values() for column in table.columns})
MEDICINE = {"name", "strength", "form", "amount", "unit", "rhythm", "until", "why", "ordered_by"}


@pytest.fixture
def wished(family):
    """What somebody would like each column to be."""
    eve, hers = str(family.people["eve"]), str(family.households["other"])
    own = {"household_id": hers, "role": "owner", "account_id": eve, "child_id": str(family.tom)}
    by = {name: eve for name in COLUMNS if name.endswith("_by")}
    return {**{name: str(uuid.UUID(int=5)) for name in COLUMNS}, **by, **own}


def kept(family):
    """Who is a member of what, whose each child is, how everybody signs in; and what names Eve."""
    eve, hers = family.people["eve"], family.households["other"]
    with family.database.reading() as session:
        memberships = session.exec(select(Membership.account_id, Membership.role)).all()
        narrowed = session.exec(select(ChildRole.account_id, ChildRole.role)).all()
        children = session.exec(select(Child.id, Child.household_id)).all()
        accounts = session.exec(select(Account.id, Account.passphrase_hash)).all()
    named = [
        (name, row)
        for name, rows in contents(family).items()
        for row in rows
        if eve.hex in row or hers.hex in row
    ]
    return [sorted(map(repr, each)) for each in (memberships, narrowed, children, accounts, named)]


@pytest.mark.parametrize("who", ["cleo", "ben", "ada"])
def test_t2_what_was_not_meant_to_be_sent_is_refused_or_does_nothing(
    app, family, victim, as_person, wished, who
):
    before = kept(family)
    for rule, method in routes(app):
        # Ada may remove Cleo and narrow her: that is what those forms are for.
        if method == "GET" or (who == "ada" and rule.arguments & {"account_id", "person_id"}):
            continue
        reply = ask(app, Saying(as_person(who), wished), rule, method, victim)
        assert reply.status_code < 500, rule.rule
    assert kept(family) == before


class Saying:
    """A browser that sends these fields with each request."""

    def __init__(self, client, fields):
        self.client, self.fields = client, fields

    def open(self, url, *, method, json=None):
        said = {"data": self.fields} if json is None else {"json": self.fields}
        return self.client.open(url, method=method, **said)


@pytest.mark.nightly
def test_t2_a_body_of_the_api_takes_no_column_that_is_not_its_field(ada, family, sync, wished):
    url = f"/api/v1/children/{family.nora}/medicines"
    for name in sorted(COLUMNS):
        more = {name: wished[name]}
        if name not in MEDICINE:
            assert ada.post(url, json={**PREDNISOLONE, **more}).status_code == 422, name
        if name not in {*change(family), "form", "ask"}:
            assert answer(sync({**change(family), **more})) == ("rejected", name)
        if name not in VALUES["symptom"].model_fields:
            fields = {**change(family)["fields"], **more}
            assert answer(sync(change(family, fields=fields))) == ("rejected", name)


def answer(reply):
    (result,) = reply.json["results"]
    return result["status"], *(error["field"] for error in result["errors"])


def test_t2_a_form_that_is_right_sets_only_what_it_shows(as_person, family, wished):
    before = kept(family)
    ben = as_person("ben")
    for url, meant in (
        (f"/children/{family.nora}/log/note", {"note": "Slept well."}),
        ("/account/passphrase", {"passphrase": PASSPHRASE, "passphrase_new": PASSPHRASE}),
    ):
        said = {name: value for name, value in wished.items() if name not in {"id", "at", *meant}}
        ben.post(url, data={**said, **meant})
    assert kept(family)[:3] == before[:3]
    assert kept(family)[4] == before[4]
