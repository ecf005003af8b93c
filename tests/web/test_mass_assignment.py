"""T2: nobody writes a column by naming it. Forms ignore what they do not ask for, the API refuses.

Every form of every page is sent as it stands, and with it a value for every column of every table.
"""

import uuid
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from flask import url_for
from werkzeug.exceptions import MethodNotAllowed, NotFound

from journal.records.tables import METADATA
from journal.web.openapi import BODIES, OF_PHONES
from tests.web.handing_in import kept, post, sending
from tests.web.matrix import routes
from tests.web.syncing import DEVICE, change
from tests.web.whole_forms import whole_forms

MARK = uuid.UUID("eeeeeeee-eeee-4eee-aeee-eeeeeeeeeeee")
LONG_AGO = "1999-09-09T09:09:09+00:00"
NUMBER = "987654321"
WORD = "zz-mass-assigned"
MARKS = (MARK.hex, str(MARK), "1999-09-09", NUMBER, WORD)
# Who may do what, and as whom one is signed in: no form of Ben's changes any of it.
# A key of one's own, and leaving.
OWN_RIGHTS = {"own_keys.make", "own_keys.end", "people.leave"}
RIGHTS = ("membership", "child_role", "invitation", "joiner", "api_token", "parting")
# A few columns that would hurt: the JSON addresses are asked for each by itself.
GRAVE = ("role", "household_id", "account_id", "child_id", "made_by", "proved_at", "lasts", "seq")


def mark_of(column):
    kind = column.type
    if isinstance(kind, sa.Uuid):
        return str(MARK)
    if isinstance(kind, sa.DateTime | sa.Date) or column.name.endswith(("_at", "_on")):
        return LONG_AGO
    if isinstance(kind, sa.Boolean):
        return "yes"
    if column.name == "role":
        return "owner"
    return NUMBER if isinstance(kind, sa.Integer | sa.Numeric) else WORD


COLUMNS = {
    column.name: mark_of(column) for table in METADATA.tables.values() for column in table.columns
}


def every_form(app, client, ids):
    """One form for each address that is posted to, of all pages this person sees."""
    found = {}
    for rule, method in sorted(routes(app), key=lambda each: each[0].rule):
        if method != "GET" or rule.rule.startswith("/api"):
            continue
        with app.test_request_context():
            url = url_for(
                rule.endpoint, **{name: ids.get(name, uuid.UUID(int=7)) for name in rule.arguments}
            )
        page = client.get(url)
        if page.status_code != 200 or page.mimetype != "text/html":
            continue
        for form in whole_forms(page.text):
            action = urlsplit(urljoin(url, form.action))
            try:
                endpoint, _ids = app.url_map.bind("localhost").match(action.path, method="POST")
            except (NotFound, MethodNotAllowed):  # a page of patterns
                continue
            found.setdefault(endpoint, (action._replace(scheme="", netloc="").geturl(), form))
    return found


def rows_of(family, names=None):
    with family.database.reading() as session:
        read = session.connection().exec_driver_sql
        return {
            name: read(f'SELECT * FROM "{name}"').fetchall()
            for name in (names or METADATA.tables.keys())
        }


def marked(family):
    """The tables in which a mark has landed."""
    return {
        name: [row for row in rows if any(mark in str(row) for mark in MARKS)]
        for name, rows in rows_of(family).items()
        if any(mark in str(row) for row in rows for mark in MARKS)
    }


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_t2_forms_write_no_column_that_they_do_not_ask_for(
    app,
    family,
    victim,
    as_person,
    who,
):
    client, before = as_person(who), rows_of(family, RIGHTS)
    found = every_form(app, client, victim.ids)
    # What ends the journal for this person comes last.
    last = ("person.remove", "people.leave", "account.sign_out")
    order = [name for name in found if name not in last] + [name for name in last if name in found]
    answers = {}
    for endpoint in order:
        action, form = found[endpoint]
        extra = {
            name: value
            for name, value in COLUMNS.items()
            if name not in form.names and (who == "ben" or name != "role")
        }
        answers[endpoint] = client.post(action, data={**extra, **form.fields}).status_code
        if endpoint == "people.leave":
            break
        if who == "ben":
            after = rows_of(family, RIGHTS)
            assert after == before or endpoint in OWN_RIGHTS, endpoint
            before = after
    assert marked(family) == {}
    assert [name for name, status in answers.items() if status >= 500] == []
    # Most are taken: an error would prove nothing.
    assert sum(status in {200, 303} for status in answers.values()) > 30


