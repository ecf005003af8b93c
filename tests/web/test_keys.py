"""Keys for other programs: shown once, as narrow as was said, and ended at once."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.acts import latest
from journal.records.people import ApiToken, AuthSession
from journal.web.proving import LASTS
from journal.web.signed_in import NOTE_SEEN_EVERY, hashed
from tests.web.daily import forms, send
from tests.web.signing_in import on_another_phone

MINUTE = timedelta(minutes=1)


def make(client, **more):
    form = {"name": "Night script", "may": "look", **more}
    return client.post("/account/keys", data=form)


def secret_on(page):
    return re.search(r'id="key" value="([\w-]{43})"', page.text)[1]


def key_of(family):
    with family.database.reading() as session:
        return session.exec(select(ApiToken)).one()


def acts_of(family):
    with family.database.reading() as session:
        rows = latest(session, family.households["lindqvist"])
        return [
            (act.what, words["by"], words.get("name"), words.get("person")) for act, words in rows
        ]


def asks(app, secret, path, **more):
    phone = on_another_phone(app)
    return phone.open(path, headers={"Authorization": f"Bearer {secret}"}, **more)


def medicines(child):
    return f"/api/v1/children/{child}/medicines"


def test_a_key_is_shown_once_kept_as_a_hash_and_noted(family, ada):
    shown = make(ada, children=[str(family.nora), str(family.tom)])
    assert shown.status_code == 200
    secret, key = secret_on(shown), key_of(family)
    assert (key.id, key.children, key.may_write) == (hashed(secret), None, False)
    listed = ada.get("/account/keys").text
    assert "Night script" in listed
    assert "never used" in listed
    assert secret not in listed
    assert key.id not in listed
    assert acts_of(family)[0] == ("token_made", "Ada", "Night script", None)


def test_t1_a_key_for_one_child_knows_nothing_of_the_other_and_only_looks(
    app, family, ada, prednisolone
):
    secret = secret_on(make(ada, children=[str(family.nora)]))
    assert asks(app, secret, medicines(family.nora)).status_code == 200
    assert asks(app, secret, medicines(family.tom)).status_code == 404
    body = {"name": "Folic acid"}
    for child, status in ((family.nora, 403), (family.tom, 404)):
        assert asks(app, secret, medicines(child), method="POST", json=body).status_code == status


def test_a_key_that_writes_writes_where_its_person_may(app, family, ada, as_person):
    both = [str(family.nora), str(family.tom)]
    hers = secret_on(make(ada, may="write", children=both))
    seen = secret_on(make(as_person("cleo"), may="write", children=both))
    body = {}
    assert asks(app, hers, medicines(family.nora), method="POST", json=body).status_code == 422
    assert asks(app, seen, medicines(family.nora), method="POST", json=body).status_code == 403


@pytest.mark.parametrize(
    ("more", "field"),
    [({"name": " "}, "name"), ({"may": "everything"}, "may"), ({"children": []}, "children")],
)
def test_what_is_missing_is_said_beside_its_field_and_no_key_is_made(family, ada, more, field):
    reply = make(ada, **{"children": [str(family.nora)], **more})
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    with family.database.reading() as session:
        assert session.exec(select(ApiToken)).first() is None


def test_t3_nobody_makes_a_key_to_a_child_they_do_not_see(family, ada):
    mia = str(family.children["mia"])
    assert make(ada, children=[str(family.nora), mia]).status_code == 404
    with family.database.reading() as session:
        assert session.exec(select(ApiToken)).first() is None


def test_making_and_ending_a_key_ask_who_it_is(family, ada):
    secret_on(make(ada, children=[str(family.nora)]))
    with family.database.transaction() as session:
        session.exec(select(AuthSession)).one().proved_at = now() - LASTS - timedelta(seconds=1)
    assert make(ada, children=[str(family.nora)]).status_code == 401
    listed = ada.get("/account/keys")
    (end,) = [form for form in forms(listed.text) if form["action"].endswith("/end")]
    assert send(ada, end).status_code == 401
    assert key_of(family).name == "Night script"


def test_a_key_that_was_ended_is_nobody_with_its_next_request(app, family, ada):
    secret = secret_on(make(ada, children=[str(family.nora)]))
    (end,) = [one for one in forms(ada.get("/account/keys").text) if one["action"].endswith("/end")]
    assert send(ada, end).status_code == 303
    assert asks(app, secret, medicines(family.nora)).status_code == 401
    assert acts_of(family)[0] == ("token_ended", "Ada", "Night script", None)


def test_t3_nobody_ends_the_key_of_another(app, family, ada, as_person):
    secret = secret_on(make(ada, children=[str(family.nora)]))
    (end,) = [one for one in forms(ada.get("/account/keys").text) if one["action"].endswith("/end")]
    for who in ("ben", "eve"):
        assert as_person(who).post(end["action"]).status_code == 303
        assert "Night script" not in as_person(who).get("/account/keys").text
    assert asks(app, secret, medicines(family.nora)).status_code == 200


def test_when_a_key_was_last_used_is_written_at_most_hourly(app, family, ada):
    secret = secret_on(make(ada, children=[str(family.nora)]))
    asks(app, secret, medicines(family.nora))
    first = key_of(family).used_at
    assert now() - first < 5 * MINUTE
    asks(app, secret, medicines(family.nora))
    assert key_of(family).used_at == first
    with family.database.transaction() as session:
        session.exec(select(ApiToken)).one().used_at = (
            now() - NOTE_SEEN_EVERY - timedelta(minutes=1)
        )
    asks(app, secret, medicines(family.nora))
    assert now() - key_of(family).used_at < 5 * MINUTE
    assert "last used" in ada.get("/account/keys").text


def test_a_key_from_the_terminal_is_named_and_said_in_the_acts(app, family, ada):
    printed = app.test_cli_runner().invoke(args=["journal", "token", "ada@example.org", "--read"])
    assert printed.exit_code == 0, printed.output
    assert asks(app, printed.output.strip(), medicines(family.nora)).status_code == 200
    assert not key_of(family).may_write
    assert "made on the server" in ada.get("/account/keys").text
    assert acts_of(family)[0] == ("token_made", "", "made on the server", "Ada")
    told = ada.get(f"/children/{family.nora}/people/acts").text
    assert "Made a key of Ada for another program" in told
