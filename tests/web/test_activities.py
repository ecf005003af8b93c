"""Physiotherapy, exercise, time in the sun, school missed: a tile, a number, Save."""

import pytest
from sqlmodel import select

from journal.records.kinds.activity import ActivityRow
from tests.web.daily import entries, form_to, send, when


def open_form(client, family):
    page = client.get(f"/children/{family.nora}/log/activity").text
    return {**form_to(page, "/log/activity"), **when()}


def kept(family):
    with family.database.reading() as session:
        return session.exec(select(ActivityRow)).one()


@pytest.mark.parametrize(
    ("typed", "what", "minutes", "protection", "title"),
    [
        ({"what": "physiotherapy", "minutes": "20"}, "physiotherapy", 20, [], "Physiotherapy 20"),
        ({"what": "exercise", "minutes": "other", "other_minutes": "25"}, "exercise", 25, [],
         "Exercise 25"),
        ({"what": "sun", "minutes": "60", "protection": ["hat", "sunscreen"]}, "sun", 60,
         ["hat", "sunscreen"], "In the sun 60"),
        ({"what": "school_missed", "minutes": ""}, "school_missed", None, [], "School missed"),
    ],
)  # fmt: skip
def test_an_activity_is_a_tile_and_a_number(
    family, as_person, typed, what, minutes, protection, title
):
    ada = as_person("ada")
    reply = send(ada, open_form(ada, family), **typed)
    assert reply.status_code == 303, reply.text
    row = kept(family)
    assert (row.what, row.minutes, row.protection) == (what, minutes, protection)
    assert title in ada.get(f"/children/{family.nora}/journal").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"what": ""}, "Choose what it was."),
        ({"what": "sun", "protection": ["hat", "none"]}, "or “No protection”, not both"),
        ({"what": "exercise", "minutes": "other", "other_minutes": "half"}, "Write a whole number"),
        ({"what": "exercise", "minutes": "other", "other_minutes": ""}, "Write how many minutes"),
        ({"what": "exercise", "minutes": "other", "other_minutes": "1500"}, "1,440 minutes"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(family, as_person, typed, sentence):
    ada = as_person("ada")
    reply = send(ada, open_form(ada, family), note="with the red ball", **typed)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert "with the red ball" in reply.text
    assert not entries(family)


def test_protection_belongs_to_the_sun_only(family, as_person):
    ada = as_person("ada")
    send(ada, open_form(ada, family), what="exercise", minutes="30", protection=["hat"])
    assert kept(family).protection == []


@pytest.mark.parametrize("minutes", ["15", "25"])
def test_a_changed_activity_keeps_what_nobody_touched(family, as_person, minutes):
    ada = as_person("ada")
    send(
        ada,
        open_form(ada, family),
        what="sun",
        minutes="other",
        other_minutes=minutes,
        protection=["shade"],
    )
    address = f"/children/{family.nora}/entries/{entries(family)[0].id}"
    page = ada.get(f"{address}/edit").text
    assert f'value="{minutes}"' in page
    form = form_to(page, "/edit")
    known = minutes == "15"
    reply = send(
        ada,
        form,
        **when(),
        what="sun",
        minutes=minutes if known else "other",
        other_minutes="" if known else minutes,
        protection=["shade"],
        note="by the lake",
    )
    assert reply.status_code == 303
    row = kept(family)
    assert (row.minutes, row.protection, row.note) == (int(minutes), ["shade"], "by the lake")
