"""Typing a lab report in one go: B17, B18, H13."""

import re
from html import unescape

import pytest

from tests.web.daily import ids, when, whole_form
from tests.web.reporting import fields_in, new_report, opened, post_report, reports
from tests.web.syncing import follow, form_change

CK, AST, CRP = "2157-6", "1920-8", "1988-5"
FIRST = {
    f"value-{CK}": "1250",
    f"unit-{CK}": "IU/L",
    f"low-{CK}": "29",
    f"high-{CK}": "168",
    f"flag-{CK}": "H",
    f"value-{AST}": "41,5",
    f"unit-{AST}": "U/L",
    f"value-{CRP}": "<0.6",
    f"unit-{CRP}": "mg/L",
    f"high-{CRP}": "<5.0",
    "test-own0": "MxA in muscle",
    "value-own0": "neg",
    "order": f"{CRP} own0 {CK} {AST} 742-7",
    "place": "Children's",
}
KEPT = [
    {"test": CRP, "value": "<0.6", "unit": "mg/L", "high": "<5.0"},
    {"test": "MxA in muscle", "value": "neg"},
    {"test": CK, "value": "1250", "unit": "IU/L", "low": "29", "high": "168", "flag": "H"},
    {"test": AST, "value": "41,5", "unit": "U/L"},
]


@pytest.fixture
def first(family, as_person):
    """A report of the Children's laboratory."""
    reply = post_report(as_person("ada"), family, {**when(-60), **ids(), **FIRST})
    assert reply.status_code == 303
    return reports(family)[0]


def address_of(family, report, page=""):
    return f"/children/{family.nora}/entries/{report.entry_id}{page}"


def test_b18_a_report_is_kept_as_it_is_typed_in_its_own_order(first):
    assert first.results == KEPT
    assert first.place == "Children's"


def test_the_next_report_starts_as_the_last_of_that_laboratory_without_its_values(
    family, as_person, first
):
    ada = as_person("ada")
    fields = new_report(ada, family)
    assert fields["order"] == f"{CRP} own0 {CK} {AST}"
    assert (fields["place"], fields["test-own0"]) == ("Children's", "MxA in muscle")
    assert (fields[f"unit-{CK}"], fields[f"low-{CK}"], fields[f"high-{CK}"]) == (
        "IU/L",
        "29",
        "168",
    )
    assert {value for name, value in fields.items() if name.startswith(("value-", "flag-"))} == {""}
    post_report(ada, family, {**fields, **ids(), f"value-{CK}": "300"})
    assert reports(family)[1].results == [
        {"test": CK, "value": "300", "unit": "IU/L", "low": "29", "high": "168"}
    ]


def test_each_laboratory_and_each_panel_has_its_own_order(family, as_person, first):
    ada = as_person("ada")
    other = {"value-718-7": "12.1", "unit-718-7": "g/dL", "order": "718-7", "place": "Dr. Okafor"}
    assert post_report(ada, family, {**when(-30), **ids(), **other}).status_code == 303
    page = unescape(ada.get(f"/children/{family.nora}/log/draw").text)
    assert fields_in(page)["order"] == "718-7"
    like = next(url for url in re.findall(r'href="([^"]*like=[^"]*)"', page) if "Children" in url)
    assert fields_in(ada.get(like).text)["order"] == f"{CRP} own0 {CK} {AST}"
    panel = opened(ada, f"{like}&panels=muscle_enzymes+inflammation")
    assert panel["order"].split()[0] == CK
    assert (panel[f"unit-{CK}"], panel[f"unit-{CRP}"]) == ("IU/L", "mg/L")


def test_h29_no_range_and_no_place_comes_from_another_laboratory(family, as_person, first):
    ada = as_person("ada")
    other = {"value-718-7": "12.1", "unit-718-7": "g/dL", "low-718-7": "11", "high-718-7": "15"}
    there = {**when(-30), **ids(), **other, "order": "718-7", "place": "Dr. Okafor"}
    assert post_report(ada, family, there).status_code == 303
    fields = new_report(ada, family)
    assert (fields["place"], fields["unit-718-7"], fields["low-718-7"]) == ("", "g/dL", "")
    assert "ranges_of" not in fields
    panels = new_report(ada, family, "?panels=muscle_enzymes")
    assert (panels["place"], panels[f"unit-{CK}"], panels[f"low-{CK}"]) == ("", "", "")
    mixed = new_report(ada, family, "?panels=muscle_enzymes+cbc_with_diff&like=Dr.+Okafor")
    assert (mixed["low-718-7"], mixed[f"unit-{CK}"], mixed[f"low-{CK}"]) == ("11", "", "")


def test_h29_ranges_that_were_filled_in_go_when_the_laboratory_is_another(family, as_person, first):
    ada = as_person("ada")
    fields = new_report(ada, family)
    assert fields["ranges_of"] == "Children's"
    typed = {
        f"value-{CK}": "300",
        f"value-{CRP}": "2",
        f"high-{CRP}": "<8.0",
        "place": "Dr. Okafor",
    }
    assert post_report(ada, family, {**fields, **ids()}, **typed).status_code == 303
    assert reports(family)[1].results == [
        {"test": CRP, "value": "2", "unit": "mg/L", "high": "<8.0"},
        {"test": CK, "value": "300", "unit": "IU/L"},
    ]


