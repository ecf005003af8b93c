"""Sync where it could hurt: what merges unseen, what blocks others, what is asked and when."""

import base64
import json
from datetime import timedelta
from itertools import permutations

import pytest
from sqlmodel import select

from journal.clock import now
from journal.entries.alerts import open_alerts
from journal.records.entries import Quarantine
from tests.web.syncing import change, follow

SLOT = "2026-11-01T08:00"


def dose(family, medicine, *, slot=SLOT, outcome="given", **more):
    fields = {
        "at": (now() - timedelta(hours=1)).isoformat(),
        "medicine": str(medicine.id),
        "slot": slot,
        "outcome": outcome,
        "amount": "12.5",
        "unit": "mg",
        **more,
    }
    return change(family, "dose", fields=fields)


def asked(family):
    with family.database.reading() as session:
        return sorted(alert.kind.value for alert in open_alerts(session, [family.nora]))


@pytest.fixture
def medicine(family):
    return family.medicine(now=now())


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_a_number_that_no_database_can_hold_is_refused_or_read_as_nothing(sync, family, number):
    start = sync().json
    marks = {family.households["lindqvist"].hex: [number, number]}
    wild = base64.urlsafe_b64encode(json.dumps(marks).encode()).decode()
    assert sync(epoch=start["epoch"], cursor=wild).status_code == 200
    assert sync(change(family, "note", base=number)).status_code == 200
    assert sync(announced=number).status_code == 422


def test_h1_of_three_doses_the_first_deleted_leaves_a_question_about_two(sync, family, medicine):
    three = [dose(family, medicine) for _ in range(3)]
    sync(*three)
    assert asked(family) == ["double_dose", "double_dose"]
    sync(follow(three[0], delete=True, fields={}))
    assert asked(family) == ["double_dose"]
    sync(follow(three[1], delete=True, fields={}))
    assert asked(family) == []


def test_h2_dose_moved_to_another_slot_closes_the_question(sync, family, medicine):
    one, two = dose(family, medicine), dose(family, medicine)
    sync(one, two)
    assert asked(family) == ["double_dose"]
    sync(follow(two, fields={"slot": "2026-11-01T20:00"}))
    assert asked(family) == []


def test_h5_of_three_methotrexate_days_the_middle_deleted_leaves_a_question(sync, family):
    weekly = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    mtx = family.medicine("Methotrexate", "15", rhythm=weekly, now=now())
    days = [
        dose(family, mtx, slot=None, amount="15", at=(now() - timedelta(days=day)).isoformat())
        for day in (6, 4, 2)
    ]
    sync(*days)
    sync(follow(days[1], delete=True, fields={}))
    assert asked(family) == ["weekly_again"]


def test_h33_two_edits_that_merge_into_a_second_dose_are_asked_about(sync, family, medicine):
    evening = "2026-11-01T20:00"
    one = dose(family, medicine, outcome="refused")
    two = dose(family, medicine, slot=evening)
    sync(one, two)
    sync(follow(one, base=1, fields={"slot": evening}))
    result = sync(follow(one, base=1, fields={"outcome": "given"}), who="ben").json["results"][0]
    assert result["status"] == "applied"
    assert [each["code"] for each in result["warnings"]] == ["possible_double_dose"]
    assert asked(family) == ["double_dose"]


def test_g4_phone_is_told_how_its_edit_merged_with_one_it_had_not_seen(sync, family):
    one = change(family)
    start = sync(one).json
    sync(follow(one, base=1, fields={"note": "after school"}), who="ben")
    where = {"epoch": start["epoch"], "cursor": start["cursor"]}
    news = sync(follow(one, base=1, fields={"severity": 3}), **where).json["entries"]
    assert [each["fields"]["note"] for each in news] == ["after school"]


@pytest.mark.parametrize(
    "bad",
    [
        {"fields": {"at": "2026-11-22T08:00:00Z", "note": "broken \ud83d"}, "kind": "note"},
        {"made_at": "0001-01-01T00:00:00+14:00"},
        {"fields": {"at": "0001-01-02T00:00:00Z", "symptom": "fatigue"}},
        {"fields": {"at": "2026-11-22T08:00:00Z", "symptom": "\ud83d"}},
        {"fields": 7},
        {"kind": 7},
        {"surprise": True},
        {"id": "no id"},
    ],
)
def test_one_bad_change_blocks_no_other_and_is_kept(sync, family, bad):
    good = change(family)
    reply = sync({**change(family), **bad}, good)
    assert [each["status"] for each in reply.json["results"]] == ["rejected", "applied"]
    with family.database.reading() as session:
        assert len(session.exec(select(Quarantine)).all()) == 1
    assert sync({**change(family), **bad}).status_code == 200


def test_b20_half_a_character_is_named_by_its_place(sync, family):
    fields = {"at": now().isoformat(), "note": "broken \ud83d"}
    error = sync(change(family, "note", fields=fields)).json["results"][0]["errors"][0]
    assert (error["error"], error["field"]) == ("text_invalid", "note")
    assert "Character 8" in error["message"]


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_nothing_waits_for_ever_behind_a_refused_change(sync, family, order):
    first = change(family)
    bad = follow(first, fields={"severity": 99})
    last = follow(bad, fields={"severity": 2})
    three = [first, bad, last]
    for number in order:
        sync(three[number])
    final = {each["id"]: each for each in sync(*three).json["results"]}
    assert final[last["id"]]["errors"][0]["error"] == "base_rejected"
    assert final[bad["id"]]["errors"][0]["error"] == "out_of_range"


@pytest.mark.parametrize("slot", ["2026-13-40T99:99", "2026-02-30T08:00", "0001-01-01T08:00"])
def test_slot_that_no_calendar_has_is_refused(sync, family, medicine, slot):
    result = sync(dose(family, medicine, slot=slot)).json["results"][0]
    assert result["errors"][0]["error"] == "slot_invalid"


def test_number_beyond_all_numbers_is_no_json(as_person, family):
    body = json.dumps(change(family)).replace('"fatigue"', "1e999")
    reply = as_person("ada").post("/api/v1/sync", data=body, content_type="application/json")
    assert (reply.status_code, reply.json["error"]) == (400, "json_invalid")


def test_conflict_says_again_what_shows_now(sync, family):
    one = change(family)
    sync(one, follow(one, base=1, fields={"severity": 3}))
    clash = follow(one, base=1, fields={"severity": 4})
    assert sync(clash).json["results"][0]["status"] == "conflict"
    again = sync(clash).json["results"][0]
    assert again["status"] == "repeated"
    assert again["current"]["severity"] == 4