DAILY = {"every": "day", "times": ["08:00"]}
MEDICINE = {"name": "Folic acid", "amount": "1", "unit": "mg", "rhythm": DAILY}


@pytest.fixture
def bodies(family, prednisolone):
    """For each address that takes JSON: how it is asked, and a body that it takes."""
    child = f"/api/v1/children/{family.nora}"
    one = f"{child}/medicines/{prednisolone.id}"
    batch = {"device": DEVICE["ada"], "person": str(family.people["ada"])}
    return {
        ("sync.sync", "POST"): (
            "/api/v1/sync",
            {**batch, "sent_at": change(family)["made_at"], "changes": [change(family)]},
        ),
        ("api_plans.add", "POST"): (f"{child}/medicines", MEDICINE),
        ("api_plans.change", "PATCH"): (one, {"amount": "10", "unit": "mg", "rhythm": DAILY}),
        ("api_lab_plans.add", "POST"): (
            f"{child}/lab-plans",
            {"tests": ["1742-6"], "every_weeks": 12},
        ),
        ("api_supply.add", "POST"): (
            f"{one}/supply",
            {"what": "counted", "amount": "34", "unit": "mL"},
        ),
        ("api_supply.notice", "PATCH"): (f"{one}/supply", {"refill_days": 7}),
        ("account.leave", "DELETE"): ("/api/v1/session", {"person": str(family.people["ada"])}),
    }


def everything(family):
    names = METADATA.tables.keys() - {"attempt", "auth_session", "heartbeat"}
    return rows_of(family, names)


def test_t2_the_api_refuses_every_field_that_it_does_not_know(family, ada, bodies):
    assert bodies.keys() == BODIES.keys(), "a new address needs a body here"
    before = everything(family)
    for (_endpoint, method), (url, body) in bodies.items():
        for name in (name for name in GRAVE if name not in body):
            reply = ada.open(url, method=method, json={**body, name: COLUMNS[name]})
            assert reply.status_code == 422, (url, name, reply.text)
    assert everything(family) == before
    for (_endpoint, method), (url, body) in bodies.items():
        reply = ada.open(url, method=method, json=body)
        assert reply.status_code < 300, (url, reply.text)


def test_t2_what_a_phones_own_script_sends_takes_nothing_else_either(family, ada):
    push, occurrence = "/api/v1/push", f"/api/v1/occurrences/{MARK}"
    asked = {
        ("DELETE", f"{push}/subscriptions"): {"endpoint": "https://push.example/1"},
        ("POST", f"{push}/receipts"): {"occurrence": "x", "shown_at": LONG_AGO},
        ("POST", f"{occurrence}/given"): {},
        ("POST", f"{occurrence}/snooze"): {},
    }
    # A browser may say more of its subscription: nothing of it is kept.
    assert len(asked) == len(OF_PHONES) - 1
    for (method, url), body in asked.items():
        statuses = {
            ada.open(url, method=method, json={**body, name: COLUMNS[name]}).status_code
            for name in GRAVE
        }
        assert statuses == {422}, url
        assert ada.open(url, method=method, json=body).status_code in {204, 404}


@pytest.mark.parametrize("name", GRAVE)
def test_t2_a_change_with_a_column_is_refused_and_nothing_is_written(family, sync, name):
    before = everything(family)["entry"]
    for more in (
        {name: COLUMNS[name]},
        {"fields": {**change(family)["fields"], name: COLUMNS[name]}},
    ):
        (result,) = sync(change(family, **more)).json["results"]
        assert result["status"] == "rejected", more
    assert everything(family)["entry"] == before


def test_t2_a_photo_takes_nothing_but_what_it_asks_for(family, ada):
    asked = {"id", "child", "device", "person", "sha256"}
    extra = {name: value for name, value in COLUMNS.items() if name not in asked}
    assert post(ada, "/api/v1/photos", {**extra, **sending(family)}).status_code == 201
    assert len(kept(family)) == 1
    assert marked(family) == {}
