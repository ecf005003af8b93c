"""In the room: questions become answered, and each change of a plan is confirmed in its form."""

import re
from html import unescape

import pytest

from journal.clock import now
from journal.entries import record
from journal.entries.reading import entries_by_id
from journal.plans.appointments import history_of
from journal.plans.medicines import turns_of
from journal.records.planned import plans_of
from tests.family import change, give_account
from tests.web.daily import form_to, forms, send, when
from tests.web.reporting import opened
from tests.web.visiting import DAY, answer_form, begun, links, plain, row_of, tap, taps, today, told


@pytest.fixture
def address(family, ada) -> str:
    """A page for today."""
    return begun(family, ada, days=0)


def entry(family, entry_id):
    with family.database.reading() as session:
        return entries_by_id(session, [entry_id])[0]


def test_visit_of_today_leads_from_its_page_to_the_room(ada, address):
    assert f'href="{address}/room"' in ada.get(address).text
    assert "In the room with Dr. Okafor" in plain(ada.get(f"{address}/room").text)


def test_answer_typed_in_the_room_answers_the_question_and_comes_back(family, ada, address):
    question = told(family, "question", text="May she swim?", note="in the sea", about="sport")
    tap(ada, address, "rank", str(question))
    saved = send(ada, answer_form(ada, address, question), answer="Yes.", answered_by="Dr. Okafor")
    assert saved.location == f"{address}/room"
    fields = entry(family, question).fields
    assert fields["answer"] == "Yes."
    assert fields["answered_by"] == "Dr. Okafor"
    assert fields["answered"]
    assert (fields["text"], fields["note"], fields["about"]) == (
        "May she swim?", "in the sea", "sport",
    )  # fmt: skip
    room = plain(ada.get(f"{address}/room").text)
    assert "May she swim? Dr. Okafor: Yes." in room
    assert str(question) not in [form.get("key") for form in taps(ada, address, "unrank")]


def test_answer_field_offers_whom_the_family_sees(family, ada, address):
    told(family, "question", text="May she swim?")
    assert 'name="answered_by" value="Dr. Okafor"' in ada.get(f"{address}/room").text


def test_answer_can_be_kept_by_a_phone_without_signal(family, ada, address):
    question = told(family, "question", text="May she swim?")
    room = ada.get(f"{address}/room").text
    form = next(one for one in re.findall(r"<form[^>]*>", room) if f"{question}/edit" in one)
    for mark in ('data-outbox="edit"', 'data-what="question"', f'data-entry="{question}"'):
        assert mark in form


def test_two_parents_who_answer_both_are_asked_about_it(family, ada, as_person, address):
    question = told(family, "question", text="May she swim?")
    ben = as_person("ben")
    hers, his = answer_form(ada, address, question), answer_form(ben, address, question)
    assert send(ada, hers, answer="Yes.").status_code == 303
    second = send(ben, his, answer="Not yet.")
    assert second.status_code == 409
    assert "Not yet." in second.text
    assert "Ada wrote “Yes.” meanwhile" in unescape(second.text)


def test_what_they_said_is_a_visit_of_the_journal_that_names_the_page(family, ada, address):
    link = links(ada.get(f"{address}/room").text)["Write what they said"]
    form = opened(ada, link)
    assert form["preparation"] == str(row_of(family, address).id)
    assert "Dr. Okafor" in ada.get(link).text
    typed = {
        "team_member": "Dr. Okafor",
        "told": "Less steroid.",
        "next_steps": "Eye clinic\nBlood",
    }
    saved = ada.post(f"/children/{family.nora}/log/visit", data=form | when() | typed)
    assert saved.location == f"{address}/room"
    room = ada.get(f"{address}/room").text
    assert "Less steroid." in room
    assert "<bdi>Eye clinic</bdi>" in room
    assert "<bdi>Blood</bdi>" in room
    edit = links(room)["Add to it or change it"]
    assert ada.post(edit, data=opened(ada, edit) | typed | {"told": "Half."}).location == (
        f"{address}/room"
    )
    assert "Half." in ada.get(f"{address}/room").text


