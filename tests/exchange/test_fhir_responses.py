"""Questionnaires of others: read, answered, scored by their own rule, handed on as FHIR (H31)."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire as Resource
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from journal.care.problems import Refused
from journal.care.questionnaires import check_answers, read_questionnaire
from journal.exchange.fhir_responses import response_of, totals

WHEN = {
    "authored": datetime(2026, 11, 22, 23, 30, tzinfo=UTC),
    "zone": ZoneInfo("America/New_York"),
}
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
NAMES = "http://hl7.org/fhir/StructureDefinition/variable"
SCORED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"


def option(code, weight):
    weighs = {"extension": [{"url": ORDINAL, "valueDecimal": weight}]}
    return {
        **weighs,
        "valueCoding": {"system": "http://example.org/a", "code": code, "display": code},
    }


def rule(expression):
    said = {"language": "text/fhirpath", "expression": expression}
    return {"extension": [{"url": SCORED, "valueExpression": said}]}


ANSWERS = [option("never", 0), option("often", 1.5), option("always", 3)]
OURS = {
    "resourceType": "Questionnaire",
    "status": "draft",
    "title": "How was the week?",
    "url": "http://example.org/week",
    "version": "2",
    "item": [
        {"linkId": "a", "text": "Tired?", "type": "choice", "answerOption": ANSWERS},
        {"linkId": "b", "text": "Sad?", "type": "choice", "answerOption": ANSWERS},
        {
            "linkId": "c",
            "text": "Since when?",
            "type": "date",
            "enableWhen": [{"question": "a", "operator": "!=", "answerCoding": {"code": "never"}}],
        },
        {"linkId": "d", "text": "At?", "type": "dateTime"},
        {
            **rule("%resource.item.where(linkId='a' or linkId='b').answer.value.weight().sum()"),
            "linkId": "sum",
            "text": "Sum",
            "type": "decimal",
        },
    ],
}
NEVER, OFTEN = "http://example.org/a|never", "http://example.org/a|often"


def test_our_own_fixture_is_fhir():
    Resource.model_validate(OURS)


def test_h31_a_questionnaire_is_scored_by_the_rule_it_brings():
    form = read_questionnaire(OURS)
    assert totals(form, {"a": [OFTEN], "b": [OFTEN]}) == {"sum": Decimal("3.0")}
    assert totals(form, {"a": [NEVER], "b": [OFTEN]}) == {"sum": Decimal("1.5")}


def test_h31_the_same_answer_counts_what_its_own_question_says():
    turned = [option("never", 3), option("often", 1.5), option("always", 0)]
    resource = {**OURS, "item": [dict(item) for item in OURS["item"]]}
    resource["item"][1]["answerOption"] = turned
    form = read_questionnaire(resource)
    assert totals(form, {"a": [NEVER], "b": [NEVER]}) == {"sum": Decimal(3)}
    assert totals(form, {"a": [OFTEN], "b": [NEVER]}) == {"sum": Decimal("4.5")}
    assert "extension" not in json.dumps(response_of(form, {"a": [NEVER], "b": [NEVER]}, **WHEN))


def test_h31_a_total_that_is_not_whole_is_not_handed_on_as_a_whole_number():
    resource = {**OURS, "item": [*OURS["item"][:4], {**OURS["item"][4], "type": "integer"}]}
    form = read_questionnaire(resource)
    half = response_of(form, {"a": [NEVER], "b": [OFTEN]}, **WHEN)
    assert [item["linkId"] for item in half["item"]] == ["a", "b"]
    whole = response_of(form, {"a": [OFTEN], "b": [OFTEN]}, **WHEN)
    assert whole["item"][-1]["answer"] == [{"valueInteger": 3}]


def test_what_stands_in_a_part_that_is_not_asked_need_not_be_answered():
    part = {
        "linkId": "school",
        "type": "group",
        "enableWhen": [{"question": "a", "operator": "=", "answerCoding": {"code": "always"}}],
        "item": [{"linkId": "missed", "text": "Missed?", "type": "boolean", "required": True}],
    }
    form = read_questionnaire({**OURS, "item": [OURS["item"][0], part]})
    check_answers(form, {"a": [NEVER]})
    found = response_of(form, {"a": [NEVER], "missed": ["true"]}, **WHEN)
    assert [item["linkId"] for item in found["item"]] == ["a"]
    with pytest.raises(Refused) as refused:
        check_answers(form, {"a": ["http://example.org/a|always"]})
    assert [problem.code for problem in refused.value.problems] == ["required"]


@pytest.mark.parametrize("answers", [{}, {"a": [OFTEN]}, {"b": [NEVER]}])
def test_h31_a_missing_answer_leaves_no_total(answers):
    assert totals(read_questionnaire(OURS), answers) == {"sum": None}


def test_h31_a_rule_that_names_no_question_needs_every_one_that_counts():
    every = rule("%resource.item.answer.value.weight().sum()")
    resource = {**OURS, "item": [*OURS["item"][:2], {**OURS["item"][-1], **every}]}
    form = read_questionnaire(resource)
    assert totals(form, {"a": [OFTEN]}) == {"sum": None}
    assert totals(form, {"a": [OFTEN], "b": [OFTEN]}) == {"sum": Decimal("3.0")}


@pytest.mark.parametrize(
    ("path", "total"),
    [
        ("item.where(linkId='g').item.where(linkId='a')", Decimal("1.5")),
        ("item.where(linkId='g').item", Decimal("3.0")),
    ],
)
def test_h31_a_rule_that_names_a_part_needs_all_that_counts_in_it(path, total):
    part = {"linkId": "g", "type": "group", "item": OURS["item"][:2]}
    scored = {**OURS["item"][-1], **rule(f"%resource.{path}.answer.value.weight().sum()")}
    form = read_questionnaire({**OURS, "item": [part, scored]})
    assert totals(form, {"a": [OFTEN], "b": [OFTEN]}) == {"sum": total}
    for missing in ({"a": [OFTEN]}, {"b": [OFTEN]}, {}):
        assert totals(form, missing) == {"sum": None}


A = "%resource.item.where(linkId='a').answer.value.weight().sum()"


@pytest.mark.parametrize(
    "more",
    [
        "%resource.item.answer.value.weight().sum()",
        "item.answer.value.weight().sum()",
        "%resource.descendants().answer.value.weight().sum()",
        "%resource.item.where(linkId.startsWith('b')).answer.value.weight().sum()",
        "%resource.item.where(linkId='a' or answer.exists()).answer.value.weight().sum()",
        "%resource.item.where(linkId != 'a').answer.value.weight().sum()",
        "%every.answer.value.weight().sum()",
        "%whole.item.answer.value.weight().sum()",
    ],
)
def test_h31_a_rule_that_names_one_question_and_takes_others_unnamed_needs_them_all(more):
    variables = [
        {"url": NAMES, "valueExpression": {"name": name, "expression": expression}}
        for name, expression in (("every", "%resource.item"), ("whole", "%resource"))
    ]
    score = {**OURS["item"][-1], **rule(f"{A} + {more}")}
    resource = {**OURS, "extension": variables, "item": [*OURS["item"][:2], score]}
    form = read_questionnaire(resource)
    assert totals(form, {"a": [OFTEN]}) == {"sum": None}


@pytest.mark.parametrize("start", ["%resource.item", "item", "%resource.repeat(item)"])
def test_a_rule_that_names_all_it_takes_needs_no_other_answer(start):
    score = {**OURS["item"][-1], **rule(f"{start}.where(linkId='a').answer.value.weight().sum()")}
    form = read_questionnaire({**OURS, "item": [*OURS["item"][:2], score]})
    assert totals(form, {"a": [OFTEN]}) == {"sum": Decimal("1.5")}


@pytest.mark.parametrize(
    "expression", ["%resource.item.nonsense(", "1 | 2", "'text'", "true", "{}"]
)
def test_h31_a_rule_that_cannot_be_worked_out_says_nothing(expression):
    resource = {**OURS, "item": [OURS["item"][0], {**OURS["item"][-1], **rule(expression)}]}
    assert totals(read_questionnaire(resource), {"a": [OFTEN]}) == {"sum": None}


def test_a_questionnaire_without_a_rule_is_never_scored():
    form = read_questionnaire({**OURS, "item": OURS["item"][:2]})
    assert totals(form, {"a": [OFTEN], "b": [OFTEN]}) == {}


def test_answers_become_a_response_of_fhir_with_the_offset_of_their_place():
    form = read_questionnaire(OURS)
    answers = {"a": [OFTEN], "b": [NEVER], "c": ["2026-11-02"], "d": ["2026-11-02T08:30"]}
    check_answers(form, answers)
    found = response_of(form, answers, **WHEN)
    QuestionnaireResponse.model_validate(found)
    said = {item["linkId"]: item["answer"][0] for item in found["item"]}
    assert found["questionnaire"] == "http://example.org/week|2"
    assert found["authored"] == "2026-11-22T18:30:00-05:00"
    assert said["a"]["valueCoding"]["code"] == "often"
    assert said["c"] == {"valueDate": "2026-11-02"}
    assert said["d"] == {"valueDateTime": "2026-11-02T08:30:00-05:00"}
    assert said["sum"] == {"valueDecimal": 1.5}


def test_what_was_not_asked_in_the_end_is_not_in_the_response():
    form = read_questionnaire(OURS)
    found = response_of(form, {"a": [NEVER], "c": ["2026-11-02"]}, **WHEN)
    assert [item["linkId"] for item in found["item"]] == ["a"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"a": ["sometimes"]}, "choice_unknown"),
        ({"a": [NEVER, OFTEN]}, "one_answer"),
        ({"c": ["soon"]}, "answer_invalid"),
        ({"z": ["1"]}, "question_unknown"),
        ({"sum": ["3"]}, "question_unknown"),
    ],
)
def test_an_answer_that_does_not_fit_is_asked_about(answers, code):
    with pytest.raises(Refused) as refused:
        check_answers(read_questionnaire(OURS), answers)
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(
    "resource",
    [
        None,
        [],
        {"resourceType": "Patient"},
        {**OURS, "item": []},
        {**OURS, "item": [{"linkId": "a", "type": "spell"}]},
        {**OURS, "item": [OURS["item"][0], OURS["item"][0]]},
        {**OURS, "item": [{"type": "string"}]},
        {**OURS, "item": [{**OURS["item"][0], "enableWhen": ["a"]}]},
        {**OURS, "item": [{**OURS["item"][0], "extension": ["hidden"]}]},
        {**OURS, "item": [{**OURS["item"][0], "answerOption": [option("never", "much")]}]},
        {
            **OURS,
            "item": [{"linkId": "a", "type": "choice", "answerValueSet": "#a"}],
            "contained": [1],
        },
    ],
)
def test_what_is_no_questionnaire_is_refused_with_what_to_do(resource):
    with pytest.raises(Refused) as refused:
        read_questionnaire(resource)
    assert refused.value.problems[0].code == "questionnaire_invalid"


def test_questionnaires_of_others_are_read_and_come_back_as_fhir(real_data):
    """Every question that can be answered here is, and the response is FHIR."""
    files = sorted((real_data / "questionnaires").rglob("*.json")) if real_data else []
    asked = 0
    for file in files:
        resource = json.loads(file.read_text("utf-8"))
        if resource["resourceType"] != "Questionnaire":
            continue
        form = read_questionnaire(resource)
        answers = {each.link: [answer_to(each)] for each in form.all() if each.asked}
        check_answers(form, answers)
        found = response_of(form, answers, **WHEN)
        QuestionnaireResponse.model_validate(found)
        assert links(found) >= set(answers)
        asked += len(answers)
    assert asked == (0 if real_data is None else 30)


SAID = {
    "boolean": "true",
    "decimal": "7.5",
    "quantity": "7.5",
    "integer": "7",
    "date": "2026-11-02",
    "dateTime": "2026-11-02T08:30",
    "time": "08:30",
}


def answer_to(question) -> str:
    return question.options[-1].key if question.options else SAID.get(question.type, "so")


def links(part) -> set[str]:
    found = {part["linkId"]} if part.get("answer") else set()
    return found.union(*(links(item) for item in part.get("item", ())))
