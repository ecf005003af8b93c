"""Bad input: the same sentence through forms and API, and the journal as it was before."""

import re
import uuid
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from journal.clock import now
from journal.records.columns import uuid7
from tests.house.test_refusals import OURS
from tests.web.daily import daily_at, digest, doses, entries, ids, slot_at, today_at, when
from tests.web.syncing import change, follow, form_change

ALL = yaml.safe_load((Path(__file__).parent.parent / "bad_inputs.yaml").read_text("utf-8"))
ROWS = [row for row in ALL if row["via"] != "elsewhere"]
# Files of other programs cannot be brought in yet.
TO_COME = {"B35"}
# A change that was refused is kept for its author; it is no part of the journal.
NO_PART_OF_THE_JOURNAL = {"quarantine"}


def form_of_address(url: str) -> str | None:
    """The log form that posts to this address, None when none does."""
    found = re.fullmatch(r"/children/{nora}/(?:log/(\w+)|(doses))", url)
    return found and (found[1] or "dose")


@pytest.fixture
def stand_ins(family) -> dict[str, Any]:
    """What {…} means in a row."""
    daily = daily_at(-10)
    return {
        "nora": str(family.nora),
        "tom": str(family.tom),
        "medicine": str(family.medicine(amount="7.5", rhythm=daily).id),
        "liquid": str(
            family.medicine("Prednisone", rhythm=daily, strength="10 mg/mL", form="syrup").id
        ),
        "toms": str(family.medicine(amount="7.5", rhythm=daily, child="tom").id),
        "mias": str(family.medicine(amount="7.5", rhythm=daily, child="mia", by="eve").id),
        "today": f"{today_at(0):%Y-%m-%d}",
        "now": now().isoformat(),
        "in_3_days": f"{today_at(3 * 24 * 60):%Y-%m-%d}",
        "slot": slot_at(-10),
        "uuid": str(uuid.uuid4()),
        "note_10001": "x" * 10_001,
        "name_201": "x" * 201,
        "marks_200": "e" + "\u0301" * 200,
        "changes_501": [{}] * 501,
    }


def filled(value: Any, stand_ins: dict[str, Any]) -> Any:
    """The row's value with what its stand-ins mean."""
    if isinstance(value, str):
        for name, meant in stand_ins.items():
            if value == f"{{{name}}}":
                return meant
            value = value.replace(f"{{{name}}}", str(meant))
        return value
    if isinstance(value, list):
        return [filled(each, stand_ins) for each in value]
    if isinstance(value, dict):
        return {name: filled(each, stand_ins) for name, each in value.items()}
    return value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['id']}-{row['via']}")
def test_bad_input_is_refused_in_words_and_changes_nothing(family, as_person, stand_ins, row):
    row = filled(row, stand_ins)
    before = digest(family.database, without=NO_PART_OF_THE_JOURNAL)
    THROUGH[row["via"]](as_person("ada"), family, row)
    assert digest(family.database, without=NO_PART_OF_THE_JOURNAL) == before


def test_every_row_has_a_name_of_its_own():
    names = [(row["id"], row["via"]) for row in ALL]
    assert len(names) == len(set(names))


def test_b1_to_b40_are_all_in_the_table_and_what_is_tested_elsewhere_is():
    there = {row["id"].partition("-")[0] for row in ALL}
    assert {f"B{number}" for number in range(1, 41)} - there == TO_COME
    for row in ALL:
        for name in row.get("tests", ()):
            file, _, test = name.partition("::")
            code = (Path(__file__).parents[2] / file).read_text("utf-8")
            assert f"def {test}(" in code, name
        assert row["via"] != "elsewhere" or row["tests"], row["id"]


def through_form(client, family, row):
    data = {**when(), **ids(), **row["data"]}
    reply = client.post(row["url"], data=data)
    page = unescape(reply.text)
    assert reply.status_code == row["status"]
    assert not re.search(r"Traceback|Exception|\bMia\b|sqlite", page)
    assert row["sentence"] in page
    if row["field"]:
        assert f'id="{row["field"]}-error"' in page
    for name, typed in row["data"].items():
        if name not in row.get("lost", []) and isinstance(typed, str):
            assert typed in page, f"{name} was lost"


def through_sync(client, family, row):
    result = sent(client, family, row)
    assert result["status"] == row["status"]
    check(result["errors"][0], row)


def sent(client, family, row):
    """What became of one change that a phone sends."""
    change = {
        "id": str(uuid7(now())),
        "entry": str(uuid7(now())),
        "child": str(family.nora),
        "kind": row["kind"],
        "base": None,
        "delete": False,
        "made_at": now().isoformat(),
        "zone": "America/New_York",
        "fields": {"at": now().isoformat(), **row["fields"]},
        **row.get("change", {}),
    }
    batch = {
        "device": str(uuid.UUID(int=1)),
        "person": str(family.people["ada"]),
        "sent_at": now().isoformat(),
        "epoch": None,
        "cursor": None,
        "changes": [change],
    }
    reply = client.post("/api/v1/sync", json=batch)
    assert reply.status_code == 200
    return reply.json["results"][0]