def test_what_a_phone_wrote_without_signal_stands_in_the_room_of_that_day(family, ada, address):
    """Its form knows no page: with whom and when tell."""
    told(family, "visit", ago=0, team_member="Dr. Okafor", told="Half the dose.")
    told(family, "visit", ago=0, team_member="Dr. Lim", told="Of the eyes")
    told(family, "visit", ago=2, team_member="Dr. Okafor", told="Two days ago")
    room = ada.get(f"{address}/room").text
    assert "Half the dose." in room
    assert "Of the eyes" not in room
    assert "Two days ago" not in room


def test_another_childs_visit_is_refused_the_page_and_not_in_the_room(family, ada, address):
    page = str(row_of(family, address).id)
    with family.database.transaction() as session:
        made = change(family.tom, "visit", made_at=now(), told="Of Tom", preparation=page)
        (error,) = record(session, family.actor(session, "ada"), made, now=now()).errors
    assert error.code == "child_mismatch"
    assert "Of Tom" not in ada.get(f"{address}/room").text


def test_dose_that_changes_is_confirmed_in_its_own_form_and_stands_in_the_room(
    family, ada, address, prednisolone
):
    room = f"{address}/room"
    link = next(
        url for words, url in links(ada.get(room).text).items() if "The dose changes" in words
    )
    page = ada.get(link).text
    assert 'name="ordered_by" value="Dr. Okafor" id="ordered_by" checked' in page
    assert len(plans(family, prednisolone)) == 1, "nothing is planned by looking"
    form = next(one for one in forms(page) if one["action"].endswith("/change"))
    typed = {
        "amount": "10",
        "unit": "mg",
        "rhythm": "day",
        "times": ["08:00"],
        "from": today().isoformat(),
        "ordered_by": "Dr. Okafor",
    }
    data = {name: value for name, value in form.items() if name != "action"} | typed
    check = ada.post(form["action"], data=data)
    assert len(plans(family, prednisolone)) == 1, "it is looked at first"
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', check.text)
    saved = ada.post(form["action"], data=dict(fields))
    assert saved.location == room
    assert [plan.ordered_by for plan in plans(family, prednisolone)][-1] == "Dr. Okafor"
    said = plain(ada.get(room).text)
    assert "12.5 mg → 10 mg" in said
    assert "Who ordered it: Dr. Okafor" in said


def plans(family, medicine):
    with family.database.reading() as session:
        return plans_of(session, [medicine.id])[medicine.id]


@pytest.mark.parametrize("word", ["Pause", "Stop"])
def test_pause_and_stop_come_with_the_day_and_who_advised_it(
    family, ada, address, prednisolone, word
):
    room = f"{address}/room"
    link = next(url for words, url in links(ada.get(room).text).items() if words.startswith(word))
    page = ada.get(link).text
    assert f'name="on" value="{today()}"' in page
    form = form_to(page, f"/{word.lower()}")
    review = {"review_on": (today() + 9 * DAY).isoformat()} if word == "Pause" else {}
    typed = {"on": today().isoformat(), "reason": "Rash", "advised_by": "Dr. Okafor", **review}
    saved = send(ada, form, **typed)
    assert saved.location == room
    with family.database.reading() as session:
        (turned,) = turns_of(session, [prednisolone.id])[prednisolone.id]
    assert turned.advised_by == "Dr. Okafor"
    assert "Reason: Rash" in plain(ada.get(room).text)


def test_blood_test_and_next_appointment_come_back_to_the_room(family, ada, address):
    room = f"{address}/room"
    link = links(ada.get(room).text)["A new blood test"]
    page = ada.get(link).text
    assert 'name="source" value="Dr. Okafor"' in page
    typed = {"other": "Ferritin", "repeats": "once", "weeks_max": "2"}
    form = form_to(page, "/add")
    saved = send(ada, form, first_on=today().isoformat(), source="Dr. Okafor", **typed)
    assert saved.location == room, plain(saved.text)
    link = links(ada.get(room).text)["The next appointment"]
    page = ada.get(link).text
    assert 'name="with_whom" value="Dr. Okafor"' in page
    on = (today() + 90 * DAY).isoformat()
    typed = {"kind": "clinic", "at_on": on, "at_time": "09:30", "with_whom": "Dr. Okafor"}
    assert send(ada, form_to(page, "/add"), **typed).location == room
    with family.database.reading() as session:
        assert len(history_of(session, family.nora)) == 1
    said = plain(ada.get(room).text)
    assert "Tests: Ferritin" in said
    assert "Visit to the clinic, Dr. Okafor" in said


