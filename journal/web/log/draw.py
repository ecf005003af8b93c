"""Typing a lab report in one go: values one after the other, in the report's order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.knowledge.labs import find_lab_panel, find_lab_test, lab_panels, lab_tests
from journal.entries.drawing import LOOK_BACK
from journal.entries.draws import same_test
from journal.records.entries import Entry, Kind
from journal.records.kinds.draw import DrawRow
from journal.web.forms import Form
from journal.web.lab_words import range_of
from journal.web.log.draw_rows import (
    Result,
    filled,
    is_examination,
    keys_of,
    read_results,
    rows_of,
    without_range,
)
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.when import fill_when, read_when
from journal.words import short_day

# What a first report is offered: the tests most families see first.
FIRST = ("muscle_enzymes", "cbc_with_diff", "kidney")
MOST_PLACES = 3
# The field that says of which laboratory the ranges are that were filled in.
RANGES = "ranges_of"


@dataclass(frozen=True, slots=True)
class Report:
    """A report written before: what the next one of its laboratory may look like."""

    place: str
    day: str
    results: Sequence[Result]


class DrawForm(LogForm):
    """The tests of the last report of that laboratory, or those of the panels that are chosen."""

    what = "draw"
    kind = Kind.DRAW
    template = "draw.html"

    def heading(self) -> str:
        return _("Lab report")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        reports = _reports(scene)
        panels = [id_ for id_ in asked.get("panels", "").split() if find_lab_panel(id_)]
        place = _place(reports, asked.get("like"))
        there = [each for each in reports if each.place == place]
        like = next(iter(there or reports), None)
        if like is None or panels:
            rows = [_as_last(code, there) for code in _codes(panels or FIRST)]
        else:
            rows = [result if there else without_range(result) for result in like.results]
        known = {} if place is None else {"place": place, RANGES: place}
        return {**known, **filled(rows, values=False)}

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        return [
            {
                "at": read_when(form, "at", scene.zone),
                "place": words_or_none(form, "place"),
                "results": self._results(form, scene),
                "note": words_or_none(form, "note"),
            }
        ]

    def _results(self, form: Form, scene: Scene) -> list[dict[str, str]]:
        """The results; the ranges of another laboratory that were filled in are left out (H29)."""
        results = read_results(form)
        if RANGES not in form.text or form.get(RANGES) == form.get("place"):
            return results
        theirs = [each for each in _reports(scene) if each.place == form.get(RANGES)]
        printed = [result for each in theirs for result in each.results]
        return [
            without_range(result) if any(_same_range(result, one) for one in printed) else result
            for result in results
        ]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        return {
            **fill_when("at", fields["at"], scene.zone),
            "place": fields.get("place") or "",
            "note": fields.get("note") or "",
            **filled(fields.get("results") or []),
        }

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        reports = _reports(scene)
        keys = keys_of(form) or self.start(scene, {})["order"].split()
        rows = rows_of(form, keys)
        return {
            "rows": [row for row in rows if not row["own"]],
            "own_rows": [row for row in rows if row["own"]],
            "layouts": _layouts(scene, reports, keys),
            "ranges_of": form.get(RANGES) if RANGES in form.text else None,
            "panels": _panels(scene, keys, form),
            "known_tests": [_(test.name) for test in lab_tests()],
            "known_units": sorted({unit for row in rows for unit in row["units"]}),
            "lacks_unit": any(row["units"] and not form.get(f"unit-{row['key']}") for row in rows),
        }


def _place(reports: Sequence[Report], asked: str | None) -> str | None:
    """The laboratory this report is said to be of; None where two of them could be meant."""
    places = {each.place for each in reports}
    if asked in places:
        return asked
    return next(iter(places)) if len(places) == 1 else None


def _same_range(one: Result, other: Result) -> bool:
    return same_test(one["test"], other["test"]) and range_of(one) == range_of(other)


def _codes(panels: Sequence[str]) -> list[str]:
    """The tests of these panels, each once."""
    found = [panel for id_ in panels if (panel := find_lab_panel(id_))]
    tests = [test for panel in found for id_ in panel.tests if (test := find_lab_test(id_))]
    return list(dict.fromkeys(test.code for test in tests))


def _as_last(code: str, reports: Sequence[Report]) -> Result:
    """What the last of these reports, all of one laboratory, prints around this test's value."""
    test = find_lab_test(code)
    last = (
        result
        for report in reports
        for result in report.results
        if find_lab_test(result["test"]) is test
    )
    return {**next(last, {}), "test": code, "value": ""}


def _reports(scene: Scene) -> list[Report]:
    """The last reports, newest first, as many as bear on the next one; no mere examination."""
    rows = scene.session.exec(
        select(DrawRow.place, DrawRow.at, DrawRow.results)
        .join(Entry, col(Entry.id) == col(DrawRow.entry_id))
        .where(DrawRow.child_id == scene.child.id, col(Entry.deleted).is_(False))
        .order_by(col(DrawRow.at).desc())
        .limit(2 * LOOK_BACK)
    )
    return [
        Report(place or "", short_day(at.astimezone(scene.zone).date()), results)
        for place, at, results in rows
        if not all(is_examination(result["test"]) for result in results)
    ][:LOOK_BACK]


def _layouts(scene: Scene, reports: Sequence[Report], keys: Sequence[str]) -> list[dict[str, Any]]:
    """As last time at each laboratory, the one that was there last first."""
    last = {report.place: report for report in reversed(reports)}
    return [
        {
            "label": _("As on %(day)s, %(place)s", day=each.day, place=each.place)
            if each.place
            else _("As on %(day)s", day=each.day),
            "url": _address(scene, like=each.place),
            "current": list(keys) == filled(each.results)["order"].split(),
        }
        for each in sorted(last.values(), key=reports.index)[:MOST_PLACES]
    ]


def _panels(scene: Scene, keys: Sequence[str], form: Form) -> list[dict[str, Any]]:
    """The panels: a tap adds the tests of one, or takes them off again."""
    shown = {panel.id for panel in lab_panels() if set(_codes([panel.id])) <= set(keys)}
    return [
        {
            "label": _(panel.name),
            "url": _address(
                scene,
                like=form.get(RANGES) if RANGES in form.text else None,
                panels=" ".join(each.id for each in lab_panels() if each.id in shown ^ {panel.id}),
            ),
            "current": panel.id in shown,
        }
        for panel in lab_panels()
    ]


def _address(scene: Scene, *, like: str | None = None, panels: str | None = None) -> str:
    return url_for("log.new", child_id=scene.child.id, what=DrawForm.what, like=like, panels=panels)
