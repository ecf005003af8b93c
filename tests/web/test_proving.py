"""Grave acts ask anew who it is (ASVS 7.5.1, 7.5.3)."""

from datetime import timedelta

import pytest
from flask import Blueprint, request
from sqlmodel import select

from journal import create_app
from journal.clock import now
from journal.records.people import ApiToken, AuthSession
from journal.web.proving import LASTS, require_proof
from journal.web.signed_in import hashed
from tests.family import PASSPHRASE
from tests.web.daily import forms, send

GRAVE = Blueprint("grave", __name__)


@GRAVE.route("/api/v1/grave")
@GRAVE.route("/grave", methods=["GET", "POST"])
@require_proof
def grave():
    return f"done: {request.form.get('word', 'looked')}"


@pytest.fixture
def app(settings, family):
    """An app with a page that is grave and nothing else."""
    made = create_app(settings)
    made.register_blueprint(GRAVE)
    made.testing = True
    yield made
    made.extensions["journal_database"].close()


@pytest.fixture
def ada(as_person, family):
    """Ada, who signed in longer ago than a proof lasts."""
    client = as_person("ada")
    age(family, LASTS + timedelta(seconds=1))
    return client


def age(family, by):
    with family.database.transaction() as session:
        session.exec(select(AuthSession)).one().proved_at = now() - by


def prove(client, page, passphrase=PASSPHRASE):
    (form,) = forms(page.text)
    return send(client, form, passphrase=passphrase)


def test_who_has_just_signed_in_is_not_asked_again(as_person, family):
    client = as_person("ada")
    age(family, LASTS - timedelta(seconds=20))
    assert client.get("/grave").text == "done: looked"


def test_a_session_that_was_left_open_is_asked_who_it_is_and_goes_on_to_where_it_was(ada):
    asked = ada.get("/grave?of=nora")
    assert asked.status_code == 401
    assert "Is it you?" in asked.text
    assert prove(ada, asked).location == "/grave?of=nora"
    assert ada.get("/grave").text == "done: looked"


def test_what_was_typed_is_kept_but_for_passphrases(ada):
    asked = ada.post("/grave", data={"word": "erase Nora", "passphrase": PASSPHRASE})
    assert (asked.status_code, PASSPHRASE in asked.text) == (401, False)
    again = prove(ada, asked)
    (form,) = forms(again.text)
    assert (form["action"], form["word"]) == ("/grave", "erase Nora")
    assert "passphrase" not in form
    assert send(ada, form).text == "done: erase Nora"


def test_t6_a_wrong_passphrase_proves_nothing_and_keeps_what_was_typed(ada):
    asked = ada.post("/grave", data={"word": "erase Nora"})
    wrong = prove(ada, asked, "five wrong words here")
    assert wrong.status_code == 422
    assert "This is not your passphrase" in wrong.text
    assert ada.get("/grave").status_code == 401
    assert "erase Nora" in prove(ada, wrong).text


def test_t6_after_twenty_wrong_proofs_the_right_one_waits_too(ada):
    for _ in range(20):
        assert ada.post("/prove", data={"passphrase": "x" * 12}).status_code == 422
    assert ada.post("/prove", data={"passphrase": PASSPHRASE}).status_code == 429
    assert ada.get("/grave").status_code == 401


def test_t23_a_proof_goes_on_to_pages_of_ours_alone(ada):
    reply = ada.post("/prove", data={"passphrase": PASSPHRASE, "next": "//evil.example"})
    assert reply.location == "/"


def test_a_token_proves_nobody(ada, family):
    with family.database.transaction() as session:
        session.add(
            ApiToken(
                id=hashed("t"), account_id=family.people["ada"], may_write=True, created_at=now()
            )
        )
    reply = ada.get("/api/v1/grave", headers={"Authorization": "Bearer t"})
    assert reply.status_code == 403
