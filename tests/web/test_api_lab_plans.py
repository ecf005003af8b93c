"""Wanted tests through the API, as the contract says it."""

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
WEEK = timedelta(weeks=1)


@pytest.fixture
def url(family):
    return f"/api/v1/children/{family.nora}/lab-plans"


def test_a_plan_is_made_and_says_what_is_due(ada, family, url):
    taken = family.medicine("Hydroxychloroquine", "200", first_on=TODAY)
    body = {
        "tests": ["1742-6", "eye_exam"],
        "every_weeks": 12,
        "first_on": TODAY.isoformat(),
        "because": str(taken.id),
        "source": "Dr. Okafor",
    }
    made = ada.post(url, json=body)
    assert made.status_code == 201
    assert {key: made.json[key] for key in body} == body
    found = ada.get(url).json
    assert [one["id"] for one in found["lab_plans"]] == [made.json["id"]]
    first = found["due"][0]
    assert (first["test"], first["by"]) == ("1742-6", (TODAY + 12 * WEEK).isoformat())
    assert first["opens"] == (TODAY + 11 * WEEK).isoformat()
    assert found["visits"][0]["tests"] in (["1742-6"], ["eye_exam"])


def test_the_same_id_twice_is_one_plan(ada, url):
    body = {"id": str(uuid.uuid4()), "tests": ["1742-6"], "every_weeks": 4}
    assert [ada.post(url, json=body).status_code for _ in range(2)] == [201, 201]
    assert len(ada.get(url).json["lab_plans"]) == 1
    assert ada.post(url, json=body | {"every_weeks": 5}).status_code == 422


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"tests": []}, "required", "tests"),
        ({"tests": "1742-6"}, "type", "tests"),
        ({"every_weeks": "4"}, "type", "every_weeks"),
        ({"every_weeks": 0}, "weeks_range", "every_weeks"),
        ({"first_on": "03/04/2026"}, "date_invalid", "first_on"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(ada, url, changed, code, field):
    refused = ada.post(url, json={"tests": ["1742-6"], "every_weeks": 4} | changed)
    assert (refused.status_code, refused.json["error"]) == (422, code)
    assert refused.json["field"] == field


def test_a_medicine_of_another_child_is_not_there(ada, url):
    body = {"tests": ["1742-6"], "every_weeks": 4, "because": str(uuid.uuid4())}
    assert ada.post(url, json=body).status_code == 404
