"""What a lab report asks the family: a number that hardly fits its unit (H13)."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.knowledge.labs import LabTest, LabUnit, find_lab_test
from journal.care.lab_values import Last, plotted, unit_question
from journal.care.problems import Problem
from journal.entries.change import ChangeRequest
from journal.records.columns import table_of
from journal.records.entries import Entry, Kind
from journal.records.fields import Fields
from journal.records.kinds.draw import Draw, DrawRow

Result = Mapping[str, str]

# Two years of monthly reports: what is older says little of a slip.
LOOK_BACK = 24

_ENTRY, _DRAW = table_of(Entry), table_of(DrawRow)
_BEFORE = (
    sa.select(_DRAW.c.results)
    .join(_ENTRY, _ENTRY.c.id == _DRAW.c.entry_id)
    .where(
        _ENTRY.c.child_id == sa.bindparam("child"),
        _ENTRY.c.kind == sa.bindparam("kind"),
        _ENTRY.c.at <= sa.bindparam("at"),
        _ENTRY.c.id != sa.bindparam("entry"),
        _ENTRY.c.deleted.is_(False),
    )
    .order_by(_ENTRY.c.at.desc(), _ENTRY.c.id.desc())
    .limit(LOOK_BACK)
)
_OWN = sa.select(_DRAW.c.results).where(_DRAW.c.entry_id == sa.bindparam("entry"))


def concerns(session: Session, change: ChangeRequest, value: Fields) -> tuple[Problem, ...]:
    """Return the questions about the units of this report's numbers, each at its result.

    Of a report that is edited only what was changed is asked about.
    """
    if not isinstance(value, Draw) or "results" not in change.fields:
        return ()
    stands = session.execute(_OWN, {"entry": change.entry}).scalar() or []
    new = [(place, result) for place, result in enumerate(value.results) if result not in stands]
    if not new:
        return ()
    before = results_before(session, change.child, value.at, change.entry)
    asked = (
        Problem(
            problem.code, f"results.{place}.value", problem.text, problem.values, result["value"]
        )
        for place, result in new
        for problem in _questions(result, before)
    )
    return tuple(asked)


def results_before(
    session: Session, child: uuid.UUID, at: datetime, entry: uuid.UUID
) -> Sequence[Sequence[Result]]:
    """The results of the reports up to this moment, newest report first, one entry left out."""
    asked = {"child": child, "kind": Kind.DRAW, "at": at, "entry": entry}
    return session.execute(_BEFORE, asked).scalars().all()


def _questions(result: Result, before: Sequence[Sequence[Result]]) -> Iterator[Problem]:
    """At most one: the first that any of the numbers before it, or none of them, gives rise to."""
    test = find_lab_test(result["test"])
    if test is None:
        return
    for last in (*_lasts(test, test.unit_of(result.get("unit", "")), before), None):
        if problem := unit_question(result, last):
            yield problem
            return


def _lasts(
    test: LabTest, unit: LabUnit | None, before: Sequence[Sequence[Result]]
) -> Iterator[Last]:
    """The last number of this test in the same unit, and the last in whichever unit."""
    numbers = [
        result
        for results in before
        for result in results
        if find_lab_test(result["test"]) is test and plotted(result) is not None
    ]
    same = [each for each in numbers if test.unit_of(each.get("unit", "")) is unit]
    for found in (same[:1], numbers[:1]):
        for result in found:
            yield Last(result["value"], result.get("unit", ""))
