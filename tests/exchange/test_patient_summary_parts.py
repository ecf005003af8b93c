"""Medicines and results of a patient summary: every rhythm and every number (H4, H29)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from journal.exchange.ips import as_bytes, patient_summary
from journal.exchange.ips_facts import Result
from journal.plans.appointments import Visit, plan_appointment
from journal.plans.medicines import turn
from journal.records.appointments import AppointmentKind
from journal.records.children import Child
from journal.records.medicines import Turn
from tests.exchange.documents import EMPTY, document, document_of, faults, resources, section
from tests.family import NOW, fresh_family
from tests.summary.gathering import log
from tests.support import fhir

TUESDAY = {"every": "week", "on": ["tuesday"], "times": ["18:30"]}


@pytest.fixture
def family(tmp_path):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield family
    family.database.close()


def test_h4_weekly_medicine_names_its_weekday_as_words_and_as_timing(family):
    family.medicine("Methotrexate", "15", rhythm=TUESDAY)
    one = resources(document_of(family), "MedicationStatement")[0]
    assert one["dosage"][0]["text"] == "15 mg, once a week, on Tuesday, at 18:30"
    repeat = one["dosage"][0]["timing"]["repeat"]
    assert (repeat["frequency"], repeat["period"], repeat["periodUnit"]) == (1, 1, "wk")
    assert (repeat["dayOfWeek"], repeat["timeOfDay"]) == (["tue"], ["18:30:00"])
    assert one["dosage"][0]["doseAndRate"][0]["doseQuantity"]["value"] == 15
    assert one["medicationCodeableConcept"]["coding"][0]["code"] == "6851"
    assert "on Tuesday" in section(document_of(family), "10160-0")["text"]["div"]


@pytest.mark.parametrize(
    ("rhythm", "repeat"),
    [
        ({"every": "day", "times": ["08:00", "20:00"]}, (2, 1, "d")),
        ({"every": "days", "n": 2, "times": ["08:00"]}, (1, 2, "d")),
        ({"every": "weeks", "n": 4, "on": ["monday"], "times": ["09:00"]}, (1, 4, "wk")),
        ({"every": "months", "n": 1, "times": ["09:00"]}, (1, 1, "mo")),
    ],
    ids=["day", "days", "weeks", "months"],
)
def test_rhythm_is_said_as_timing_too_where_that_says_the_same(family, rhythm, repeat):
    family.medicine(rhythm=rhythm)
    found = resources(document_of(family), "MedicationStatement")[0]["dosage"][0]
    said = found["timing"]["repeat"]
    assert (said["frequency"], said["period"], said["periodUnit"]) == repeat


@pytest.mark.parametrize(
    "rhythm",
    [
        {"every": "alternate", "times": ["08:00"], "other": "7.5"},
        {"every": "cycle", "weeks_on": 3, "weeks_off": 1, "times": ["08:00"]},
    ],
    ids=["alternate", "cycle"],
)
def test_rhythm_that_timing_cannot_say_stands_in_words_alone(family, rhythm):
    family.medicine(rhythm=rhythm)
    found = resources(document_of(family), "MedicationStatement")[0]["dosage"]
    assert [set(each) for each in found] == [{"text"}]


def test_two_amounts_in_a_day_never_look_like_one(family):
    rhythm = {"every": "day", "times": ["08:00", "20:00"], "amounts": ["12.5", "5"]}
    family.medicine(rhythm=rhythm)
    found = resources(document_of(family), "MedicationStatement")[0]["dosage"][0]
    assert "08:00 12.5 mg, 20:00 5 mg" in found["text"]
    assert "doseAndRate" not in found


def test_paused_medicine_is_on_hold_with_its_reason_and_a_stopped_one_is_counted(family):
    paused = family.medicine()
    stopped = family.medicine("Methotrexate", "15", rhythm=TUESDAY)
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        turn(
            session,
            ada,
            paused,
            Turn.PAUSE,
            on=NOW.date(),
            reason="Fever",
            review_on=NOW.date() + timedelta(days=7),
            now=NOW,
        )
        turn(session, ada, stopped, Turn.STOP, on=NOW.date(), reason="Rash", now=NOW)
    bundle = document_of(family)
    (one,) = resources(bundle, "MedicationStatement")
    assert one["status"] == "on-hold"
    assert one["note"] == [{"text": "Paused since 22 Nov 2026: Fever"}]
    assert "1 medicine that is over is in the journal" in section(bundle, "10160-0")["text"]["div"]


RESULT = Result(
    test="own",
    id="r",
    name="CRP",
    coded=None,
    is_exam=False,
    at=NOW,
    value="5.20",
    unit="mg/L",
    ucum="mg/L",
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("5.20", {"value": Decimal("5.20")}),
        ("<0.6", {"value": Decimal("0.6"), "comparator": "<"}),
        ("≥ 150", {"value": Decimal(150), "comparator": ">="}),
    ],
)
def test_h29_result_is_a_number_with_its_digits_and_its_comparator(value, said):
    facts = replace(EMPTY, results=(replace(RESULT, value=value),))
    bundle = patient_summary(facts, made_at=NOW, language="en")
    found = resources(bundle, "Observation")[0]["valueQuantity"]
    assert {key: found[key] for key in said} == said
    assert (found["unit"], found["code"]) == ("mg/L", "mg/L")
    assert f'"value":{said["value"]:f},' in as_bytes(bundle).decode()


@pytest.mark.parametrize("value", ["neg", "1:80", "1,250", "see comment", "5.2 H"])
def test_h29_result_that_is_no_plain_number_stays_the_text_of_its_report(value):
    found = resources(
        document(replace(EMPTY, results=(replace(RESULT, value=value),))), "Observation"
    )
    assert found[0]["valueString"] == f"{value} mg/L"
    assert "valueQuantity" not in found[0]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [("29", "168", "29 – 168"), ("", "8.1", "up to 8.1"), ("1", "", "from 1"), ("", "<5", "<5")],
)
def test_h29_range_is_the_reports_own_and_says_which_end_it_is(low, high, said):
    bundle = document(replace(EMPTY, results=(replace(RESULT, low=low, high=high),)))
    found = resources(bundle, "Observation")[0]["referenceRange"][0]
    assert found["text"] == said
    assert "high" not in found or found["high"]["value"] == float(high)
    assert said.replace("<", "&lt;") in section(bundle, "30954-2")["text"]["div"]


def test_result_says_who_found_it_or_that_nobody_wrote_it():
    named = replace(RESULT, id="a", place="Children’s", low="0", high="5", flag="H")
    bundle = document(replace(EMPTY, results=(named, RESULT)))
    first, second = resources(bundle, "Observation")
    assert resources(bundle, "Organization")[0]["name"] == "Children’s"
    assert first["performer"][0]["reference"] in {one["fullUrl"] for one in bundle["entry"]}
    assert second["performer"][0]["extension"][0]["valueCode"] == "unknown"
    assert first["interpretation"] == [{"text": "H"}]
    assert first["referenceRange"][0]["text"] == "0 – 5"
    assert faults(bundle) == []


def test_h29_a_rare_result_stands_behind_245_reports_and_all_others_are_counted(family):
    antibody = {"test": "Anti-MDA5", "value": "positive"}
    ck = {"test": "CK", "value": "412", "unit": "U/L"}
    log(family, "draw", NOW - timedelta(days=3000), results=[antibody])
    for ago in range(1, 246):
        log(family, "draw", NOW - timedelta(days=ago), results=[ck])
    found = document_of(family)
    values = [one.get("valueString") for one in resources(found, "Observation")]
    assert values.count("positive") == 1
    assert len(values) == 4
    assert "242 earlier ones are in the journal" in section(found, "30954-2")["text"]["div"]


def test_appointments_to_come_are_one_plan_of_care_and_notes_stay_here(family):
    with family.database.transaction() as session:
        ada, child = family.actor(session, "ada"), session.get_one(Child, family.nora)
        for ahead, place in ((3, "Ward 3"), (400, "too far")):
            visit = Visit(
                kind=AppointmentKind.INFUSION, at=NOW + timedelta(days=ahead),
                with_whom="Dr. Okafor", place=place, note="zitronenfalter",
            )  # fmt: skip
            plan_appointment(session, ada, child, visit, now=NOW)
    found = document_of(family)
    (plan,) = resources(found, "CarePlan")
    (activity,) = plan["activity"]
    assert activity["detail"]["location"] == {"display": "Ward 3"}
    assert activity["detail"]["performer"] == [{"display": "Dr. Okafor"}]
    assert activity["detail"]["code"] == {"text": "Infusion"}
    assert section(found, "18776-5")["entry"]
    assert "zitronenfalter" not in str(found)
    assert section(document_of(family, "tom"), "18776-5") is None
    assert fhir.errors(found) == []
