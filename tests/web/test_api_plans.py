"""The plan API as contract.md has it, and what it refuses."""

import json
import threading
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import func, select

from journal.clock import now
from journal.entries import record
from journal.records.entries import Alert
from journal.records.medicines import DosePlan, Medicine, MedicineTurn
from tests.family import ZONE, change

DAILY = {"every": "day", "times": ["08:00"]}
TUESDAY = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
PREDNISOLONE = {"name": "Prednisolone", "amount": "7.5", "unit": "mg", "rhythm": DAILY}
METHOTREXATE = {"name": "Methotrexate", "amount": "15", "unit": "mg", "rhythm": TUESDAY}
CONFIRMED = {"word": "DAILY", "told_by": "Dr. Okafor"}


@pytest.fixture
def url(family):
    return f"/api/v1/children/{family.nora}/medicines"


def today():
    return now().astimezone(ZoneInfo(ZONE)).date()


def rows(family):
    with family.database.reading() as session:
        tables = (Medicine, DosePlan, MedicineTurn, Alert)
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


def test_a_medicine_is_added_from_today_and_read_back(ada, url):
    reply = ada.post(url, json={**PREDNISOLONE, "strength": "5 mg/mL"})
    assert reply.status_code == 201
    found = ada.get(url).json["medicines"]
    assert [one["id"] for one in found] == [reply.json["id"]]
    assert found[0]["amount"] == "7.5"
    assert found[0]["rhythm"] == DAILY
    assert found[0]["from"] == today().isoformat()
    assert found[0]["strength"] == "5 mg/mL"


# what is sent in place of the field, the code, the field that is named (None: any)
CANNOT_BE = [
    ({"amount": ""}, "amount_required", "amount"),  # B1
    ({"amount": None}, "type", "amount"),
    ({"amount": "0"}, "amount_not_positive", "amount"),  # B2
    ({"amount": "-5"}, "amount_not_positive", "amount"),
    ({"amount": "1,000"}, "amount_ambiguous", "amount"),  # B3
    ({"amount": "NaN"}, "amount_not_number", "amount"),  # B5
    ({"amount": "0x10"}, "amount_not_number", "amount"),
    ({"amount": 7.5}, "float_refused", "amount"),
    ({"amount": 5}, "type", "amount"),
    ({"amount": True}, "type", "amount"),
    ({"unit": "teaspoon"}, "unit_unknown", "unit"),  # H15
    ({"unit": "ML"}, "unit_unknown", "unit"),
    ({"rhythm": {"every": "fortnight"}}, "rhythm_unknown", "rhythm"),
    ({"rhythm": "daily"}, "type", "rhythm"),
    ({"rhythm": {"every": "day", "times": ["8"]}}, "rhythm_times", "rhythm.times"),
    ({"rhythm": {"every": "week", "on": [], "times": ["08:00"]}}, "rhythm_days", None),
    ({"from": "31/04/2026"}, "date_invalid", "from"),  # B13
    ({"from": "2026-02-30"}, "date_invalid", "from"),
    ({"from": 20260430}, "date_invalid", "from"),
    ({"name": ""}, "required", "name"),
    ({"name": 5}, "type", "name"),
    ({"name": "x" * 101}, "too_long", "name"),  # B19
    ({"name": "a\u0000b"}, "text_invalid", "name"),  # B20
    ({"name": "a\ud800b"}, "text_invalid", "name"),
    ({"name": "a" + "\u0301" * 200}, "too_long", "name"),
    ({"name": "a" + "\u0301" * 20}, "text_invalid", "name"),
    ({"dose": "5"}, "type", "dose"),  # unknown fields are refused
    ({"confirm": {"word": "DAILY", "told_by": "x", "more": 1}}, "type", None),
]


def test_b1_to_b20_what_a_medicine_cannot_be(ada, family, url):
    for sent, code, field in CANNOT_BE:
        reply = ada.post(url, json={**PREDNISOLONE, **sent})
        assert (sent, reply.status_code, reply.json["error"]) == (sent, 422, code)
        assert field is None or reply.json["field"] == field
        assert len(reply.json.get("got", "")) <= 40
    assert rows(family) == [0, 0, 0, 0]


def test_what_a_medicine_needs(ada, family, url):
    for missing in ("name", "amount", "unit", "rhythm"):
        body = {key: value for key, value in PREDNISOLONE.items() if key != missing}
        reply = ada.post(url, json=body)
        assert (reply.status_code, reply.json["field"]) == (422, missing)
    assert rows(family) == [0, 0, 0, 0]


