"""Results as their reports print them: H29, and nothing converted (H13)."""

import re
from html import unescape
from pathlib import Path

import pytest
import yaml

from journal.care.knowledge.labs import FILE, LabTest, LabUnit
from journal.entries import record
from journal.records.kinds.draw import PARTS
from tests.family import NOW, change
from tests.web.daily import ids, when
from tests.web.reporting import opened, post_report, reports

CK, AST, ALT, HB = "2157-6", "1920-8", "1742-6", "718-7"


def words(html: str) -> str:
    """What a person reads of a page, on one line."""
    text = re.sub(r"<(script|style|head).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def report(family, client, minutes, place="Children's", **rows):
    """One report; each row as value, unit, low, high, flag."""
    typed = {"order": " ".join(code.removeprefix("t").replace("_", "-") for code in rows)}
    for code, parts in rows.items():
        key = code.removeprefix("t").replace("_", "-")
        for part, text in zip(("value", "unit", "low", "high", "flag"), parts, strict=False):
            typed[f"{part}-{key}"] = text
    data = {**when(minutes), **ids(), **typed, "place": place, "confirmed": "unit_unlikely"}
    assert post_report(client, family, data).status_code == 303


@pytest.fixture
def written(family, as_person):
    """Three reports of Nora's, the last one of another laboratory with another unit."""
    ada = as_person("ada")
    report(family, ada, -3000, t2157_6=("320", "U/L", "29", "168", "H"), t1920_8=("40", "U/L"))
    report(family, ada, -2000, t2157_6=("210", "U/L", "29", "168", "H"), t718_7=("12.1", "g/dL"))
    report(family, ada, -1000, "Dr. Okafor", t2157_6=("3.1", "µkat/L", "", "2.8", "*"))
    return family


def test_h29_the_newest_of_each_test_stands_with_its_reports_own_range_and_flag(written, as_person):
    page = as_person("cleo").get(f"/children/{written.nora}/labs")
    shown = words(page.text)
    assert "compare with the report" in shown
    assert "Creatine kinase (CK) range up to 2.8 · flag *" in shown
    assert "3.1 µkat/L" in shown
    assert "210 U/L" not in shown  # an older one of the same test
    assert "12.1 g/dL" in shown
    assert "LOINC" in shown
    assert "Type a report" not in shown  # Cleo may only look


def test_ast_and_alt_stand_with_the_muscle_enzymes(written, as_person):
    page = as_person("ada").get(f"/children/{written.nora}/labs").text
    muscle = words(page.split("<h2>Muscle enzymes</h2>")[1].split("</section>")[0])
    assert "AST" in muscle
    assert "Creatine kinase" in muscle
    assert "<h2>Liver</h2>" not in page


def test_one_test_is_a_table_of_what_each_report_printed_and_nothing_is_converted(
    written, as_person
):
    page = as_person("ada").get(f"/children/{written.nora}/labs/test?test={CK}").text
    rows = [words(row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)][1:]
    assert [re.search(r"[0-9.]+ (?:U/L|µkat/L)", row)[0] for row in rows] == [
        "3.1 µkat/L",
        "210 U/L",
        "320 U/L",
    ]
    assert "different units: U/L, µkat/L. Nothing is converted." in words(page)
    assert as_person("ada").get(f"/children/{written.nora}/labs/test").status_code == 303


def test_a_corrected_result_says_what_stood_before(written, as_person):
    ada = as_person("ada")
    first = reports(written)[0]
    address = f"/children/{written.nora}/entries/{first.entry_id}/edit"
    fields = opened(ada, address)
    assert ada.post(address, data={**fields, f"value-{AST}": "44"}).status_code == 303
    page = words(ada.get(f"/children/{written.nora}/labs/test?test=AST").text)
    assert "44 U/L corrected, before: 40 U/L" in page
    assert "corrected" not in words(ada.get(f"/children/{written.nora}/labs/test?test={CK}").text)


def test_a_corrected_range_and_flag_say_what_stood_before(written, as_person):
    ada = as_person("ada")
    address = f"/children/{written.nora}/entries/{reports(written)[0].entry_id}/edit"
    fields = opened(ada, address)
    typed = {**fields, f"flag-{AST}": "H", f"high-{AST}": "39"}
    assert ada.post(address, data=typed).status_code == 303
    page = words(ada.get(f"/children/{written.nora}/labs/test?test=AST").text)
    assert "corrected, before: 40 U/L" in page


def test_a_correction_is_marked_where_a_program_wrote_the_tests_name(family, as_person):
    ada = as_person("ada")
    with family.database.transaction() as session:
        results = [{"test": "AST (SGOT)", "value": "40", "unit": "U/L"}]
        one = change(family.nora, "draw", results=results)
        assert record(session, family.actor(session, "ada"), one, now=NOW).stored
    address = f"/children/{family.nora}/entries/{reports(family)[0].entry_id}/edit"
    fields = opened(ada, address)
    assert ada.post(address, data={**fields, "value-own0": "44"}).status_code == 303
    assert reports(family)[0].results[0]["test"] == AST
    page = words(ada.get(f"/children/{family.nora}/labs/test?test=AST").text)
    assert "44 U/L corrected, before: 40 U/L" in page


def test_older_reports_are_on_pages_of_their_own(written, as_person):
    ada = as_person("ada")
    for number in range(14):
        report(written, ada, -5000 - number, t2532_0=(str(200 + number), "U/L"))
    page = unescape(ada.get(f"/children/{written.nora}/labs").text)
    older = re.search(r'href="([^"]*/labs\?before=[^"]*)"', page)[1]
    assert page.count("/entries/") == 12
    shown = unescape(ada.get(older).text)
    assert shown.count("/entries/") == 5
    assert "Newest reports" in shown


def test_the_api_gives_results_as_printed_oldest_first(written, as_person):
    cleo = as_person("cleo")
    address = f"/api/v1/children/{written.nora}/labs"
    found = cleo.get(f"{address}?test=CK").json
    assert [(one["value"], one["unit"]) for one in found["results"]] == [
        ("320", "U/L"),
        ("210", "U/L"),
        ("3.1", "µkat/L"),
    ]
    assert found["before"] is None
    first = found["results"][0]
    assert (first["test"], first["low"], first["high"], first["flag"]) == (CK, "29", "168", "H")
    assert (first["name"], first["place"]) == ("Creatine kinase (CK)", "Children's")
    assert [one["test"] for one in cleo.get(address).json["results"]] == [CK, AST, CK, HB, CK]
    paths = cleo.get("/api/v1/openapi.json").json["paths"]
    told = paths["/api/v1/children/{child_id}/labs"]["get"]["summary"]
    assert told.startswith("Results as printed, oldest first")


def test_h29_no_range_is_known_to_the_app():
    """The only range there is stands in a report, as text. Units have bounds to ask by, unshown."""
    assert {"low", "high", "flag"} <= set(PARTS)
    fields = {*LabTest.__dataclass_fields__, *LabUnit.__dataclass_fields__}
    assert not {name for name in fields if re.search(r"low|high|range|reference|limit", name)}
    data = yaml.safe_load(FILE.read_text("utf-8"))
    keys = {
        key for test in data["tests"] for part in (test, *test.get("units", [])) for key in part
    }
    assert not {key for key in keys if re.search(r"low|high|range|reference|limit", key)}


def test_h29_the_bounds_of_a_unit_are_read_by_the_question_alone():
    root = Path(__file__).parents[2]
    readers = {
        path.relative_to(root).as_posix()
        for folder in ("journal", "templates")
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".html"}
        and re.search(r"\.(?:least|most)\b", path.read_text("utf-8"))
        and "knowledge.labs" in path.read_text("utf-8")
    }
    assert readers == {"journal/care/lab_values.py"}


def test_h29_no_colour_of_a_results_page_says_good_or_bad(written, as_person):
    ada = as_person("ada")
    for address in ("labs", f"labs/test?test={CK}"):
        main = ada.get(f"/children/{written.nora}/{address}").text.split("<main")[1]
        main = main.split("</main>")[0]
        assert not re.findall(r'class="[^"]*(?:needs|late|due|settled|overdue|alert)', main)
