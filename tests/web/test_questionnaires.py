"""Questionnaires on pages: brought in with a right to use them, answered, handed on (H31)."""

import io
import json
import uuid

from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from sqlmodel import select

from journal.clock import now
from journal.records.kinds.response import ResponseRow
from journal.records.questionnaires import Questionnaire
from tests.exchange.test_fhir_responses import OFTEN, OURS
from tests.web.daily import ids, when
from tests.web.syncing import change


def bring(family, client, resource=OURS, licence="From our clinic", child=None):
    body = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
    return client.post(
        f"/children/{child or family.nora}/questionnaires",
        data={"licence": licence, "file": (io.BytesIO(body), "week.json")},
        content_type="multipart/form-data",
    )


def kept(family):
    with family.database.reading() as session:
        return session.exec(select(Questionnaire)).all()


def answer(family, client, **typed):
    (row,) = kept(family)
    said = ids() | when() | {"questionnaire": str(row.id)} | typed
    return client.post(f"/children/{family.nora}/log/response", data=said)


def responses(family):
    with family.database.reading() as session:
        return session.exec(select(ResponseRow)).all()


def test_one_is_brought_in_answered_scored_and_handed_on_as_fhir(family, as_person):
    ada = as_person("ada")
    assert bring(family, ada).status_code == 303
    page = ada.get(f"/children/{family.nora}/questionnaires").text
    assert "How was the week?" in page
    (row,) = kept(family)
    form = ada.get(f"/children/{family.nora}/log/response?questionnaire={row.id}").text
    for words in ("Tired?", "Since when?", "often", "From our clinic"):
        assert words in form
    assert "Sum" not in form
    assert answer(family, ada, q0="1", q1="1", q2="2026-11-02").status_code == 303
    (said,) = responses(family)
    assert said.answers == {"a": [OFTEN], "b": [OFTEN], "c": ["2026-11-02"]}
    assert "Sum: 3" in ada.get(f"/children/{family.nora}/questionnaires").text
    entry = ada.get(f"/children/{family.nora}/entries/{said.entry_id}").text
    for words in ("How was the week?", "Tired?", "often"):
        assert words in entry
    address = f"/children/{family.nora}/questionnaires/responses/{said.entry_id}.json"
    fhir = as_person("cleo").get(address)
    QuestionnaireResponse.model_validate(json.loads(fhir.data))
    assert "nora" not in fhir.text.lower()


def test_h31_a_missing_answer_is_said_to_leave_no_number(family, as_person):
    ada = as_person("ada")
    bring(family, ada)
    assert answer(family, ada, q0="1").status_code == 303
    assert (
        "Sum: no number, an answer is missing"
        in ada.get(f"/children/{family.nora}/questionnaires").text
    )


def test_an_answer_that_does_not_fit_stands_at_its_question_and_nothing_is_lost(family, as_person):
    ada = as_person("ada")
    bring(family, ada)
    said = answer(family, ada, q0="1", q2="soon", note="after school")
    assert said.status_code == 422
    assert "Choose a day." in said.text
    assert "after school" in said.text
    assert responses(family) == []


def test_answers_are_changed_as_they_were_given(family, as_person):
    ada = as_person("ada")
    bring(family, ada)
    answer(family, ada, q0="1", q1="0")
    (said,) = responses(family)
    edit = ada.get(f"/children/{family.nora}/entries/{said.entry_id}/edit").text
    assert 'name="q0" value="1" id="q0"' in edit or 'value="1" checked' in edit


def test_without_a_right_to_it_none_is_brought_in(family, as_person):
    said = bring(family, as_person("ada"), licence=" ")
    assert said.status_code == 422
    assert "by which right" in said.text
    assert kept(family) == []


def test_what_is_no_questionnaire_is_refused_with_what_to_do(family, as_person):
    ada = as_person("ada")
    for body in (b"", b"{", b"[]", b'{"resourceType": "Patient"}', b"[" * 100_000):
        said = bring(family, ada, body)
        assert said.status_code == 422, body[:20]
    assert "From our clinic" in said.text
    assert kept(family) == []


def test_who_may_only_look_or_record_brings_none_in_and_a_stranger_finds_none(family, as_person):
    assert bring(family, as_person("cleo")).status_code == 403
    assert bring(family, as_person("eve")).status_code == 404
    bring(family, as_person("ada"))
    eve = as_person("eve")
    (row,) = kept(family)
    mia = family.children["mia"]
    assert "How was" not in eve.get(f"/children/{mia}/log/response?questionnaire={row.id}").text
    said = ids() | when() | {"questionnaire": str(row.id), "q0": "1"}
    assert eve.post(f"/children/{mia}/log/response", data=said).status_code == 422
    assert eve.post(f"/children/{mia}/questionnaires/{row.id}/away").status_code == 404


def test_one_that_was_put_away_is_offered_no_more_and_its_answers_stay(family, as_person):
    ada = as_person("ada")
    bring(family, ada)
    answer(family, ada, q0="1", q1="1")
    (row,) = kept(family)
    ada.post(f"/children/{family.nora}/questionnaires/{row.id}/away")
    page = ada.get(f"/children/{family.nora}/questionnaires").text
    assert "Answer it for" not in page
    assert "Sum: 3" in page


def test_a_questionnaire_that_is_not_here_is_said_to_be_gone(family, as_person):
    said = as_person("ada").post(
        f"/children/{family.nora}/log/response",
        data=ids() | when() | {"questionnaire": str(uuid.uuid4()), "q0": "1"},
    )
    assert said.status_code == 422
    assert "not here any more" in said.text


def wire(family, questionnaire, answers):
    said = {"questionnaire": str(questionnaire), "answers": answers}
    return change(family, kind="response", fields={"at": now().isoformat(), **said})


def test_h31_a_phones_raw_answers_are_held_to_the_questionnaire_too(family, as_person, sync):
    bring(family, as_person("ada"))
    (row,) = kept(family)
    for answers, code in (
        ({"a": ["sometimes"]}, "choice_unknown"),
        ({"c": ["soon"]}, "answer_invalid"),
        ({"sum": ["3"]}, "question_unknown"),
    ):
        one = wire(family, row.id, answers)
        told = sync(one).json["results"][0]
        assert (told["status"], told["errors"][0]["error"]) == ("rejected", code)
    elsewhere = wire(family, uuid.uuid4(), {"a": ["1"]})
    told = sync(elsewhere).json["results"][0]
    assert told["errors"][0]["error"] == "questionnaire_unknown"
