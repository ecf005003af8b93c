"""One list of where one is signed in: named, and ended, by its person (ASVS 7.5.2)."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.audit import Act
from journal.records.devices import Device
from journal.records.people import AuthSession
from tests.web.daily import forms, send
from tests.web.signing_in import on_another_phone, sign_in, signed_in
from tests.web.syncing import DEVICE

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"


@pytest.fixture
def elsewhere(app, family):
    """Ada, signed in on her phone too."""
    client = on_another_phone(app)
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    sign_in(client, own="yes")
    return client


def form_to(client, ending):
    return [form for form in forms(client.get("/account").text) if form["action"].endswith(ending)]


def test_each_sign_in_is_listed_and_this_one_is_said(ada, elsewhere):
    page = elsewhere.get("/account").text
    assert "iPhone, Safari" in page
    assert page.index("(this one)") < page.index("a browser")
    assert page.count("(this one)") == 1


def test_a_sign_in_that_was_ended_from_another_phone_is_over_at_its_next_request(ada, elsewhere):
    (form,) = form_to(ada, "/remove")
    assert send(ada, form).status_code == 303
    assert not signed_in(elsewhere)
    assert signed_in(ada)


def test_nobody_ends_or_names_somebody_elses(ada, elsewhere, as_person, family):
    (end,) = form_to(ada, "/remove")
    naming = form_to(ada, "/name")
    eve = as_person("eve")
    send(eve, end)
    for form in naming:
        send(eve, form, name="mine")
    assert signed_in(elsewhere)
    assert "mine" not in ada.get("/account").text


def test_what_is_over_by_itself_is_not_listed(ada, elsewhere, family):
    with family.database.transaction() as session:
        for row in session.exec(select(AuthSession).where(AuthSession.agent == PHONE)):
            row.seen_at = now() - timedelta(days=31)
    assert "iPhone" not in ada.get("/account").text


def test_a_name_typed_once_is_said_on_both_lists_and_stays_when_the_phone_syncs(
    sync, as_person, family
):
    assert sync().status_code == 200
    ada = as_person("ada")
    naming = form_to(ada, "/name")
    for form in naming:
        send(ada, form, name="Ada’s <old> phone")
    assert sync().status_code == 200
    for path in ("/account", "/phones"):
        assert "Ada’s &lt;old&gt; phone" in ada.get(path).text
    with family.database.reading() as session:
        assert session.exec(select(Device)).one().label == "Ada’s <old> phone"


def test_a_phone_that_keeps_the_journal_asks_before_it_is_removed(sync, as_person, family):
    sync()
    ada = as_person("ada")
    page = ada.get("/account").text
    assert f'href="/phones/{uuid.UUID(DEVICE["ada"])}"' in page
    assert ada.post(f"/phones/{DEVICE['ada']}/remove").status_code == 303
    with family.database.reading() as session:
        act = session.exec(select(Act)).one()
    assert (act.what, act.about) == ("phone_removed", DEVICE["ada"])


def test_an_owner_who_removes_another_phone_stands_in_the_acts(sync, as_person, family):
    sync(who="ben")
    household, ben = family.households["lindqvist"], family.people["ben"]
    address = f"/households/{household}/phones/{DEVICE['ben']}/of/{ben}/remove"
    assert as_person("ada").post(address).status_code == 303
    with family.database.reading() as session:
        act = session.exec(select(Act)).one()
    assert (act.what, act.account_id) == ("phone_removed", family.people["ada"])
