"""Reports as other people's programs hold them, typed into the form: nothing on them changes."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from journal.care.knowledge.labs import find_lab_test
from tests.web.daily import ids, when
from tests.web.reporting import opened, post_report, reports

PORTAL = """Test Name,Result,Units,Reference Range,Flag,Collected
Glucose,71.05331850637597,mg/dL,,,2012-01-29
Creatinine,1.382705778887746,mg/dL,0.3-1.2,H,2012-01-29
MCV,94.784,fL,,,2012-01-29
"""
DUTCH = """Datum;Bepaling;Uitslag;Eenheid;Referentiewaarden
29-01-2012;Glucose;71,05331850637597;mg/dL;
29-01-2012;Creatinine;1,382705778887746;mg/dL;
"""
TEMPLATE = """Subject,Collection Date,LOINC Code,Code Description,Value,Range,Units
"Last, First",2013-06-09,6690-2,Leukocytes,6.738115023205406,,10*3/uL
"Last, First",2013-06-09,4544-3,Hematocrit,35.944,,%
"""
CCDA = """code,name,when,type,value,unit,status
30313-1,HGB,20120810,PQ,10.2,g/dl,completed
33765-9,WBC,20120810,PQ,12.3,10+3/ul,completed
26515-7,PLT,20120810,PQ,123,10+3/ul,completed
"""
TITRE = """code,name,when,type,value,unit,status
5048-4,Nuclear Ab,201703191230-0800,ST,"Borderline, equal to 1:80",,completed
"""
GRAVITY = """code,name,when,type,value,unit,status
5811-5,,20150622,PQ,1.015,1,completed
"""
BLOOD = {
    "code": {"coding": [{"code": "718-7"}]},
    "valueQuantity": {"value": 7.2, "unit": "g/dl"},
    "interpretation": [{"coding": [{"code": "L"}]}],
    "referenceRange": [{"low": {"value": 7.5}, "high": {"value": 10}}],
}
OURS = {
    "csv/Barrett_Cummings__us_portal.csv": PORTAL,
    "csv/Barrett_Cummings__eu_semicolon_comma_bom.csv": DUTCH,
    "csv/Judi_Schamberger__loinc_template_cp1252.csv": TEMPLATE,
    "expected/ccda__sample_ccdas__NIST_Samples__CCDA_CCD_b1_Ambulatory_v2.xml.results.csv": CCDA,
    "expected/ccda__hl7_examples_wrapped__Results__Lab_with_Multiple_Reference_Ranges"
    "(C-CDA2.1).xml.results.csv": TITRE,
    "expected/ccda__hl7_examples_wrapped__Results__Result_with_lab_location"
    "(C-CDAR2.1).xml.results.csv": GRAVITY,
    "hl7_r4_examples/Observation-f001.json": json.dumps(BLOOD),
    "hl7_r4_examples/Observation-f005.json": json.dumps(BLOOD),
}
# What each dialect calls test, value, unit, flag and range; the day.
COLUMNS = (
    ("Test Name", "Bepaling", "LOINC Code", "name"),
    ("Result", "Uitslag", "Value", "value"),
    ("Units", "Eenheid", "unit"),
    ("Flag",),
    ("Reference Range", "Referentiewaarden", "Range"),
    ("Collected", "Datum", "Collection Date", "when"),
)


def printed(text: str, name: str) -> list[dict[str, str]]:
    """The first report of a file, each result as it stands there."""
    if name.endswith(".json"):
        return [of_fhir(json.loads(text))]
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:40] else ","))
    read = [[cell(row, names) for names in COLUMNS] for row in rows]
    found = []
    for row, (test, value, unit, flag, reference, day) in zip(rows, read, strict=True):
        low, _, high = reference.partition("-")
        parts = {"value": value, "unit": unit, "low": low, "high": high, "flag": flag}
        if value and day == read[0][-1]:
            found.append({"test": test or row["code"], **{k: v for k, v in parts.items() if v}})
    return found


def cell(row: dict[str, str], names: Iterable[str]) -> str:
    return next((row[name].strip() for name in names if row.get(name)), "")


def of_fhir(one: dict) -> dict[str, str]:
    (around,) = one["referenceRange"]
    return {
        "test": one["code"]["coding"][0]["code"],
        "value": str(one["valueQuantity"]["value"]),
        "unit": one["valueQuantity"]["unit"],
        "low": str(around["low"]["value"]),
        "high": str(around["high"]["value"]),
        "flag": one["interpretation"][0]["coding"][0]["code"],
    }


@pytest.mark.parametrize("name", OURS)
def test_every_value_unit_range_and_flag_of_a_real_report_stands_as_it_is_printed(
    family, as_person, real_data: Path | None, name
):
    text = (real_data / name).read_bytes().decode("utf-8-sig") if real_data else OURS[name]
    report = printed(text, name)
    assert report
    typed = {
        f"{part}-own{place}": said
        for place, result in enumerate(report)
        for part, said in result.items()
    }
    data = {**when(-5), **ids(), **typed, "confirmed": "unit_unlikely"}
    data["order"] = " ".join(f"own{place}" for place in range(len(report)))
    ada = as_person("ada")
    reply = post_report(ada, family, data)
    assert reply.status_code == 303, [line for line in reply.text.splitlines() if "-error" in line]
    (kept,) = reports(family)
    assert [without_test(each) for each in kept.results] == [without_test(each) for each in report]
    edit = f"/children/{family.nora}/entries/{kept.entry_id}/edit"
    again = opened(ada, edit)
    assert ada.post(edit, data=again).status_code == 303
    assert reports(family)[0].results == kept.results


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("csv/Barrett_Cummings__us_portal.csv", {"2160-0", "2345-7"}),
        ("csv/Judi_Schamberger__loinc_template_cp1252.csv", {"6690-2"}),
        (next(name for name in OURS if "NIST" in name), {"777-3"}),
        ("hl7_r4_examples/Observation-f001.json", set()),
    ],
)
def test_h13_a_real_report_typed_into_its_own_rows_stands_test_by_test(
    family, as_person, real_data: Path | None, name, known
):
    """By the rows that the form names by a code, and without a question about any unit."""
    text = (real_data / name).read_bytes().decode("utf-8-sig") if real_data else OURS[name]
    report = [in_its_row(result) for result in printed(text, name)]
    keys = [
        result["test"] if find_lab_test(result["test"]) else f"own{place}"
        for place, result in enumerate(report)
    ]
    assert known <= set(keys)
    assert len(set(keys)) == len(keys)
    typed = {
        f"{part}-{key}": said
        for key, result in zip(keys, report, strict=True)
        for part, said in result.items()
        if part != "test" or key.startswith("own")
    }
    data = {**when(-5), **ids(), **typed, "order": " ".join(keys)}
    reply = post_report(as_person("ada"), family, data)
    assert reply.status_code == 303, [line for line in reply.text.splitlines() if "-error" in line]
    assert reports(family)[0].results == report


def in_its_row(result: dict[str, str]) -> dict[str, str]:
    test = find_lab_test(result["test"])
    return {**result, "test": test.code} if test else result


def without_test(result: dict[str, str]) -> dict[str, str]:
    return {part: said for part, said in result.items() if part != "test"}
