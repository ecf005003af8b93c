"""Lab reports on the one write path: kept as printed, and asked about in time."""

from datetime import timedelta

import pytest
from sqlmodel import select

from journal.entries import Result, record
from journal.records.kinds.draw import DrawRow
from tests.family import NOW, change, fresh_database, make_family


@pytest.fixture
def family(tmp_path):
    family = make_family(fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}"))
    yield family
    family.database.close()


def write(family, *results, ask=False, days=0, **more):
    fields = {"place": "Children's", "results": [dict(each) for each in results]}
    one = change(family.nora, "draw", made_at=NOW - timedelta(days=days), **fields, **more)
    with family.database.transaction() as session:
        return record(session, family.actor(session, "ada"), one, now=NOW, ask=ask), one


def kept(family):
    with family.database.reading() as session:
        return [row.results for row in session.exec(select(DrawRow).order_by(DrawRow.at))]


def creatinine(value, unit="mg/dL"):
    return {"test": "2160-0", "value": value, "unit": unit}


def test_a_report_is_kept_as_it_was_typed(family):
    typed = [
        {
            "test": "2157-6",
            "value": "1250",
            "unit": "IU/L",
            "low": "29",
            "high": "168",
            "flag": "H",
        },
        {"test": "1988-5", "value": "<0,6", "unit": "mg/L", "high": "<5.0"},
        {"test": "MxA in muscle", "value": "neg"},
    ]
    outcome, _ = write(family, *typed, ask=True)
    assert outcome.result is Result.APPLIED
    assert kept(family) == [typed]


@pytest.mark.parametrize(
    ("unit", "code"), [("", "unit_required"), ("U/L", "unit_unknown"), ("mmol/L", "unit_unknown")]
)
def test_b17_a_number_without_a_unit_of_its_test_is_refused(family, unit, code):
    refused = {name: text for name, text in creatinine("0.5", unit).items() if text}
    outcome, _ = write(family, {"test": "718-7", "value": "12", "unit": "g/dL"}, refused)
    assert outcome.result is Result.REJECTED
    (problem,) = outcome.errors
    assert (problem.code, problem.field) == (code, "results.1.unit")
    assert kept(family) == []


def test_h13_a_wrong_unit_is_asked_about_on_a_screen_and_written_once_it_is_right(family):
    write(family, creatinine("0.5"), days=30)
    asked, _ = write(family, creatinine("44"), ask=True)
    assert asked.result is Result.ASKED
    assert [problem.field for problem in asked.warnings] == ["results.0.value"]
    assert "0.5 mg/dL before" in asked.warnings[0].message
    written, _ = write(family, creatinine("44"), ask=True, confirmed=frozenset({"unit_unlikely"}))
    assert written.result is Result.APPLIED
    assert kept(family)[-1] == [creatinine("44")]


def test_h13_what_a_phone_wrote_without_signal_is_kept_and_warned_about(family):
    write(family, {"test": "CRP", "value": "4", "unit": "mg/L"}, days=30)
    outcome, _ = write(family, {"test": "1988-5", "value": "40", "unit": "mg/L"})
    assert outcome.result is Result.APPLIED
    assert [problem.code for problem in outcome.warnings] == ["unit_unlikely"]


def test_h13_of_a_changed_report_only_what_was_changed_is_asked_about(family):
    confirmed = {"confirmed": frozenset({"unit_unlikely"})}
    _, first = write(family, creatinine("44"), ask=True, **confirmed)
    changed = [creatinine("44"), {"test": "718-7", "value": "12.1", "unit": "g/dL"}]
    again, _ = write(family, *changed, ask=True, entry=first.entry, base=1)
    assert again.result is Result.APPLIED
    changed[1] = {"test": "718-7", "value": "121", "unit": "g/dL"}
    asked, _ = write(family, *changed, ask=True, entry=first.entry, base=2)
    assert [problem.field for problem in asked.warnings] == ["results.1.value"]


def test_h13_a_result_of_a_deleted_report_is_nothing_to_compare_with(family):
    _, first = write(family, {"test": "CRP", "value": "4", "unit": "mg/L"}, days=30)
    gone = change(family.nora, "draw", entry=first.entry, base=1, delete=True)
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), gone, now=NOW).stored
    outcome, _ = write(family, {"test": "CRP", "value": "40", "unit": "mg/L"}, ask=True)
    assert outcome.result is Result.APPLIED
