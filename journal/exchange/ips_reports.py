"""The results of a patient summary, as their reports print them: of each test the newest few."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.folding import folded
from journal.care.knowledge.labs import LabTest, find_lab_test
from journal.exchange.fhir_parts import LOINC
from journal.exchange.ips_facts import Coded, Result
from journal.lab_names import name_of_test
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.records.kinds.draw import DrawRow

# Of each test so many are listed: our own choice.
EACH = 3
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


def results_of(
    session: Session, child: Child, *, end: datetime | None = None
) -> tuple[tuple[Result, ...], int]:
    """Return the newest results of each test before `end`, newest first, and how many more are."""
    seen: Counter[str] = Counter()
    found: list[Result] = []
    for report in _reports(session, child, end):
        for place, printed in enumerate(report.results):
            test = find_lab_test(printed["test"])
            key = test.id if test else folded(printed["test"])
            seen[key] += 1
            if seen[key] <= EACH:
                found.append(_result(report, place, printed, test))
    return tuple(found), seen.total() - len(found)


def _reports(session: Session, child: Child, end: datetime | None) -> Sequence[Any]:
    """All of them: the last result of a rare test may stand behind hundreds of others."""
    row, entry = table_of(DrawRow).c, table_of(Entry).c
    query = (
        sa.select(row.entry_id, row.at, row.place, row.results)
        .join(Entry, entry.id == row.entry_id)
        .where(row.child_id == child.id, entry.deleted.is_(False))
        .order_by(row.at.desc(), row.entry_id.desc())
    )
    return session.execute(query.where(row.at < end) if end else query).all()


def _result(report: Any, place: int, printed: dict[str, str], test: LabTest | None) -> Result:
    unit = printed.get("unit", "")
    known = test.unit_of(unit) if test and unit else None
    return Result(
        id=f"{report.entry_id}.{place}",
        test=test.id if test else folded(printed["test"]),
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
        place=report.place or "",
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