def through_batch(client, family, row):
    batch = {
        "device": str(uuid.UUID(int=1)),
        "person": str(family.people["ada"]),
        "sent_at": now().isoformat(),
        "changes": [],
    }
    through_api(client, family, {**row, "url": "/api/v1/sync", "json": {**batch, **row["json"]}})


def through_api(client, family, row):
    reply = client.open(row["url"], method=row.get("method", "POST"), json=row["json"])
    assert reply.status_code == row["status"]
    check(reply.json, row)


THROUGH = {
    "form": through_form, "sync": through_sync, "api": through_api, "batch": through_batch,
}  # fmt: skip


def check(error, row):
    """The error as programs read it."""
    assert not OURS.search(error["message"])
    assert "Mia" not in error["message"]
    assert (error["error"], error["field"] or "") == (row["code"], row["field"] or "")
    assert row["sentence"] in error["message"]
    assert len(error.get("got") or "") <= 40


def test_b4_amounts_are_kept_as_they_are_meant(family, as_person, stand_ins):
    ada = as_person("ada")
    for typed, meant in ((".5", "0.5"), ("5.0", "5"), ("7,5", "7.5")):
        form = {
            "medicine": stand_ins["medicine"],
            "outcome": "given",
            "amount": typed,
            "unit": "mg",
            "confirmed": "amount_unusual",
        }
        reply = ada.post(f"/children/{family.nora}/log/dose", data={**form, **when(), **ids()})
        assert reply.status_code == 303
        assert meant in {str(dose.amount) for dose in doses(family)}


@pytest.mark.parametrize(("typed", "meant"), [(".5", "0.5"), ("5.0", "5"), ("7,5", "7.5")])
def test_b4_b6_a_phone_keeps_what_was_given_and_asks_about_it(
    family, as_person, stand_ins, typed, meant
):
    fields = {"medicine": stand_ins["medicine"], "outcome": "given", "amount": typed, "unit": "mg"}
    result = sent(as_person("ada"), family, {"kind": "dose", "fields": fields})
    assert result["status"] == "applied"
    assert [str(dose.amount) for dose in doses(family)] == [meant]
    unusual = ["amount_unusual"] if meant == "0.5" else []
    assert [warning["code"] for warning in result["warnings"]] == unusual


@pytest.mark.parametrize(("at", "hour"), [("01:30:00-04:00", 5), ("01:30:00-05:00", 6)])
def test_b12_a_phone_says_by_its_offset_which_of_the_two_it_was(family, as_person, at, hour):
    fields = {"at": f"2024-11-03T{at}", "symptom": "fatigue"}
    result = sent(as_person("ada"), family, {"kind": "symptom", "fields": fields})
    assert (result["status"], entries(family)[0].at.hour) == ("applied", hour)


@pytest.mark.parametrize(("fold", "hour"), [("0", 5), ("1", 6)])
def test_b12_the_first_or_the_second_is_kept(family, as_person, fold, hour):
    data = {"note": "woke up", "at_on": "2024-11-03", "at_time": "01:30", "at_fold": fold}
    reply = as_person("ada").post(f"/children/{family.nora}/log/note", data={**data, **ids()})
    assert reply.status_code == 303
    assert entries(family)[0].at.hour == hour
    assert entries(family)[0].at.date() == date(2024, 11, 3)
    assert now() - entries(family)[0].at > timedelta(0)


# A form of a phone has its ids beside it.
PHONE = [
    row
    for row in ROWS
    if row["via"] == "form" and form_of_address(row["url"]) and row["id"] != "B29-no-ids"
]


@pytest.mark.parametrize("row", PHONE, ids=lambda row: row["id"])
def test_bad_form_that_a_phone_kept_is_refused_in_the_pages_words(sync, family, stand_ins, row):
    what, row = form_of_address(row["url"]), filled(row, stand_ins)
    one = form_change(family, what, ask=True, **{**when(), **row["data"]})
    if row["url"].endswith("/doses"):  # one tap sends no time
        one["form"]["values"] = row["data"]
    before = digest(family.database, without=NO_PART_OF_THE_JOURNAL)
    found = sync(one).json["results"][0]
    assert found["status"] == {422: "rejected", 409: "asked"}[row["status"]]
    questions = [{**each, "error": each["code"], "field": None} for each in found["warnings"]]
    if row["id"] == "B12-offers-both":  # what the page offers stands beside the sentence
        row["sentence"] = "01:30 happened twice"
    errors = [*found["errors"], *questions]
    check(next(each for each in errors if each["error"] == row["code"]), row)
    assert digest(family.database, without=NO_PART_OF_THE_JOURNAL) == before


def test_b31_what_is_deleted_already_is_deleted_again_without_a_word(sync, family):
    first = change(family)
    sync(first)
    for _ in range(2):
        result = sync(follow(first, delete=True, fields={})).json["results"][0]
        assert (result["status"], result["errors"]) == ("applied", [])
    assert not entries(family)