STOPS = [
    {"rhythm": DAILY},
    {"rhythm": {"every": "week", "on": ["monday", "friday"], "times": ["08:00"]}},
    {"rhythm": {"every": "days", "n": 7, "times": ["08:00"]}},
    {"rhythm": {"as_needed": True}},
    {"rhythm": {"every": "nonsense"}},
    {"rhythm": None},
    {"rhythm": DAILY, "amount": "", "unit": "spoon", "more": 1},  # first of all checks
    {"rhythm": DAILY, "confirm": {"word": "daily", "told_by": "Dr. Okafor"}},
    {"rhythm": DAILY, "confirm": {"word": "DAILY", "told_by": " "}},
    {"rhythm": DAILY, "confirm": {"word": "DAILY"}},
    {"rhythm": DAILY, "confirm": True},
]


def test_h4_b9_methotrexate_in_another_rhythm_is_a_hard_stop(ada, family, url):
    for sent in STOPS:
        reply = ada.post(url, json={**METHOTREXATE, **sent})
        assert (sent, reply.json["error"]) == (sent, "weekly_drug_daily")
        assert reply.status_code == 422
    assert rows(family) == [0, 0, 0, 0]


def test_h4_with_the_word_and_the_prescriber_it_is_kept_and_everybody_is_told(ada, family, url):
    body = {**METHOTREXATE, "rhythm": DAILY, "confirm": CONFIRMED}
    assert ada.post(url, json=body).status_code == 201
    assert rows(family) == [1, 1, 0, 1]


def test_h4_no_change_makes_it_daily_unasked(ada, family, url):
    made = ada.post(url, json=METHOTREXATE).json["id"]
    before = rows(family)
    for more in ({}, {"amount": "20"}, {"taper": {"steps": []}}):
        reply = ada.patch(f"{url}/{made}", json={"rhythm": DAILY, **more})
        assert (reply.status_code, reply.json["error"]) == (422, "weekly_drug_daily")
    assert rows(family) == before


def test_h4_a_daily_medicine_cannot_be_renamed_into_methotrexate(ada, url):
    made = ada.post(url, json=PREDNISOLONE).json["id"]
    reply = ada.patch(f"{url}/{made}", json={"name": "MTX"})
    assert reply.json["error"] == "weekly_drug_daily"
    assert ada.get(url).json["medicines"][0]["name"] == "Prednisolone"


def test_h4_stopping_confirmed_daily_methotrexate_needs_no_word(ada, url):
    made = ada.post(url, json={**METHOTREXATE, "rhythm": DAILY, "confirm": CONFIRMED}).json["id"]
    reply = ada.patch(f"{url}/{made}", json={"stop": {"reason": "rash"}})
    assert reply.json["state"] == "stopped"


def test_h11_a_new_amount_is_a_new_plan_from_its_day(ada, family, url):
    made = ada.post(url, json={**PREDNISOLONE, "from": "2026-01-01"}).json["id"]
    later = (today() + timedelta(days=3)).isoformat()
    reply = ada.patch(f"{url}/{made}", json={"amount": "5", "from": later})
    assert reply.json["amount"] == "7.5"
    assert [(plan["from"], plan["amount"]) for plan in reply.json["coming"]] == [(later, "5")]
    assert rows(family)[1] == 2


CANNOT_CHANGE = [
    ({"unit": "mL"}, "amount_required", "amount"),
    ({"amount": "5", "stop": {"reason": "x"}}, "type", None),
    ({"stop": {}}, "reason_required", "stop.reason"),
    ({"stop": None}, "type", "stop"),
    ({"stop": {"on": "2026-02-30", "reason": "x"}}, "date_invalid", "stop.on"),
    ({"pause": {"reason": "x"}}, "review_required", "pause.review_on"),
    ({"resume": {}}, "turn_again", None),
    ({"taper": {"steps": [{"from": "2030-01-01", "amount": "5"}]}}, "taper_end_required", None),
    ({"taper": {"steps": [], "then": "stop"}}, "type", "taper.steps"),
    (
        {
            "taper": {
                "steps": [
                    {"from": "2030-01-05", "amount": "5"},
                    {"from": "2030-01-05", "amount": "4"},
                ],
                "then": "continue",
            }
        },
        "taper_overlap",
        "taper.steps.1.from",
    ),
    ({"nonsense": 1}, "type", "nonsense"),
]


def test_b16_what_a_change_cannot_be(ada, family, url):
    made = ada.post(url, json=PREDNISOLONE).json["id"]
    before = rows(family)
    for sent, code, field in CANNOT_CHANGE:
        reply = ada.patch(f"{url}/{made}", json=sent)
        assert (sent, reply.status_code, reply.json["error"]) == (sent, 422, code)
        assert field is None or reply.json["field"] == field
    assert rows(family) == before


