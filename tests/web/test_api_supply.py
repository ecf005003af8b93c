"""The supply through the API: additive to the contract, strict on the wire."""

import uuid
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from journal.clock import now
from journal.records.medicines import Supply
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
# At the end of the day: whenever the test runs, today's dose lies ahead.
LATE = {"every": "day", "times": ["23:59"]}
COUNT = {"what": "counted", "amount": "34", "unit": "tablet"}


@pytest.fixture
def url(family):
    first_on = TODAY - timedelta(days=40)
    medicine = family.medicine("Folic acid", "2", "tablet", LATE, first_on)
    return f"/api/v1/children/{family.nora}/medicines/{medicine.id}/supply"


def rows(family):
    with family.database.reading() as session:
        return session.exec(select(Supply)).all()


def test_a_count_is_written_read_back_and_taken_back(ada, url):
    assert ada.get(url).json["problem"]["error"] == "supply_never_counted"
    reply = ada.post(url, json=COUNT)
    assert reply.status_code == 201
    assert reply.json["left"] == "34"
    assert reply.json["runs_out_on"] == (TODAY + timedelta(days=17)).isoformat()
    found = ada.get(url).json
    assert found["history"][0]["id"] == reply.json["id"]
    assert (found["unit"], found["undated"], found["problem"]) == ("tablet", None, None)
    assert ada.delete(f"{url}/{reply.json['id']}").status_code == 204
    assert ada.get(url).json["left"] is None
    assert ada.get(url).json["history"][0]["taken_back_at"]


def test_packages_are_fetched_opened_and_finished(ada, url):
    ada.post(url, json=COUNT)
    fetched = {"what": "fetched", "amount": "30", "unit": "tablet", "lot": "X7"}
    assert ada.post(url, json=fetched).json["left"] == "64"
    day = (TODAY + timedelta(days=30)).isoformat()
    opened = ada.post(url, json={"what": "opened", "use_by": day}).json
    assert opened["use_by"] == day
    finished = {"what": "finished", "package": opened["id"]}
    assert ada.post(url, json=finished).json["use_by"] is None


def test_the_same_id_twice_is_one_row(ada, family, url):
    sent = {**COUNT, "id": str(uuid.uuid4())}
    assert ada.post(url, json=sent).json["id"] == ada.post(url, json=sent).json["id"]
    assert len(rows(family)) == 1
    reply = ada.post(url, json={**sent, "amount": "43"})
    assert (reply.status_code, reply.json["error"]) == (422, "id_again")


def test_the_days_of_notice_are_chosen_and_left_again(ada, url):
    assert ada.get(url).json["refill_days"] is None
    assert ada.patch(url, json={"refill_days": 7}).json["refill_days"] == 7
    assert ada.patch(url, json={"refill_days": None}).json["refill_days"] is None
    reply = ada.patch(url, json={"refill_days": 91})
    assert (reply.status_code, reply.json["field"]) == (422, "refill_days")


WRONG = [
    ({**COUNT, "amount": ""}, "amount_required", "amount"),  # B1
    ({"what": "counted", "unit": "tablet"}, "amount_required", "amount"),
    ({**COUNT, "amount": "-5"}, "amount_not_positive", "amount"),  # B2
    ({**COUNT, "what": "fetched", "amount": "0"}, "amount_not_positive", "amount"),
    ({**COUNT, "amount": "1,000"}, "amount_ambiguous", "amount"),  # B3
    ({**COUNT, "amount": "1e309"}, "amount_not_number", "amount"),  # B5
    ({**COUNT, "amount": 5.0}, "float_refused", "amount"),  # B29
    ({**COUNT, "amount": 5}, "type", "amount"),
    ({**COUNT, "amount": True}, "type", "amount"),
    ({**COUNT, "amount": ["5"]}, "type", "amount"),
    ({**COUNT, "colour": "red"}, "type", "colour"),
    ({**COUNT, "unit": "spoon"}, "unit_unknown", "unit"),
    ({"what": "counted", "amount": "34"}, "unit_required", "unit"),
    ({**COUNT, "what": "eaten"}, "choice_unknown", "what"),
    ({**COUNT, "id": 7}, "type", "id"),
    ({**COUNT, "lot": 7}, "type", "lot"),
    ({**COUNT, "lot": "x" * 61}, "too_long", "lot"),
    ({**COUNT, "at": "2099-01-01T08:00:00Z"}, "time_future", "at"),
    ({**COUNT, "at": "tomorrow"}, "date_invalid", "at"),
    ({"what": "opened", "use_by": "1 May"}, "date_invalid", "use_by"),
    ({"what": "opened", "use_by": "2020-01-01"}, "use_by_early", "use_by"),
    ({"what": "finished"}, "package_unknown", "package"),
    ({"what": "finished", "package": str(uuid.uuid4())}, "package_unknown", "package"),
]


@pytest.mark.parametrize(("sent", "code", "field"), WRONG)
def test_b1_b2_b3_b5_b29_what_cannot_be_is_refused_and_changes_nothing(
    ada, family, url, sent, code, field
):
    reply = ada.post(url, json=sent)
    assert (reply.status_code, reply.json["error"], reply.json["field"]) == (422, code, field)
    assert rows(family) == []


@pytest.mark.parametrize("sent", [{"refill_days": "7"}, {"refill_days": 7.0}, {}, {"days": 7}])
def test_b29_the_notice_is_a_whole_number(ada, url, sent):
    assert ada.patch(url, json=sent).status_code == 422


def test_it_stands_in_the_published_document(ada):
    document = ada.get("/api/v1/openapi.json").json
    path = document["paths"]["/api/v1/children/{child_id}/medicines/{medicine_id}/supply"]
    assert {"get", "post", "patch"} <= path.keys()
    body = path["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert {"what", "amount", "unit", "use_by"} <= document["components"]["schemas"][
        body.rsplit("/", 1)[-1]
    ]["properties"].keys()
