"""Lab results through the API: as printed."""

import uuid
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from journal.care.knowledge.labs import find_lab_test
from journal.entries.draws import Result, results_of
from journal.entries.reading import Shown, timeline
from journal.records.access import Right
from journal.records.entries import Kind
from journal.web.asked import BEFORE, Asked, asks
from journal.web.cursors import read_cursor, write_cursor
from journal.web.extensions import reading
from journal.web.signed_in import require_person

bp = Blueprint("api_labs", __name__, url_prefix="/api/v1")
bp.before_request(require_person)

REPORTS = 100
TEST = Asked("test", "LOINC code or name: results of that test only.")


@bp.get("/children/<uuid:child_id>/labs")
@asks(BEFORE, TEST)
def labs(child_id: uuid.UUID) -> ResponseReturnValue:
    """Results as printed, oldest first, of the newest reports or those before a cursor."""
    test = (TEST.text() or "").strip()
    before = read_cursor(BEFORE.text())
    with reading() as (session, actor):
        actor.require(Right.LOOK, child_id)
        if test:
            found, older = results_of(session, child_id, test, before=before, limit=REPORTS)
        else:
            reports, older = timeline(
                session, child_id, kinds=[Kind.DRAW], before=before, limit=REPORTS
            )
            found = [(report, report.fields["results"]) for report in reports]
    results = [_result(report, result) for report, results in reversed(found) for result in results]
    return jsonify(results=results, before=write_cursor(older))


def _result(report: Shown, result: Result) -> dict[str, Any]:
    known = find_lab_test(result["test"])
    return {
        **result,
        "name": known.name if known else result["test"],
        "at": report.fields["at"],
        "place": report.fields.get("place"),
        "entry": str(report.id),
    }