def test_b21_b22_a_broken_body_changes_nothing(ada, family, url):
    for raw, code in ((b'{"name": "Pre', "json_invalid"), (b'{"a":1,"a":2}', "json_duplicate_key")):
        reply = ada.post(url, data=raw, content_type="application/json")
        assert (reply.status_code, reply.json["error"]) == (400, code)
    big = json.dumps({**PREDNISOLONE, "name": "x" * 70_000})
    reply = ada.post(url, data=big, content_type="application/json")
    assert (reply.status_code, reply.json["error"]) == (413, "batch_too_large")
    assert rows(family) == [0, 0, 0, 0]


def test_h34_delete_of_a_medicine_with_doses_is_409(ada, family, url):
    made = family.medicine()
    given = {"medicine": str(made.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    with family.database.transaction() as session:
        request = change(family.nora, "dose", made_at=now(), **given)
        assert record(session, family.actor(session, "ben"), request, now=now()).stored
    before = rows(family)
    reply = ada.delete(f"{url}/{made.id}")
    assert (reply.status_code, reply.json["error"]) == (409, "has_history")
    assert rows(family) == before


def test_h34_delete_of_a_fresh_mistake_is_allowed(ada, family, url):
    made = ada.post(url, json=PREDNISOLONE).json["id"]
    assert ada.delete(f"{url}/{made}").status_code == 204
    assert rows(family) == [0, 0, 0, 0]


def test_h16_medicine_of_another_child_is_a_mismatch_and_a_strangers_is_nothing(ada, family):
    nora, mia = family.medicine(), family.medicine(child="mia", by="eve")
    tom = f"/api/v1/children/{family.tom}/medicines"
    reply = ada.patch(f"{tom}/{nora.id}", json={"amount": "5"})
    assert (reply.status_code, reply.json["error"]) == (422, "child_mismatch")
    assert ada.patch(f"{tom}/{mia.id}", json={"amount": "5"}).status_code == 404


def test_due_says_recorded_none_and_unknown(ada, family, url):
    first = family.medicine()
    family.medicine("Folic acid", "1")
    third = family.medicine("Hydroxychloroquine", "200")
    at = now()
    doses = [
        {"medicine": str(first.id), "slot": "2026-11-10T08:00"},
        {"medicine": str(third.id)},
    ]
    with family.database.transaction() as session:
        for dose in doses:
            fields = {**dose, "outcome": "given", "amount": "1", "unit": "mg"}
            fields["at"] = "2026-11-10T08:05:00-05:00"
            request = change(family.nora, "dose", made_at=at, **fields)
            assert record(session, family.actor(session, "ben"), request, now=at).stored
    reply = ada.get(f"/api/v1/children/{family.nora}/due?on=2026-11-10").json
    states = {row["name"]: (row["slot"], row["state"], row["by"]) for row in reply["due"]}
    assert states == {
        "Prednisolone": ("2026-11-10T08:00", "recorded", "Ben"),
        "Folic acid": ("2026-11-10T08:00", "none", None),
        "Hydroxychloroquine": ("2026-11-10T08:00", "unknown", "Ben"),
    }
    assert reply["as_of"]


def test_children_are_those_one_may_see(as_person, family):
    names = [one["name"] for one in as_person("eve").get("/api/v1/children").json["children"]]
    assert names == ["Mia"]
    seen = as_person("cleo").get("/api/v1/children").json["children"]
    assert {"id": str(family.nora), "name": "Nora", "zone": ZONE} in seen
    assert len(seen) == 2


def test_t39_ten_people_change_one_dose_at_once_and_one_plan_holds(app, as_person, family, url):
    made = family.medicine()
    clients = [as_person("ada") for _ in range(10)]
    barrier = threading.Barrier(len(clients))

    def send(number, client):
        barrier.wait()
        # On a slow machine the last of ten waits over five seconds, and is told to ask again.
        for _again in range(20):
            reply = client.patch(f"{url}/{made.id}", json={"amount": str(number + 1)})
            if reply.status_code != 503:
                break
        replies.append(reply)

    replies = []
    threads = [threading.Thread(target=send, args=each) for each in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {reply.status_code for reply in replies} == {200}
    with family.database.reading() as session:
        holding = session.exec(
            select(DosePlan).where(DosePlan.replaced.is_(False), DosePlan.first_on == today())
        ).all()
    assert len(holding) == 1