def test_an_examination_that_was_done_is_no_report_to_start_from(family, as_person, first):
    ada = as_person("ada")
    done = {"test-own0": "eye_exam", "value-own0": "done"}
    assert post_report(ada, family, {**when(-2), **ids(), **done}).status_code == 303
    fields = new_report(ada, family)
    assert fields["order"] == f"{CRP} own0 {CK} {AST}"
    assert fields["place"] == "Children's"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"value-2160-0": "0.5"}, "unit-2160-0", "Known for Creatinine: mg/dL, µmol/L."),
        ({"value-2160-0": "<5", "unit-2160-0": "U/L"}, "unit-2160-0", "Copy the unit"),
        (
            {"value-2276-4": "1,250", "unit-2276-4": "ng/mL"},
            "value-2276-4",
            "Is this 1.25 or 1250?",
        ),
        ({f"value-{CK}": "320 H", f"unit-{CK}": "U/L"}, f"value-{CK}", "Write the number alone."),
        ({"value-own0": "3.5"}, "test-own0", "Write the name of this test as printed."),
        ({"test-own0": "creatinine", "value-own0": "3.5"}, "unit-own0", "Known for Creatinine"),
        ({"order": CK}, f"value-{CK}", "Write at least one value."),
        ({f"value-{CK}": "x" * 201, f"unit-{CK}": "U/L"}, f"value-{CK}", "201 of 200"),
    ],
)
def test_b17_what_cannot_be_kept_is_said_at_its_field(family, as_person, typed, field, sentence):
    reply = post_report(as_person("ada"), family, {**when(), **ids(), **typed})
    page = unescape(reply.text)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in page
    assert sentence in page
    assert all(text in page for text in typed.values())
    assert reports(family) == []


def test_h13_an_unlikely_number_asks_which_unit_before_anything_is_written(
    family, as_person, first
):
    ada = as_person("ada")
    typed = {**new_report(ada, family), **ids(), f"value-{CK}": "20.8"}
    asked = post_report(ada, family, typed)
    assert asked.status_code == 409
    page = unescape(asked.text)
    assert "Which unit does the report print?" in page
    assert "20.8 IU/L, and 1250 IU/L before" in page
    assert len(reports(family)) == 1
    again = post_report(ada, family, {**typed, "back": "yes"})
    assert fields_in(again.text)[f"value-{CK}"] == "20.8"
    assert post_report(ada, family, typed, confirmed="unit_unlikely").status_code == 303
    assert reports(family)[1].results[0]["value"] == "20.8"


def test_a_result_that_is_corrected_keeps_what_it_said(family, as_person, first):
    ada = as_person("ada")
    fields = opened(ada, address_of(family, first, "/edit"))
    reply = ada.post(address_of(family, first, "/edit"), data={**fields, f"value-{CK}": "1205"})
    assert reply.status_code == 303
    assert [one["value"] for one in reports(family)[0].results] == ["<0.6", "neg", "1205", "41,5"]
    page = unescape(ada.get(address_of(family, first)).text)
    assert "1250 IU/L · range 29 to 168 · flag H" in page
    assert "1205 IU/L · range 29 to 168 · flag H" in page
    assert page.count("MxA in muscle") == 1


def test_an_edit_that_changes_nothing_changes_nothing(family, as_person, first):
    ada = as_person("ada")
    edit = address_of(family, first, "/edit")
    fields = opened(ada, edit)
    assert fields["order"] == f"{CRP} own0 {CK} {AST}"
    assert ada.post(edit, data=fields).status_code == 303
    assert reports(family)[0].results == KEPT
    assert "Changed" not in ada.get(address_of(family, first)).text.split("History")[1]


def test_a_test_that_a_report_prints_twice_keeps_both(family, as_person):
    typed = {
        f"value-{CRP}": "4",
        f"unit-{CRP}": "mg/L",
        "test-own0": "CRP",
        "value-own0": "4.1",
        "unit-own0": "mg/L",
    }
    ada = as_person("ada")
    assert post_report(ada, family, {**when(), **ids(), **typed}).status_code == 303
    (report,) = reports(family)
    assert [(one["test"], one["value"]) for one in report.results] == [(CRP, "4"), (CRP, "4.1")]
    fields = opened(ada, address_of(family, report, "/edit"))
    assert (fields[f"value-{CRP}"], fields["value-own0"]) == ("4", "4.1")
    ada.post(address_of(family, report, "/edit"), data={**fields, "value-own0": "4.2"})
    assert [one["value"] for one in reports(family)[0].results] == ["4", "4.2"]


def test_a_report_typed_without_signal_is_read_as_the_page_would_have(family, sync):
    one = form_change(family, "draw", ask=False, **FIRST)
    assert sync(one).json["results"][0]["status"] == "applied"
    assert reports(family)[0].results == KEPT
    values = {**one["form"]["values"], f"value-{AST}": "43"}
    mended = follow(one, form={"what": "draw", "values": values})
    assert sync(mended).json["results"][0]["status"] == "applied"
    assert [each["value"] for each in reports(family)[0].results] == ["<0.6", "neg", "1250", "43"]


def test_a_phones_form_has_the_rows_of_the_last_report(family, as_person, first):
    kept = as_person("ada").get(f"/api/v1/children/{family.nora}/pocket").json["forms"]
    for name in ("draw", "edit:draw"):
        assert f'name="value-{CK}"' in whole_form(kept, name)
    assert 'value="IU/L"' in kept["draw"]["main"]


def test_a_report_is_found_by_its_tests_and_its_values(family, as_person, first):
    ada = as_person("ada")
    for words in ("creatine+kinase", "mxa", "1250"):
        assert "Lab report" in ada.get(f"/children/{family.nora}/journal?q={words}").text
    page = unescape(ada.get(f"/children/{family.nora}/journal?kind=draw").text)
    assert "Lab report, 4 results" in page
    assert "Creatine kinase (CK) 1250 IU/L H" in page