def test_new_medicine_carries_the_room_through_both_of_its_steps(family, ada, address):
    room = f"{address}/room"
    page = ada.get(links(ada.get(room).text)["A new medicine"]).text
    first = form_to(page, "/medicines/add")
    second = ada.post(first["action"], data={**first, "name": "Folic acid"})
    fields = {n: v for n, v in form_to(second.text, "/medicines/add").items() if n != "action"}
    typed = {
        "amount": "5",
        "unit": "mg",
        "rhythm": "day",
        "times": ["08:00"],
        "from": today().isoformat(),
        "ordered_by": "Dr. Okafor",
    }
    saved = ada.post(first["action"], data=fields | typed)
    assert saved.location == room, plain(saved.text)
    assert "Folic acid: Dose from" in plain(ada.get(room).text)


def test_visit_that_is_over_shows_what_changed_and_leaves_the_rest_open(family, ada, address):
    swim, school = (str(told(family, "question", text=text)) for text in ("Swim?", "School?"))
    for each in (swim, school):
        tap(ada, address, "rank", each)
    send(ada, answer_form(ada, address, swim), answer="Yes.")
    over = send(ada, taps(ada, f"{address}/room", "hold")[0])
    assert over.location == f"{address}/room"
    room = plain(ada.get(over.location).text)
    assert "This visit is over" in room
    assert "Nothing was changed in the plans." in room
    coming = begun(family, ada, days=90)
    assert row_of(family, coming).ranked == [school]
    assert taps(ada, address, "strike") == []
    send(ada, taps(ada, f"{address}/room", "take_back")[0])
    assert row_of(family, address).held_at is None


def test_viewer_reads_the_room_and_is_offered_nothing_to_write(
    family, as_person, address, prednisolone
):
    told(family, "question", text="May she swim?")
    room = as_person("cleo").get(f"{address}/room").text
    assert "May she swim?" in room
    assert "<textarea" not in room
    assert "The dose changes" not in room
    assert 'name="do"' not in room


def test_teen_writes_answers_and_changes_no_plan(family, as_person, address, prednisolone):
    give_account(family, "nora")
    told(family, "question", text="May I swim?")
    nora = as_person("nora")
    room = nora.get(f"{address}/room").text
    assert "<textarea" in room
    assert "The dose changes" not in room
    assert "Leave out" in nora.get(address).text or "Ask first" in nora.get(address).text


def test_room_in_an_address_leads_nobody_to_another_childs_page(family, as_person, ada, address):
    """A room that is not this child's fills nothing in."""
    row = row_of(family, address)
    page = ada.get(f"/children/{family.tom}/log/visit?room={row.id}").text
    assert "Dr. Okafor" not in page
    assert str(row.id) not in page
    assert ada.get(f"/children/{family.tom}/preparations/{row.id}/room").status_code == 404
    assert ada.get(f"/children/{family.tom}/preparations/{row.id}").status_code == 404
    assert as_person("eve").get(f"{address}/room").status_code == 404


def test_saving_without_an_answer_is_refused_at_its_field(family, ada, address):
    question = told(family, "question", text="May she swim?")
    saved = send(ada, answer_form(ada, address, question), answered_by="Dr. Okafor")
    assert saved.status_code == 422
    assert "Write the answer, or leave out who answered." in plain(saved.text)
    assert entry(family, question).fields.get("answered_by") is None


def test_open_question_keeps_its_field_when_the_visit_is_over(family, ada, address):
    question = told(family, "question", text="May she swim?")
    send(ada, taps(ada, f"{address}/room", "hold")[0])
    assert answer_form(ada, address, question)
