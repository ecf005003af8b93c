"""Results in words: as the report prints them, with its own range and flag and nobody else's."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.knowledge.labs import find_lab_test
from journal.entries.draws import by_place

Result = Mapping[str, str]


def test_name(test: str) -> str:
    """A test as a family reads it: the journal's name for a code, else what was typed."""
    known = find_lab_test(test)
    return _(known.name) if known else test


def result_text(result: Result) -> str:
    """ "320 U/L": value and unit as printed."""
    return " ".join(part for part in (result["value"], result.get("unit")) if part)


def range_text(low: str, high: str) -> str:
    """The range of a report in words: "29 to 168", "up to 5", "<5.0" as it is printed."""
    if low and high:
        return _("%(low)s to %(high)s", low=low, high=high)
    one = low or high
    if not one[:1].isdigit():
        return one
    return _("from %(low)s", low=one) if low else _("up to %(high)s", high=one)


def range_of(result: Result) -> str:
    """The report's range of a result, "" where it prints none."""
    return range_text(result.get("low", ""), result.get("high", ""))


def whole_text(result: Result) -> str:
    """ "320 U/L · range 29 to 168 · flag H": all that the report says of it."""
    parts = [result_text(result)]
    if said := range_of(result):
        parts.append(_("range %(range)s", range=said))
    if flag := result.get("flag"):
        parts.append(_("flag %(flag)s", flag=flag))
    return " · ".join(parts)


def report_title(fields: Mapping[str, Any]) -> str:
    """ "Lab report, 14 results"."""
    count = len(fields["results"])
    words = ngettext("Lab report, one result", "Lab report, %(num)s results", count)
    return words if count != 1 else f"{words}: {_line(fields['results'][0])}"


def results_line(fields: Mapping[str, Any]) -> str:
    """ "CK 320 U/L H, AST 40 U/L": the results one after the other."""
    return ", ".join(_line(result) for result in fields["results"])


def result_rows(results: Sequence[Result]) -> list[tuple[str, str]]:
    """Each result as term and value."""
    return [(test_name(result["test"]), whole_text(result)) for result in results]


def changed_results(old: Sequence[Result], new: Sequence[Result]) -> list[dict[str, Any]]:
    """What became of each result that is not the same: see `history` in _ui/lists.html."""
    before, after = by_place(old), by_place(new)
    return [
        {
            "field": test_name((after.get(key) or before[key])["test"]),
            "name": "results",
            "before": whole_text(before[key]) if key in before else None,
            "after": whole_text(after[key]) if key in after else None,
        }
        for key in dict.fromkeys([*after, *before])
        if _whole(before.get(key)) != _whole(after.get(key))
    ]


def _whole(result: Result | None) -> str:
    return whole_text(result) if result else ""


def _line(result: Result) -> str:
    parts = (test_name(result["test"]), result_text(result), result.get("flag"))
    return " ".join(part for part in parts if part)
