"""Reading lab reports: one test through them all, and what a corrected result said before."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from journal.care.knowledge.labs import find_lab_test
from journal.entries.reading import Cursor, Shown, timeline
from journal.records.entries import Kind, Revision

Result = Mapping[str, str]
# A result on its report: its test, and how many of the same test stand before it.
Place = tuple[str, int]
Corrected = Mapping[tuple[uuid.UUID, Place], Result]

# How many reports one page looks through for a test that few of them have.
MOST_REPORTS = 120


def same_test(one: str, other: str) -> bool:
    """Whether two results are of the same test, whatever each report calls it."""
    known = find_lab_test(one)
    if known is None:
        return one.casefold() == other.casefold()
    return find_lab_test(other) is known


def results_of(
    session: Session,
    child_id: uuid.UUID,
    test: str,
    *,
    before: Cursor | None = None,
    limit: int = 24,
) -> tuple[list[tuple[Shown, list[Result]]], Cursor | None]:
    """Return a page of the reports with this test and its results on each, newest first.

    With it the cursor of the next page, or None. A page may hold fewer than `limit` and have a
    next one all the same: of a test that is rare only so many reports are looked through.
    """
    found: list[tuple[Shown, list[Result]]] = []
    looked = 0
    while looked < MOST_REPORTS:
        reports, older = timeline(session, child_id, kinds=[Kind.DRAW], before=before, limit=limit)
        looked += len(reports)
        for place, report in enumerate(reports, 1):
            if results := [
                result for result in report.fields["results"] if same_test(test, result["test"])
            ]:
                found.append((report, results))
            if len(found) == limit:
                more = older is not None or place < len(reports)
                return found, (report.at, report.id) if more else None
        before = older
        if older is None:
            break
    return found, before


def corrections(session: Session, reports: Iterable[Shown]) -> Corrected:
    """What each result of these reports said last before it was corrected, where it was."""
    changed = {report.id: report for report in reports if report.revision > 1}
    if not changed:
        return {}
    rows = session.exec(
        select(Revision.entry_id, Revision.fields)
        .where(col(Revision.entry_id).in_(list(changed)))
        .order_by(col(Revision.number))
    )
    said: dict[tuple[uuid.UUID, Place], Result] = {}
    for entry_id, fields in rows:
        now = by_place(changed[entry_id].fields["results"])
        for place, result in by_place(fields.get("results") or []).items():
            if place in now and _reads(result) != _reads(now[place]):
                said[entry_id, place] = result
    return said


def by_place(results: Sequence[Result]) -> dict[Place, Result]:
    """The results by test and by how often it stands before on the same report."""
    seen: Counter[str] = Counter()
    found = {}
    for result in results:
        test = _test(result)
        found[test, seen[test]] = result
        seen[test] += 1
    return found


def _test(result: Result) -> str:
    """The test, whatever a program or a report calls it: an edit writes its code for its name."""
    known = find_lab_test(result["test"])
    return known.code if known else result["test"].casefold()


def _reads(result: Result) -> tuple[str, ...]:
    rest = (result.get(part, "") for part in ("unit", "low", "high", "flag"))
    return result["value"], *rest
