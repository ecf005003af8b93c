"""The rarer rhythms and a course's last day through the API, as contract.md writes the rest."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from journal.clock import now
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
DAY = timedelta(days=1)
UNTIL = (TODAY + 9 * DAY).isoformat()
TUESDAY = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
TWO_TIMES = {"every": "day", "times": ["08:00", "20:00"], "amounts": ["10", "5"]}
ALTERNATE = {"every": "alternate", "times": ["08:00"], "other": "2.5"}
CYCLE = {"every": "cycle", "weeks_on": 3, "weeks_off": 1, "times": ["08:00"]}


@pytest.fixture
def url(family):
    return f"/api/v1/children/{family.nora}/medicines"


def body(rhythm=ALTERNATE, **more):
    return {"name": "Prednisolone", "amount": "10", "unit": "mg", "rhythm": rhythm, **more}


@pytest.mark.parametrize("rhythm", [TWO_TIMES, ALTERNATE, CYCLE])
def test_each_rhythm_is_kept_as_it_was_sent(ada, url, rhythm):
    reply = ada.post(url, json=body(rhythm))
    assert (reply.status_code, reply.json["rhythm"]) == (201, rhythm)


@pytest.mark.parametrize("rhythm", [TWO_TIMES, ALTERNATE, CYCLE, "after", "before"])
def test_b9_h4_methotrexate_stops_at_every_rarer_rhythm(ada, family, url, rhythm):
    other = family.medicine("Omeprazole")
    if isinstance(rhythm, str):
        rhythm = {rhythm: str(other.id), "minutes": 60}
    reply = ada.post(url, json=body(rhythm, name="MTX"))
    assert (reply.status_code, reply.json["error"]) == (422, "weekly_drug_daily")
    weekly = ada.post(url, json=body(TUESDAY, name="MTX")).json["id"]
    reply = ada.patch(f"{url}/{weekly}", json={"rhythm": rhythm})
    assert (reply.status_code, reply.json["error"]) == (422, "weekly_drug_daily")


@pytest.mark.parametrize("side", ["after", "before"])
@pytest.mark.parametrize(("child", "by"), [("tom", "ada"), ("mia", "eve")])
def test_b27_b28_nothing_counts_from_another_childs_medicine(ada, family, url, side, child, by):
    other = family.medicine("Naproxen", child=child, by=by)
    reply = ada.post(url, json=body({side: str(other.id), "minutes": 30}))
    assert (reply.status_code, reply.json["error"]) == (422, "rhythm_after")
    assert reply.json["field"] == f"rhythm.{side}"
    assert "Naproxen" not in reply.text
    assert ada.get(url).json["medicines"] == []


def test_a_medicine_goes_with_another_of_the_same_child(ada, family, url):
    other = family.medicine("Omeprazole")
    reply = ada.post(url, json=body({"before": str(other.id), "minutes": 30}, name="Ondansetron"))
    assert reply.status_code == 201
    due = ada.get(f"/api/v1/children/{family.nora}/due?on={TODAY}").json["due"]
    assert {one["name"]: one["slot"][11:] for one in due} == {
        "Omeprazole": "08:00",
        "Ondansetron": "07:30",
    }


def test_one_number_for_a_plan_of_two_amounts_is_asked_about(ada, url):
    medicine = ada.post(url, json=body()).json["id"]
    reply = ada.patch(f"{url}/{medicine}", json={"amount": "8"})
    assert (reply.status_code, reply.json["error"]) == (422, "rhythm_amounts")
    both = {"amount": "8", "rhythm": {**ALTERNATE, "other": "2"}}
    assert ada.patch(f"{url}/{medicine}", json=both).json["rhythm"]["other"] == "2"


def test_a_course_has_its_last_day_and_keeps_it_when_the_amount_changes(ada, url):
    daily = {"every": "day", "times": ["08:00"]}
    made = ada.post(url, json=body(daily, until=UNTIL)).json
    assert made["until"] == UNTIL
    changed = ada.patch(f"{url}/{made['id']}", json={"amount": "5"}).json
    assert (changed["amount"], changed["until"]) == ("5", UNTIL)
    later = (TODAY + 20 * DAY).isoformat()
    assert ada.patch(f"{url}/{made['id']}", json={"until": later}).json["until"] == later
    # Only a person who says so lets it go on.
    assert ada.patch(f"{url}/{made['id']}", json={"until": None}).json["until"] is None


@pytest.mark.parametrize("verb", ["post", "patch"])
def test_a_last_day_before_the_first_is_refused(ada, url, verb):
    before = (TODAY - DAY).isoformat()
    if verb == "post":
        reply = ada.post(url, json=body(until=before))
    else:
        made = ada.post(url, json=body()).json
        reply = ada.patch(f"{url}/{made['id']}", json={"until": before})
    assert (reply.status_code, reply.json["error"]) == (422, "until_before_from")
    assert reply.json["field"] == "until"


def test_a_last_day_that_is_none_says_so(ada, url):
    reply = ada.post(url, json=body(until="2026-04-31"))
    assert (reply.status_code, reply.json["field"]) == (422, "until")


def test_the_last_day_is_in_the_published_contract(ada):
    schemas = ada.get("/api/v1/openapi.json").json["components"]["schemas"]
    for name in ("AddMedicine", "ChangeMedicine"):
        assert schemas[name]["properties"]["until"]["format"] == "date"
