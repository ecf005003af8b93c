"""The tests that are wanted, through the API: the rules, and what is due by them."""

import uuid
from typing import Annotated, Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from pydantic import BeforeValidator, Field

from journal.care import knowledge
from journal.care.dates import read_date
from journal.care.labs import Due, canonical
from journal.care.problems import N_, Problem
from journal.clock import now
from journal.plans.lab_facts import LabFacts
from journal.plans.lab_plans import MOST_WEEKS, LabWish, make_rule
from journal.plans.lab_visits import lab_visits
from journal.records.access import Right
from journal.records.fields import FieldRefused, Id
from journal.records.lab_plans import LabRule
from journal.web.extensions import reading, writing
from journal.web.frame import child_or_404, today_of
from journal.web.json_body import read_body, read_model
from journal.web.plan_bodies import Body, Reason
from journal.web.signed_in import require_person

bp = Blueprint("api_lab_plans", __name__, url_prefix="/api/v1/children/<uuid:child_id>/lab-plans")
bp.before_request(require_person)


def _tests(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        sentence = N_("Write the tests as a list of LOINC codes.")
        raise FieldRefused(Problem("type", None, sentence))
    return value


def _weeks(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldRefused(Problem("type", None, N_("Choose a whole number.")))
    if not 1 <= value <= MOST_WEEKS:
        sentence = N_("Write the weeks as a whole number, from 1 to 520.")
        raise FieldRefused(Problem("weeks_range", None, sentence))
    return value


class AddLabPlan(Body):
    """Tests wanted every n weeks: LOINC codes, ids of the catalogue (`eye_exam`) or own words.

    The weeks count from the last result of each test, before there is one from `first_on` (today
    when left out). `because` is the medicine that asks for them. `id`, made by the sender, makes
    sending twice one plan.
    """

    tests: Annotated[list[str], BeforeValidator(_tests)]
    every_weeks: Annotated[int, BeforeValidator(_weeks)]
    first_on: Any = Field(
        default=None,
        description="Counted from this day while a test never had a result; today when left out.",
        json_schema_extra={"format": "date"},
    )
    because: Id | None = None
    source: Reason = ""
    id: Id | None = None


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Every rule that stands, the next window of each test, and the proposed visits."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        facts = LabFacts(session=session, child=child, now=now())
        answer = {
            "lab_plans": [_plan_json(row) for row in facts.rows],
            "due": [_due_json(one, facts) for one in facts.due],
            "visits": [
                {
                    "on": visit.on.isoformat(),
                    "tests": [_code(test, facts) for test in visit.tests],
                    "with": visit.because.why if visit.because else None,
                }
                for visit in lab_visits(facts)
            ],
        }
    return jsonify(answer)


@bp.post("")
def add(child_id: uuid.UUID) -> ResponseReturnValue:
    """Plan tests every n weeks."""
    moment, data = now(), read_body()
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        body = read_model(AddLabPlan, data)
        today = today_of(child, moment)
        wish = LabWish(
            tests=body.tests,
            weeks_max=body.every_weeks,
            repeats=True,
            first_on=today if body.first_on is None else read_date(body.first_on, "first_on"),
            source=body.source,
            medicine_id=body.because,
        )
        row = make_rule(session, actor, child, wish, now=moment, row_id=body.id)
        answer = _plan_json(row)
    return jsonify(answer), 201


def _plan_json(row: LabRule) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "tests": [code for text in row.tests for code in _codes(text)],
        "every_weeks": row.weeks_max if row.repeats else None,
        "weeks_min": row.weeks_min,
        "weeks_max": row.weeks_max,
        "days_min": row.days_min,
        "days_max": row.days_max,
        "repeats": row.repeats,
        "first_on": row.first_on.isoformat(),
        "last_on": row.last_on and row.last_on.isoformat(),
        "because": row.medicine_id and str(row.medicine_id),
        "source": row.source,
        "decision": row.decision.value,
        "template": row.template or None,
    }


def _due_json(one: Due, facts: LabFacts) -> dict[str, Any]:
    """`other_results_on`: other tests of the plan had a result since it opened, this one none."""
    return {
        "test": _code(one.test, facts),
        "opens": one.opens.isoformat(),
        "by": one.by.isoformat(),
        "plan": str(one.because.id),
        "last": one.last and one.last.isoformat(),
        "other_results_on": one.other_results_on and one.other_results_on.isoformat(),
    }


def _codes(text: str) -> list[str]:
    panel = knowledge.find_lab_panel(text)
    found = [knowledge.find_lab_test(test) for test in (panel.tests if panel else [])]
    return [test.code for test in found if test] or [text]


def _code(test: str, facts: LabFacts) -> str:
    found = knowledge.find_lab_test(test)
    return found.code if found else facts.own_words.get(canonical(test), test)
