"""What a phone sent and the server could not write is listed to its author, until they decide."""

import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries.kept import MOST
from journal.records.entries import Change, Quarantine
from tests.web.daily import entries, forms, send
from tests.web.syncing import change, follow, form_change, retyped


def listed(client) -> str:
    reply = client.get("/waiting")
    assert reply.status_code == 200
    return reply.text


def test_b_refused_form_is_listed_to_its_author_with_its_reason_and_mended_there(
    family, sync, as_person
):
    bad = form_change(family, "symptom", symptom="fatigue", severity="99", note="at <b>school</b>")
    assert sync(bad).json["results"][0]["status"] == "rejected"
    ada = as_person("ada")
    page = listed(ada)
    assert "Not in the journal" in page
    assert "Choose a number from 0 to 10." in page
    assert "at &lt;b&gt;school&lt;/b&gt;" in page
    assert "Nora" in page
    for other in ("ben", "cleo", "eve"):
        assert "Not in the journal" not in listed(as_person(other))
    again = next(form for form in forms(page) if form["action"].endswith("/log/symptom"))
    shown = send(ada, again)
    assert shown.status_code == 200
    assert "at &lt;b&gt;school&lt;/b&gt;" in shown.text
    assert entries(family) == []
    mended = {name: text for name, text in again.items() if name != "back"} | {"severity": "9"}
    assert send(ada, mended).status_code == 303
    assert len(entries(family)) == 1
    assert "Not in the journal" not in listed(ada)


def test_b_form_mended_on_the_phone_leaves_the_list(family, sync, as_person):
    bad = form_change(family, "symptom", symptom="fatigue", severity="99")
    sync(bad)
    sync(retyped(bad, severity="9"))
    assert "Not in the journal" not in listed(as_person("ada"))


def test_b_discarding_is_its_authors_word_and_twice_is_once(family, sync, as_person):
    sync(form_change(family, "symptom", symptom="fatigue", severity="99"))
    form = next(f for f in forms(listed(as_person("ada"))) if f["action"].endswith("/discard"))
    for who, left in (("ben", 1), ("eve", 1), ("ada", 0), ("ada", 0)):
        assert send(as_person(who), form).status_code == 303
        with family.database.reading() as session:
            assert len(session.exec(select(Quarantine)).all()) == left, who


def test_b_whatever_was_sent_the_list_can_be_read(family, sync, as_person):
    strange = [
        {"id": "x", "child": ["y"], "form": {"what": ["z"], "values": 3}},
        {**change(family), "fields": {"note": {"a": 1}}, "zone": "Mars/Base"},
        change(family, child=family.children["mia"]),
        follow(
            form_change(family, "note", note="n"), form={"what": "note", "values": {"note": ["a"]}}
        ),
        {"child": str(family.nora), "form": {"what": "note", "values": {"note": "x"}}},
        {},
    ]
    results = sync(*strange).json["results"]
    refused = [each for each in results if each["status"] == "rejected"]
    page = listed(as_person("ada"))
    assert page.count("data-kept=") == len(refused) == 5
    assert "Mia" not in page


@pytest.fixture
def late(family, sync):
    """Ada's edit of a note that never arrived; it has waited for two hours."""
    first = form_change(family, "note", note="never arrives")
    late = follow(
        first, form={"what": "note", "values": {**first["form"]["values"], "note": "two"}}
    )
    assert sync(late).json["results"][0]["status"] == "waiting"
    return first, late


def hours_later(family):
    with family.database.transaction() as session:
        session.exec(select(Change)).one().received_at = now() - timedelta(hours=2)


def test_b_what_waits_for_ever_is_listed_until_what_it_follows_arrives(
    family, sync, as_person, late
):
    assert "Not in the journal" not in listed(as_person("ada"))
    hours_later(family)
    assert "It follows an entry that never arrived." in listed(as_person("ada"))
    sync(late[0])
    assert "Not in the journal" not in listed(as_person("ada"))


def test_b_what_waits_for_ever_is_discarded_by_its_author_alone(family, sync, as_person, late):
    hours_later(family)
    form = next(f for f in forms(listed(as_person("ada"))) if f["action"].endswith("/discard"))
    for who, left in (("ben", 1), ("eve", 1), ("ada", 0), ("ada", 0)):
        assert send(as_person(who), form).status_code == 303
        with family.database.reading() as session:
            assert len(session.exec(select(Change)).all()) == left, who
    assert "Not in the journal" not in listed(as_person("ada"))
    assert sync(late[0]).json["results"][0]["status"] == "applied"
    # And what stands in the journal is taken out by no such word.
    with family.database.reading() as session:
        stands = session.exec(select(Change)).one().id
    written = {**form, "action": form["action"].replace(late[1]["id"], str(stands))}
    assert send(as_person("ada"), written).status_code == 303
    assert len(entries(family)) == 1
    assert sync(late[0]).json["results"][0]["status"] == "repeated"


def test_b_what_waits_for_ever_is_opened_with_what_was_typed_and_written(
    family, sync, as_person, late
):
    hours_later(family)
    ada = as_person("ada")
    again = next(form for form in forms(listed(ada)) if form["action"].endswith("/log/note"))
    shown = send(ada, again)
    assert shown.status_code == 200
    assert ">two</textarea>" in shown.text
    assert entries(family) == []
    form = {name: text for name, text in again.items() if name != "back"}
    assert send(ada, form).status_code == 303
    assert send(ada, form).status_code == 303, "tapped twice"
    assert len(entries(family)) == 1
    assert "Not in the journal" not in listed(ada)
    # Should what it follows come all the same, nothing is there twice.
    came = sync(late[0]).json["results"][0]
    assert (came["status"], came["revision"]) == ("conflict", 2), "both versions, to choose from"
    assert len(entries(family)) == 1


def test_b_other_content_under_an_id_that_is_written_is_listed_until_its_author_decides(
    family, sync, as_person
):
    first = change(family)
    other = {**first, "fields": {**first["fields"], "note": "quite another note"}}
    assert sync(first).json["results"][0]["status"] == "applied"
    result = sync(other).json["results"][0]
    assert (result["status"], result["revision"]) == ("conflict", None)
    page = listed(as_person("ada"))
    assert "quite another note" in page
    form = next(form for form in forms(page) if form["action"].endswith("/discard"))
    assert send(as_person("ada"), form).status_code == 303
    assert "quite another note" not in listed(as_person("ada"))


def test_b_of_very_many_that_wait_the_newest_are_listed(family, sync, as_person):
    late = [
        follow(first, form=first["form"])
        for first in (form_change(family, "note", note="never arrives") for _ in range(MOST + 1))
    ]
    sync(*late)
    oldest = late[0]["id"]
    with family.database.transaction() as session:
        for hours, one in enumerate(reversed(late), 2):
            row = session.get_one(Change, uuid.UUID(one["id"]))
            row.received_at = now() - timedelta(hours=hours)
    page = listed(as_person("ada"))
    assert [one["id"] for one in late if f'data-kept="{one["id"]}"' not in page] == [oldest]
