"""One entry: what it says, changing it while somebody else does, deleting, bringing back."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.entries.clashes import open_clashes
from journal.entries.reading import get_entry
from journal.records.access import Right
from journal.records.entries import Revision
from tests.family import change
from tests.web.daily import daily_at, digest, entries, form_to, planned, send, slot_at, when


@pytest.fixture
def symptom(family):
    return written(family, "ada", "symptom", symptom="fatigue", severity=6, note="After school")


def written(family, person, kind, **fields):
    """An entry of 40 minutes ago; returns its id."""
    made = change(family.nora, kind, made_at=now() - timedelta(minutes=40), **fields)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, person), made, now=now()).stored
    return made.entry


def page_of(family, entry, what=""):
    return f"/children/{family.nora}/entries/{entry}{what}"


def edit_form(client, family, entry):
    """The edit form as the page hands it out, with its date and time."""
    page = client.get(page_of(family, entry, "/edit")).text
    return {**form_to(page, "/edit"), **moment_in(page)}


def moment_in(page):
    return dict(re.findall(r'name="(at_on|at_time)" value="([^"]*)"', page))


def fields_of(family, entry):
    with family.database.reading() as session:
        return get_entry(session, family.actor(session, "ada"), entry, Right.LOOK).fields


SYMPTOM = {"symptom": "fatigue", "severity": "6", "note": "After school"}


def test_entry_page_says_who_and_what_and_its_history(family, as_person, symptom):
    ben = as_person("ben")
    send(ben, edit_form(ben, family, symptom), **{**SYMPTOM, "severity": "4"})
    page = as_person("cleo").get(page_of(family, symptom)).text
    assert "Tired 4" in page
    assert "Recorded by Ada" in page
    history = " ".join(page.split("History")[1].split())
    assert "<bdi>Ben</bdi>" in history
    assert "<bdi>6</bdi></del>" in history
    assert "<bdi>4</bdi></ins>" in history


def test_edit_sends_only_what_was_changed(family, as_person, symptom):
    ada = as_person("ada")
    reply = send(ada, edit_form(ada, family, symptom), **{**SYMPTOM, "severity": "4"})
    assert reply.status_code == 303
    with family.database.reading() as session:
        latest = session.exec(select(Revision).where(Revision.number == 2)).one()
    assert latest.changed == {"severity": 4}


def test_edit_that_changes_nothing_writes_nothing(family, as_person, symptom):
    ada = as_person("ada")
    before = digest(family.database)
    reply = send(ada, edit_form(ada, family, symptom), **SYMPTOM)
    assert reply.status_code == 303
    assert digest(family.database) == before


def test_h3_edit_sent_twice_is_one_revision(family, as_person, symptom):
    ada = as_person("ada")
    form = edit_form(ada, family, symptom)
    for _ in range(2):
        assert send(ada, form, **{**SYMPTOM, "severity": "4"}).status_code == 303
    with family.database.reading() as session:
        assert len(session.exec(select(Revision)).all()) == 2


def test_entry_moves_in_time(family, as_person, symptom):
    ada = as_person("ada")
    send(ada, edit_form(ada, family, symptom), **{**SYMPTOM, **when(-300)})
    page = ada.get(page_of(family, symptom)).text
    assert "Moved in time" in page
    assert entries(family)[0].at < now() - timedelta(minutes=299)


def test_h33_two_people_changing_different_fields_keep_both(family, as_person, symptom):
    ada, ben = as_person("ada"), as_person("ben")
    hers, his = edit_form(ada, family, symptom), edit_form(ben, family, symptom)
    send(ben, his, **{**SYMPTOM, "severity": "4"})
    send(ada, hers, **{**SYMPTOM, "note": "After the stairs"})
    fields = fields_of(family, symptom)
    assert (fields["severity"], fields["note"]) == (4, "After the stairs")


def test_h33_two_people_changing_one_field_are_shown_both_values(family, as_person, symptom):
    ada, ben = as_person("ada"), as_person("ben")
    hers, his = edit_form(ada, family, symptom), edit_form(ben, family, symptom)
    send(ben, his, **{**SYMPTOM, "severity": "4", "note": "He slept"})
    before = digest(family.database)
    reply = send(ada, hers, **{**SYMPTOM, "severity": "8"})
    assert reply.status_code == 409
    assert "Ben wrote “4” meanwhile" in reply.text
    assert 'value="8" checked' in reply.text
    assert "He slept" in reply.text
    assert digest(family.database) == before
    again = {**form_to(reply.text, "/edit"), **moment_in(reply.text)}
    answer = {**SYMPTOM, "severity": "8", "note": "He slept"}
    assert send(ada, again, **answer).status_code == 303
    fields = fields_of(family, symptom)
    assert (fields["severity"], fields["note"]) == (8, "He slept")


def test_entry_deleted_meanwhile_comes_back_only_on_purpose(family, as_person, symptom):
    ada, ben = as_person("ada"), as_person("ben")
    hers = edit_form(ada, family, symptom)
    send(ben, form_to(ben.get(page_of(family, symptom)).text, "/delete"))
    reply = send(ada, hers, **{**SYMPTOM, "severity": "8"})
    assert reply.status_code == 409
    assert "Ben deleted this entry meanwhile" in reply.text
    assert entries(family) == []
    again = {**form_to(reply.text, "/edit"), **moment_in(reply.text)}
    send(ada, again, **{**SYMPTOM, "severity": "8"})
    assert len(entries(family)) == 1


def test_saving_an_entry_that_was_deleted_says_that_it_is_back(family, as_person, symptom):
    ada = as_person("ada")
    send(ada, form_to(ada.get(page_of(family, symptom)).text, "/delete"))
    reply = send(ada, edit_form(ada, family, symptom), **{**SYMPTOM, "severity": "8"})
    assert "It had been deleted, and is in the journal again." in ada.get(reply.location).text
    assert len(entries(family)) == 1


def test_conflict_of_two_phones_is_settled_by_choosing(family, as_person, symptom):
    for person, severity in (("ada", 3), ("ben", 9)):
        offline = change(family.nora, "symptom", made_at=now(), entry=symptom, base=1)
        object.__setattr__(offline, "fields", {"severity": severity})
        with family.database.transaction() as session:
            assert record(session, family.actor(session, person), offline, now=now()).stored
    ada = as_person("ada")
    assert "Two versions of" in ada.get(f"/children/{family.nora}/today").text
    page = ada.get(page_of(family, symptom)).text
    assert "<bdi>Ben</bdi> <bdi>9</bdi>" in page
    assert "<bdi>Ada</bdi> <bdi>3</bdi>" in page
    shown = str(fields_of(family, symptom)["severity"])
    send(ada, edit_form(ada, family, symptom), **{**SYMPTOM, "severity": shown})
    with family.database.reading() as session:
        assert open_clashes(session, symptom) == ()
    assert "Two versions of" not in ada.get(f"/children/{family.nora}/today").text


def test_deleted_entry_leaves_the_lists_and_undo_brings_it_back(family, as_person, symptom):
    ada = as_person("ada")
    reply = send(ada, form_to(ada.get(page_of(family, symptom)).text, "/delete"))
    page = ada.get(reply.location).text
    assert "Deleted: Tired 6" in page
    assert page.count("Tired 6") == page.count("Deleted: Tired 6")
    undone = send(ada, form_to(page, "/undo"))
    assert undone.location == reply.location
    assert len(entries(family)) == 1
    assert "Brought back" in ada.get(page_of(family, symptom)).text


def test_deleted_entry_can_be_brought_back_on_its_page(family, as_person, symptom):
    ada = as_person("ada")
    send(ada, form_to(ada.get(page_of(family, symptom)).text, "/delete"))
    page = ada.get(page_of(family, symptom)).text
    assert "Deleted by Ada" in page
    assert send(ada, form_to(page, "/restore")).status_code == 303
    assert len(entries(family)) == 1


def test_stay_is_discharged_on_the_same_entry(family, as_person):
    begun = (now() - timedelta(days=2)).isoformat()
    stay = written(family, "ada", "stay", hospital="City Hospital", admitted=begun, at=begun)
    ada = as_person("ada")
    form = edit_form(ada, family, stay)
    data = {"hospital": "City Hospital", **when(-2 * 24 * 60), **when(-5, "discharged")}
    assert send(ada, form, **data).status_code == 303
    assert fields_of(family, stay)["discharged"]
    assert "Write the discharge" not in ada.get(f"/children/{family.nora}/today").text
    assert len(entries(family)) == 1


def test_h37_today_says_why_doses_are_silent_until_a_discharge_that_was_written_ahead(
    family, as_person
):
    begun, ends = now() - timedelta(days=2), now() + timedelta(days=1)
    fields = {"admitted": begun.isoformat(), "at": begun.isoformat()}
    written(family, "ada", "stay", hospital="Riverside", discharged=ends.isoformat(), **fields)
    today = as_person("ada").get(f"/children/{family.nora}/today").text
    assert "In hospital: Riverside" in today
    assert "Reminders of doses are silent." in today


def test_question_takes_its_answer(family, as_person):
    question = written(family, "ada", "question", text="Can we travel?")
    ada = as_person("ada")
    data = {"text": "Can we travel?", "answer": "Yes, with a letter."}
    assert send(ada, edit_form(ada, family, question), **data).status_code == 303
    fields = fields_of(family, question)
    assert fields["answer"] == "Yes, with a letter."
    assert fields["answered"]


def test_dose_moved_beside_another_is_asked_about(family, as_person):
    prednisolone = family.medicine(rhythm=daily_at(-10))
    ada = as_person("ada")
    log = f"/children/{family.nora}/log/dose"
    ada.post(log, data={**planned(prednisolone, ""), **when(-5)})
    extra = entries(family, "dose")[-1].id
    meant = {"again": "yes", "why_again": "other", "reason_again": "asked the team"}
    ada.post(log, data={**planned(prednisolone, slot_at(-10)), **when(-9), **meant})
    data = {**planned(prednisolone, slot_at(-10)), **when(-5)}
    for name in ("change", "entry"):
        del data[name]
    asked = send(ada, edit_form(ada, family, extra), **data)
    assert asked.status_code == 409
    assert "Already recorded by Ada" in asked.text


@pytest.mark.parametrize("what", ["/edit", ""])
def test_entry_of_one_child_is_nothing_under_the_other(family, as_person, symptom, what):
    url = f"/children/{family.tom}/entries/{symptom}{what}"
    assert as_person("ada").get(url).status_code == 404


def test_viewer_may_look_and_not_change(family, as_person, symptom):
    cleo = as_person("cleo")
    page = cleo.get(page_of(family, symptom)).text
    assert "Change or move" not in page
    assert "/delete" not in page
    assert cleo.get(page_of(family, symptom, "/edit")).status_code == 403


def test_f13_a_form_that_a_phone_drew_is_saved_on_the_page_too(family, as_person, symptom, sync):
    (shown,) = sync(draw={"days": 60}).json["entries"]
    ada = as_person("ada")
    form = edit_form(ada, family, symptom)
    base = shown["drawn"]["base"]
    assert base.startswith("1:")
    assert send(ada, form, **{**SYMPTOM, "severity": "4", "base": base}).status_code == 303


def test_f13_a_page_from_before_a_restore_is_never_read_by_its_number_alone(
    family, as_person, symptom
):
    ada, ben = as_person("ada"), as_person("ben")
    send(ben, edit_form(ben, family, symptom), **{**SYMPTOM, "note": "Slept since"})
    # What Ada's page shows was lost with the server; its second revision is Ben's now.
    lost = {"base": f"2:{uuid.uuid4()}"}
    form = edit_form(ada, family, symptom)
    assert re.fullmatch(r"2:[0-9a-f-]{36}", form["base"])
    answer = send(ada, form, **{**SYMPTOM, "severity": "9", **lost})
    assert answer.status_code == 422
    assert "came back from a backup" in answer.text
    assert "After school" in answer.text
    assert fields_of(family, symptom)["severity"] == 6
    delete = form_to(ada.get(page_of(family, symptom)).text, "/delete")
    assert delete["base"] == form["base"]
    assert send(ada, delete, **lost).status_code == 303
    assert entries(family, "symptom"), "nobody saw what would go"
    again = {**form_to(answer.text, "/edit"), **moment_in(answer.text)}
    assert again["base"] == form["base"]
    # Under another number it is still what was seen.
    again["base"] = "7" + form["base"][1:]
    assert send(ada, again, **{**SYMPTOM, "severity": "9"}).status_code == 303
    found = fields_of(family, symptom)
    assert (found["severity"], found["note"]) == (9, "After school")
