"""Results as the laboratories printed them: the newest of each test, and one test over time."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.knowledge.labs import find_lab_test, lab_groups, lab_tests, loinc_notice
from journal.entries.draws import Corrected, by_place, corrections, results_of
from journal.entries.reading import Shown, timeline
from journal.records.access import Right
from journal.records.entries import Kind
from journal.web.cursors import read_cursor, write_cursor
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.lab_words import Result, range_of, result_text, test_name, whole_text
from journal.web.signed_in import require_person
from journal.words import day_text

bp = Blueprint("labs", __name__, url_prefix="/children/<uuid:child_id>/labs")
bp.before_request(require_person)

# A year of monthly reports: ten years deep a page costs what one year costs.
REPORTS = 12
MUSCLE = "muscle_enzymes"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Found:
    """A result and the report on which it stands."""

    report: Shown
    result: Result


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """The newest result of each test on the latest reports, by what belongs together."""
    before = read_cursor(request.args.get("before"))
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        zone = ZoneInfo(child.zone)
        reports, older = timeline(
            session, child_id, kinds=[Kind.DRAW], before=before, limit=REPORTS
        )
        marks = corrections(session, reports)
        return page(
            session,
            actor,
            child,
            "labs/index.html",
            groups=_groups(reports, marks, zone),
            reports=[_report(report, zone) for report in reports],
            since=day_text(reports[-1].at.astimezone(zone).date()) if reports else "",
            older_url=_address(child_id, before=write_cursor(older)) if older else None,
            newest_url=_address(child_id) if before else None,
            log_url=url_for("log.new", child_id=child_id, what="draw")
            if actor.may(Right.RECORD, child_id)
            else None,
            back_url=url_for("children.show", child_id=child_id),
            notice=loinc_notice(),
        )


@bp.get("/test")
def one_test(child_id: uuid.UUID) -> ResponseReturnValue:
    """One test, newest first, a page at a time."""
    test = request.args.get("test", "").strip()
    before = read_cursor(request.args.get("before"))
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.LOOK)
        if not test:
            return redirect(_address(child_id), 303)
        zone = ZoneInfo(child.zone)
        found, older = results_of(session, child_id, test, before=before, limit=REPORTS)
        marks = corrections(session, [report for report, _results in found])
        rows = [
            _row(Found(report, result), marks, zone)
            for report, results in found
            for result in results
        ]
        known = find_lab_test(test)
        return page(
            session,
            actor,
            child,
            "labs/test.html",
            title=test_name(test),
            note=_(known.note) if known and known.note else "",
            muscle=known is not None and known.muscle,
            rows=rows,
            units=sorted({row["unit"] for row in rows if row["unit"]}),
            older_url=_address(child_id, "one_test", test=test, before=write_cursor(older))
            if older
            else None,
            newest_url=_address(child_id, "one_test", test=test) if before else None,
            back_url=_address(child_id),
        )


def _groups(reports: Sequence[Shown], marks: Corrected, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The newest result of each test: muscle enzymes first, and what nobody named last."""
    newest: dict[str, Found] = {}
    for report in reports:
        for result in report.fields["results"]:
            newest.setdefault(_key(result["test"]), Found(report, result))
    by_group: dict[str, list[Found]] = {}
    for found in sorted(newest.values(), key=_place):
        by_group.setdefault(_group(found.result["test"]), []).append(found)
    names = {group.id: _(group.label) for group in lab_groups()} | {OTHER: _("Other tests")}
    return [
        {
            "name": names[group],
            "muscle": group == MUSCLE,
            "rows": [_row(each, marks, zone) for each in by_group[group]],
        }
        for group in names
        if group in by_group
    ]


def _key(test: str) -> str:
    known = find_lab_test(test)
    return known.id if known else test.casefold()


def _group(test: str) -> str:
    """AST and ALT stand with the muscle enzymes: nobody takes them for the liver's alone."""
    known = find_lab_test(test)
    if known is None:
        return OTHER
    return MUSCLE if known.muscle else known.panel


def _place(found: Found) -> int:
    known = find_lab_test(found.result["test"])
    return lab_tests().index(known) if known else len(lab_tests())


def _row(found: Found, marks: Corrected, zone: ZoneInfo) -> dict[str, Any]:
    report, result = found.report, found.result
    before = marks.get((report.id, _nth(report, result)))
    child_id = report.child_id
    return {
        "name": test_name(result["test"]),
        "url": _address(child_id, "one_test", test=result["test"]),
        "value": result_text(result),
        "unit": result.get("unit", ""),
        "range": range_of(result),
        "flag": result.get("flag", ""),
        "corrected": "" if before is None else _before(result, before),
        "day": day_text(report.at.astimezone(zone).date()),
        "place": report.fields.get("place") or "",
        "report_url": url_for("entries.show", child_id=child_id, entry_id=report.id),
    }


def _nth(report: Shown, result: Result) -> tuple[str, int]:
    """Which of its test's results on the report this one is."""
    places = by_place(report.fields["results"])
    return next(place for place, each in places.items() if each is result)


def _before(result: Result, before: Result) -> str:
    """What stood there: value and unit, and all of it where those are the same."""
    said = result_text(before)
    return said if said != result_text(result) else whole_text(before)


def _report(report: Shown, zone: ZoneInfo) -> dict[str, Any]:
    place, count = report.fields.get("place"), len(report.fields["results"])
    flags = sum(bool(result.get("flag")) for result in report.fields["results"])
    return {
        "when": day_text(report.at.astimezone(zone).date()),
        "what": place or _("Lab report"),
        "note": _("%(count)s results, %(flags)s with a flag", count=count, flags=flags),
        "url": url_for("entries.show", child_id=report.child_id, entry_id=report.id),
    }


def _address(
    child_id: uuid.UUID, name: str = "index", *, test: str | None = None, before: str | None = None
) -> str:
    return url_for(f"labs.{name}", child_id=child_id, test=test, before=before)
