"""How long a sign-in lasts, and what ends it (T8; ASVS 7.2.4, 7.3.1, 7.3.2, 7.4.3)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.people import ApiToken, AuthSession
from journal.records.tokens import make_token
from journal.web.signed_in import hashed
from tests.family import PASSPHRASE
from tests.web.signing_in import on_another_phone, sign_in, signed_in

NEW = "vier neue zufällige Wörter hier"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"


def token_of(client):
    with client.session_transaction() as cookie:
        return cookie.get("_user_id")


def only_session(family):
    with family.database.reading() as session:
        return session.exec(select(AuthSession)).one()


def age(family, **by):
    """Make the only session older: seen_at=…, created_at=…"""
    with family.database.transaction() as session:
        row = session.exec(select(AuthSession)).one()
        for name, delta in by.items():
            setattr(row, name, now() - delta)


@pytest.mark.parametrize(
    ("own", "unused", "stays"),
    [
        (True, timedelta(days=29), True),
        (True, timedelta(days=31), False),
        (False, timedelta(minutes=29), True),
        (False, timedelta(minutes=31), False),
    ],
)
def test_t8_half_an_hour_without_use_ends_what_is_not_ones_own(app, family, own, unused, stays):
    client = on_another_phone(app)
    sign_in(client, **({"own": "yes"} if own else {}))
    age(family, seen_at=unused)
    assert signed_in(client) is stays


def test_t8_what_a_page_asks_by_itself_is_no_use_of_it(app, family):
    client = on_another_phone(app)
    sign_in(client)
    age(family, seen_at=timedelta(minutes=20))
    assert client.get(f"/api/v1/children/{family.nora}/timeline").status_code == 200
    assert now() - only_session(family).seen_at > timedelta(minutes=19)
    assert signed_in(client)
    assert now() - only_session(family).seen_at < timedelta(minutes=1)


def test_t8_half_a_year_ends_every_sign_in(app, family):
    client = on_another_phone(app)
    sign_in(client, own="yes")
    age(family, created_at=timedelta(days=181))
    assert not signed_in(client)


def test_t8_a_browser_that_is_not_ones_own_forgets_the_cookie_when_it_is_closed(app, family):
    for own, kept in (({"own": "yes"}, True), ({}, False)):
        reply = sign_in(on_another_phone(app), **own)
        (cookie,) = [each for each in reply.headers.getlist("Set-Cookie") if "journal=" in each]
        assert ("Expires=" in cookie) is kept
        assert "remember_token" not in str(reply.headers)


def test_the_box_is_ticked_on_phones_alone(app, family):
    client = on_another_phone(app)
    ticked = 'name="own" value="yes" checked'
    assert ticked not in client.get("/sign-in").text
    assert ticked in client.get("/sign-in", headers={"User-Agent": PHONE}).text


def test_t8_the_id_before_signing_in_is_not_the_one_after(app, family):
    client = on_another_phone(app)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "planted by somebody else"
    sign_in(client)
    assert token_of(client) != "planted by somebody else"
    assert only_session(family).id == hashed(token_of(client))


def test_t8_proving_who_one_is_gives_another_token_and_ends_the_old_one(app, family, as_person):
    client = as_person("ada")
    before = token_of(client)
    age(family, proved_at=timedelta(hours=1))
    assert client.post("/prove", data={"passphrase": PASSPHRASE}).status_code == 303
    assert token_of(client) != before
    assert only_session(family).id == hashed(token_of(client))
    assert signed_in(client)


def change(client, old=PASSPHRASE, new=NEW, **more):
    form = {"passphrase": old, "passphrase_new": new, **more}
    return client.post("/account/passphrase", data=form)


def test_t8_another_passphrase_ends_every_other_sign_in(app, as_person, family):
    here, there, ben = as_person("ada"), as_person("ada"), as_person("ben")
    before = token_of(here)
    assert change(here).status_code == 303
    assert "signed out everywhere else" in here.get("/account").text
    assert (signed_in(here), signed_in(there), signed_in(ben)) == (True, False, True)
    assert token_of(here) != before
    client = on_another_phone(app)
    assert sign_in(client).status_code == 422
    assert sign_in(client, passphrase=NEW).status_code == 303


@pytest.mark.parametrize(("ticked", "left"), [({"end_keys": "yes"}, 0), ({}, 1)])
def test_t8_another_passphrase_ends_the_keys_of_programs_unless_one_says_no(
    as_person, family, ticked, left
):
    ada = as_person("ada")
    assert "End the keys" not in ada.get("/account").text
    with family.database.transaction() as session:
        make_token(session, family.people["ada"], name="script", may_write=True, now=now())
    assert 'name="end_keys" value="yes" checked' in ada.get("/account").text
    assert change(ada, **ticked).status_code == 303
    with family.database.reading() as session:
        assert len(session.exec(select(ApiToken)).all()) == left


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("five wrong words here", NEW, "This is not your passphrase"),
        (PASSPHRASE, "short", "Use 12 characters or more"),
        (PASSPHRASE, "password12345", "easy to guess"),
    ],
)
def test_a_passphrase_that_is_refused_changes_nothing(as_person, old, new, sentence):
    here, there = as_person("ada"), as_person("ada")
    reply = change(here, old, new)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert (old in reply.text, new in reply.text) == (False, False)
    assert signed_in(there)


def test_t6_old_passphrases_are_not_guessed_at_a_stolen_session(as_person):
    client = as_person("ada")
    for _ in range(20):
        assert change(client, old="x" * 12).status_code == 422
    assert change(client).status_code == 429


def test_another_key_signs_everybody_out(app, family, as_person):
    ada = as_person("ada")
    assert signed_in(ada)
    app.secret_key = "another key than the one of before, made at random"
    assert not signed_in(ada)


@pytest.mark.parametrize(
    "chosen", ["пять слов подряд и ёлка", "  two spaces   and the rest  ", "correct horse " * 18]
)
def test_any_characters_make_a_passphrase_and_all_of_them_count(app, as_person, chosen):
    chosen = chosen[:256]
    assert change(as_person("ada"), new=chosen).status_code == 303
    for wrong in (chosen[:-1], chosen.upper(), " ".join(chosen.split())):
        if wrong != chosen:
            assert sign_in(on_another_phone(app), passphrase=wrong).status_code == 422
    assert sign_in(on_another_phone(app), passphrase=chosen).status_code == 303
