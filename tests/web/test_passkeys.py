"""Passkeys: made, used, refused (WebAuthn level 3 sections 7.1 and 7.2; ASVS 6.3.3, 6.5.1)."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.factors import Challenge, Passkey
from journal.records.people import AuthSession
from tests.support.soft_key import PRESENT, SoftKey
from tests.web.daily import forms, send
from tests.web.signing_in import add_app, on_another_phone, signed_in, told

ORIGIN = "https://sunhat.example"


@pytest.fixture
def app(app, settings):
    """The app at an address with a name: passkeys belong to names."""
    app.extensions["journal_settings"] = replace(settings, url=ORIGIN)
    return app


@pytest.fixture
def key():
    return SoftKey(origin=ORIGIN, host="sunhat.example")


def asked(page):
    """What the page asks the browser for, and its form."""
    options = json.loads(unescape(re.search(r'data-passkey="([^"]+)"', page.text)[1]))
    (form,) = [each for each in forms(page.text) if "passkey" in each["action"]]
    return options, form


def add(client, key, name="my phone"):
    options, form = asked(client.post("/account/passkeys/begin", data={"passkey_name": name}))
    return send(client, form, passkey=key.make(options))


def remove(client):
    (form,) = [each for each in forms(client.get("/account").text) if "remove" in each["action"]]
    return send(client, form)


def enter(client, key, **more):
    options, form = asked(client.post("/sign-in/passkey", data=more))
    return send(client, form, passkey=key.answer(options))


@pytest.fixture
def of_ada(ada, key):
    assert add(ada, key).status_code == 303
    return key


def test_a_passkey_signs_in_alone(app, of_ada):
    client = on_another_phone(app)
    assert enter(client, of_ada, own="yes").location == "/"
    assert signed_in(client)


def test_a_passkey_is_two_factors_and_asks_for_no_code(app, ada, of_ada):
    add_app(ada)
    client = on_another_phone(app)
    assert enter(client, of_ada).status_code == 303
    assert signed_in(client)


def test_a_passkey_is_listed_with_its_name_and_when_it_was_used(app, ada, of_ada):
    assert "last used" not in ada.get("/account").text
    enter(on_another_phone(app), of_ada)
    page = ada.get("/account").text
    assert "my phone" in page
    assert "last used" in page


def test_a_removed_passkey_lets_nobody_in(app, ada, of_ada):
    assert remove(ada).status_code == 303
    client = on_another_phone(app)
    assert enter(client, of_ada).status_code == 422
    assert not signed_in(client)


def test_t37_a_new_and_a_removed_passkey_are_told_by_mail(ada, key, inbox):
    for do, said in (
        (lambda: add(ada, key), "A passkey was added: my phone."),
        (lambda: remove(ada), "A passkey was removed: my phone."),
    ):
        do()
        told()
        assert said in inbox.letters[-1].get_content()


def test_nobody_removes_somebody_elses_passkey(as_person, of_ada, family):
    with family.database.reading() as session:
        key_id = session.exec(select(Passkey)).one().id
    assert as_person("eve").post(f"/account/passkeys/{key_id}/remove").status_code == 303
    with family.database.reading() as session:
        assert session.exec(select(Passkey)).one().id == key_id


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://sunhat.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"id": b"another one"},
        {"user": b"somebody else 16"},
    ],
    ids=["site", "scheme", "rp", "unverified", "unknown", "holder"],
)
def test_an_answer_that_is_not_what_was_asked_lets_nobody_in(app, of_ada, wrong):
    client = on_another_phone(app)
    reply = enter(client, replace(of_ada, **wrong))
    assert reply.status_code == 422
    assert "not known here" in reply.text
    assert not signed_in(client)


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"flags": PRESENT}]
)
def test_a_passkey_of_another_site_or_of_nobody_verified_is_not_added(ada, key, family, wrong):
    assert add(ada, replace(key, **wrong)).status_code == 422
    with family.database.reading() as session:
        assert session.exec(select(Passkey)).all() == []


def test_a_signature_of_another_key_lets_nobody_in(app, of_ada):
    other = SoftKey(origin=ORIGIN, host="sunhat.example", id=of_ada.id, user=of_ada.user)
    client = on_another_phone(app)
    assert enter(client, other).status_code == 422
    assert not signed_in(client)


def test_a_challenge_is_good_once_even_when_its_answer_was_wrong(app, of_ada):
    client = on_another_phone(app)
    options, form = asked(client.post("/sign-in/passkey"))
    wrong = replace(of_ada, flags=PRESENT)
    assert send(client, form, passkey=wrong.answer(options)).status_code == 422
    assert send(client, form, passkey=of_ada.answer(options)).status_code == 422
    assert not signed_in(client)


def test_the_same_answer_sent_twice_signs_in_once(app, of_ada):
    client, thief = on_another_phone(app), on_another_phone(app)
    options, form = asked(client.post("/sign-in/passkey"))
    answer = of_ada.answer(options)
    assert send(client, form, passkey=answer).status_code == 303
    assert send(thief, form, passkey=answer).status_code == 422
    assert not signed_in(thief)


def test_a_challenge_is_over_after_five_minutes(app, of_ada, family):
    client = on_another_phone(app)
    options, form = asked(client.post("/sign-in/passkey"))
    with family.database.transaction() as session:
        session.exec(select(Challenge)).one().expires_at = now() - timedelta(seconds=1)
    assert send(client, form, passkey=of_ada.answer(options)).status_code == 422


@pytest.mark.parametrize(
    ("counts", "gets_in"), [((5, 6), True), ((5, 5), False), ((5, 4), False), ((0, 0), True)]
)
def test_a_counter_that_does_not_go_on_is_a_copy(app, of_ada, counts, gets_in):
    for count, client in zip(counts, (on_another_phone(app), on_another_phone(app)), strict=True):
        of_ada.count = count
        enter(client, of_ada)
    assert signed_in(client) is gets_in


@pytest.mark.parametrize("said", ["", "{", "[]", "null", '{"id": 7}', '{"response": {}}'])
def test_what_is_no_answer_at_all_is_answered_with_a_sentence(app, family, said):
    client = on_another_phone(app)
    reply = client.post("/sign-in/passkey/answer", data={"passkey": said})
    assert reply.status_code == 422
    assert "not known here" in reply.text


def test_a_passkey_proves_who_one_is_and_somebody_elses_does_not(app, as_person, key, family):
    ada, ben = as_person("ada"), as_person("ben")
    add(ada, key)
    with family.database.transaction() as session:
        for row in session.exec(select(AuthSession)):
            row.proved_at = now() - timedelta(hours=1)
    for client, proved in ((ben, False), (ada, True)):
        page = client.post("/account/codes/begin")
        assert page.status_code == 401
        (form,) = forms(page.text)
        options, form = asked(client.post("/prove/passkey", data={"sealed": form["sealed"]}))
        reply = send(client, form, passkey=key.answer(options))
        assert (reply.status_code == 200) is proved
        assert (client.post("/account/codes/begin").status_code == 303) is proved


def test_an_open_session_alone_adds_no_passkey(ada, key, family):
    options, form = asked(ada.post("/account/passkeys/begin", data={"passkey_name": "mine"}))
    with family.database.transaction() as session:
        session.exec(select(AuthSession)).one().proved_at = now() - timedelta(hours=1)
    assert send(ada, form, passkey=key.make(options)).status_code == 401
    assert ada.post("/account/passkeys/begin").status_code == 401


def test_at_an_address_without_a_name_no_passkey_is_offered(app, settings, ada, anonymous):
    assert "Use a passkey" in anonymous.get("/sign-in").text
    app.extensions["journal_settings"] = settings
    assert "Use a passkey" not in anonymous.get("/sign-in").text
    assert "reached by its number" in ada.get("/account").text
