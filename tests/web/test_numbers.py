"""Taking the numbers out: who may, what is in the files, and what never is."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from fhir.resources.R4B.bundle import Bundle

from journal.clock import now
from journal.entries import record
from tests.family import ZONE, change, give_account

FILES = ("numbers.zip", "numbers.json", "numbers/note.csv")


def told(family, kind, by="ada", child="nora", **fields):
    with family.database.transaction() as session:
        actor = family.actor(session, by)
        written = change(family.children[child], kind, made_at=now(), **fields)
        assert record(session, actor, written, now=now()).stored


def table(client, family, name, **days):
    reply = client.get(f"/children/{family.nora}/numbers/{name}.csv", query_string=days)
    assert reply.status_code == 200
    assert reply.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(reply.data.decode("utf-8-sig"), newline="")))


def whole(client, family, **days):
    reply = client.get(f"/children/{family.nora}/numbers.zip", query_string=days)
    assert reply.status_code == 200
    return zipfile.ZipFile(io.BytesIO(reply.data))


def test_dose_is_a_row_with_numbers_units_names_and_the_offset(ada, family):
    medicine = family.medicine(now=now() - timedelta(days=3))
    told(family, "dose", medicine=str(medicine.id), outcome="given", amount="12.50", unit="mg")
    (row,) = table(ada, family, "dose")
    assert (row["amount"], row["unit"], row["medicine_name"]) == ("12.5", "mg", "Prednisolone")
    assert row["outcome"] == "given"
    assert row["at"][-6:] in ("-05:00", "-04:00")
    assert (row["zone"], row["written_by"], row["revision"]) == (ZONE, "Ada", "1")


def test_results_have_a_table_of_their_own_as_printed(ada, family):
    results = [
        {"test": "2157-6", "value": "<20", "unit": "U/L", "low": "29", "high": "168", "flag": "L"},
        {"test": "Vitamin Q", "value": "5.20"},
    ]
    told(family, "draw", place="Children’s", results=results)
    first, second = table(ada, family, "results")
    assert (first["test"], first["test_name"]) == ("2157-6", "Creatine kinase (CK)")
    assert (first["value"], first["number"], first["flag"]) == ("<20", "", "L")
    assert (second["test_name"], second["value"], second["number"]) == ("Vitamin Q", "5.20", "5.20")


def test_t13_formula_in_a_note_is_a_text_in_the_file(ada, family):
    told(family, "note", note='=HYPERLINK("http://example.org","Open")')
    assert table(ada, family, "note")[0]["note"].startswith("'=HYPERLINK")


def test_one_file_holds_tables_json_the_summary_and_a_readme_for_every_column(ada, family):
    family.medicine(now=now() - timedelta(days=3))
    told(family, "symptom", symptom="fatigue", severity=4)
    told(family, "check_in", day="usual", carried=[{"symptom": "fatigue", "severity": 4}])
    files = whole(ada, family)
    assert {"symptom.csv", "carried.csv", "child.csv", "dose_plans.csv"} <= set(files.namelist())
    assert "infusion.csv" not in files.namelist()
    readme = files.read("README.txt").decode()
    for name in files.namelist():
        assert name in (*readme.split(), "README.txt") or f"{name}:" in readme
        if name.endswith(".csv"):
            head = files.read(name).decode("utf-8-sig").split("\r\n")[0].split(",")
            assert all(f"\n    {column}: " in readme for column in head)
    assert "Of these there is nothing:" in readme
    Bundle.model_validate(json.loads(files.read("patient-summary.json")))
    plans = files.read("dose_plans.csv").decode("utf-8-sig")
    assert "every day at 08:00" in plans


def test_json_has_entries_as_the_timeline_tells_them(ada, family):
    told(family, "symptom", symptom="fatigue", severity=4)
    told(family, "note", note="later")
    found = ada.get(f"/children/{family.nora}/numbers.json").json
    timeline = ada.get(f"/api/v1/children/{family.nora}/timeline").json["entries"]
    assert found["entries"] == timeline
    assert found["child"][0]["name"] == "Nora"
    assert (found["from"], found["to"]) == (None, None)


def test_h39_diary_is_taken_out_by_its_writer_alone(as_person, family):
    give_account(family, "nora")
    told(family, "diary", by="nora", note="zitronenfalter")
    told(family, "note", note="seen by all")
    for who in ("ada", "ben", "cleo"):
        client = as_person(who)
        for file in FILES[1:]:
            assert "zitronenfalter" not in client.get(f"/children/{family.nora}/{file}").text
        files = whole(client, family)
        assert "diary.csv" not in files.namelist()
        assert not any(b"zitronenfalter" in files.read(name) for name in files.namelist())
        assert "diary.csv" not in client.get(f"/children/{family.nora}/numbers").text
        assert table(client, family, "diary") == []
    own = whole(as_person("nora"), family)
    assert b"zitronenfalter" in own.read("diary.csv")
    assert b"zitronenfalter" not in own.read("patient-summary.json")


def test_files_hold_only_the_days_that_were_chosen_and_whole_plans(ada, family):
    family.medicine(now=now() - timedelta(days=40))
    long_ago = (now() - timedelta(days=30)).isoformat()
    told(family, "note", note="old", at=long_ago)
    told(family, "note", note="new")
    today = now().date()
    days = {"from": (today - timedelta(days=3)).isoformat(), "to": today.isoformat()}
    assert [row["note"] for row in table(ada, family, "note", **days)] == ["new"]
    files = whole(ada, family, **days)
    assert len(json.loads(files.read("journal.json"))["entries"]) == 1
    assert "Prednisolone" in files.read("dose_plans.csv").decode()
    page = ada.get(f"/children/{family.nora}/numbers", query_string=days).text
    assert f"note.csv?from={days['from']}" in page


@pytest.mark.parametrize(
    "days", [{"from": "2026-11-31", "to": "2026-12-01"}, {"from": "2026-11-22", "to": "2026-11-01"}]
)
def test_dates_that_make_no_stretch_of_time_are_asked_about_and_stay_typed(ada, family, days):
    reply = ada.get(f"/children/{family.nora}/numbers", query_string=days)
    assert reply.status_code == 422
    assert f'value="{days["from"]}"' in reply.text
    for file in FILES:
        assert ada.get(f"/children/{family.nora}/{file}", query_string=days).status_code == 422


def test_t1_files_are_for_who_may_look_and_for_one_child(as_person, family):
    told(family, "note", note="zitronenfalter")
    assert "zitronenfalter" in as_person("cleo").get(f"/children/{family.nora}/numbers.json").text
    for file in (*FILES, "numbers"):
        assert as_person("eve").get(f"/children/{family.nora}/{file}").status_code == 404
    assert as_person("ada").get(f"/children/{family.nora}/numbers/other.csv").status_code == 404
    assert "zitronenfalter" not in as_person("ada").get(f"/children/{family.tom}/numbers.json").text


def test_patient_summary_is_a_file_that_the_api_hands_out(ada, family):
    reply = ada.get(f"/api/v1/children/{family.nora}/patient-summary")
    assert reply.mimetype == "application/fhir+json"
    assert reply.headers["Content-Disposition"].startswith("attachment")
    bundle = reply.json
    assert bundle["entry"][1]["resource"]["name"] == [{"text": "Nora"}]
    assert bundle["entry"][0]["resource"]["language"] == "en"


def test_page_is_one_tap_away_from_the_visit(ada, family):
    assert f"/children/{family.nora}/numbers" in ada.get(f"/children/{family.nora}/visit").text
    page = ada.get(f"/children/{family.nora}/numbers").text
    for words in ("Everything (ZIP)", "Entries and plans (JSON)", "Patient summary (FHIR)"):
        assert words in page
    assert "child.csv" in page
    assert "infusion.csv" not in page
    assert "child.csv?from=" not in page


def test_h4_a_dose_plan_goes_out_with_all_its_amounts(ada, family):
    times = ["08:00", "20:00"]
    two = {"every": "day", "times": times, "amounts": ["10", "5"]}
    turns = {"every": "alternate", "times": ["08:00"], "other": "7.5"}
    family.medicine("Prednisolone", "10", rhythm=two, now=now())
    family.medicine("Folic acid", "5", rhythm=turns, now=now())
    first, second = table(ada, family, "dose_plans")
    assert first["amounts"] == "08:00 10 mg, 20:00 5 mg"
    assert second["amounts"] == "5 mg and 7.5 mg in turn"
    assert "counts_from" in first
    plans = ada.get(f"/children/{family.nora}/numbers.json").json["dose_plans"]
    assert [str(each) for each in plans[0]["rhythm"]["amounts"]] == ["10", "5"]
    assert str(plans[1]["rhythm"]["other"]) == "7.5"


def test_number_of_a_result_is_what_its_chart_shows(ada, family):
    results = [{"test": "Lymphocytes", "value": "1,250", "unit": "/µL"}]
    told(family, "draw", results=results)
    (row,) = table(ada, family, "results")
    assert row["number"] == "1250"
