"""The results of a patient summary, as their reports print them: of each test the newest few."""

from collections import Counter

from sqlmodel import Session

from journal.care.knowledge.labs import LabTest, find_lab_test
from journal.entries.reading import Cursor, Shown, timeline
from journal.exchange.fhir_parts import LOINC
from journal.exchange.ips_facts import Coded, Result
from journal.lab_names import name_of_test
from journal.records.children import Child
from journal.records.entries import Kind

# Of each test so many are listed, and reports are looked through for them: our own choices.
EACH, MOST_REPORTS, AT_ONCE = 3, 240, 60
# https://ucum.org, for the units of journal/care/knowledge/labs.yaml; others stand as words alone.
UCUM_OF: dict[str, str] = {
    "/µL": "/uL",
    "10³/µL": "10*3/uL",
    "10⁹/L": "10*9/L",
    "IU/dL": "[iU]/dL",
    "IU/mL": "[iU]/mL",
    "mEq/L": "meq/L",
    "µg/L": "ug/L",
    "µkat/L": "ukat/L",
    "µmol/L": "umol/L",
} | {
    unit: unit
    for unit in (
        "%", "U/L", "g/L", "g/dL", "mg/L", "mg/dL", "mg/g", "mg/mg", "mg/mmol", "mm/h",
        "mmol/L", "mmol/mol", "ng/L", "ng/mL", "nmol/L", "pg/mL", "pmol/L",
    )
}  # fmt: skip


def results_of(session: Session, child: Child) -> tuple[tuple[Result, ...], int]:
    """Return the newest results of each test, newest first, and how many more were looked at."""
    seen: Counter[str] = Counter()
    found: list[Result] = []
    before: Cursor | None = None
    for _page in range(MOST_REPORTS // AT_ONCE):
        reports, before = timeline(
            session, child.id, kinds=[Kind.DRAW], before=before, limit=AT_ONCE
        )
        for report in reports:
            for place, printed in enumerate(report.fields["results"]):
                test = find_lab_test(printed["test"])
                key = test.code if test else printed["test"].casefold()
                seen[key] += 1
                if seen[key] <= EACH:
                    found.append(_result(report, place, printed, test))
        if before is None:
            break
    return tuple(found), seen.total() - len(found)


def _result(report: Shown, place: int, printed: dict[str, str], test: LabTest | None) -> Result:
    unit = printed.get("unit", "")
    known = test.unit_of(unit) if test and unit else None
    return Result(
        id=f"{report.id}.{place}",
        name=_name(printed["test"], test),
        coded=_loinc(test) if test and (known or not unit) else None,
        is_exam=bool(test and test.kind == "exam"),
        at=report.at,
        value=printed["value"],
        unit=unit,
        ucum=UCUM_OF.get(known.symbol, "") if known else "",
        low=printed.get("low", ""),
        high=printed.get("high", ""),
        flag=printed.get("flag", ""),
        place=report.fields.get("place") or "",
    )


def _name(printed: str, test: LabTest | None) -> str:
    """As the report calls it; of a code its name in the catalogue."""
    is_code = test is not None and printed in (test.code, test.id)
    return name_of_test(printed) if is_code else printed


def _loinc(test: LabTest) -> Coded | None:
    code = test.loinc
    if code is None or not code.may_be_default:
        return None
    return Coded(system=LOINC, code=code.code, name=code.name)
