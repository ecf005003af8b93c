"""A draw: what a laboratory or an examination found, as its report prints it."""

from dataclasses import replace
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.lab_values import problems_of
from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import FieldRefused, Fields, ShortText, checked_text, many

PARTS = ("test", "value", "unit", "low", "high", "flag")
MOST_RESULTS, MOST_PART = 200, 200


def _results(value: Any) -> Any:
    """Each result keeps what the report says, as text: nothing is converted or rounded (H29)."""
    if not isinstance(value, list) or len(value) > MOST_RESULTS:
        raise _refused("type", N_("Write the results as a list, at most 200."))
    return [_result(each) for each in value]


def _result(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not set(value) <= set(PARTS):
        raise _refused(
            "type", N_("A result has a test, a value, a unit, a low, a high and a flag.")
        )
    found: dict[str, str] = {}
    for part in PARTS:
        said = value.get(part)
        if said is None:
            continue
        if not isinstance(said, str):
            raise _refused("type", N_("Write each part of a result as text, such as “<0.6”."))
        if text := checked_text(said.strip(), MOST_PART):
            found[part] = text
    if "test" not in found or "value" not in found:
        raise _refused("required", N_("Write the test and its value."))
    return found


def _refused(code: str, sentence: str) -> FieldRefused:
    return FieldRefused(Problem(code, None, sentence))


class Draw(Fields):
    """place: which laboratory. results: each with test (LOINC or own name), value (as printed,
    "<0.6" too), unit, low, high and flag; only the first two are always there."""

    place: ShortText | None = None
    results: Annotated[list[dict[str, str]], BeforeValidator(_results)] = many()

    def check(self) -> None:
        if not self.results:
            raise Refused(Problem("results_required", "results", N_("Write at least one result.")))
        problems = [
            replace(problem, field=f"results.{place}.{problem.field}")
            for place, result in enumerate(self.results)
            for problem in problems_of(result)
        ]
        if problems:
            raise Refused(*problems)


class DrawRow(KindRow, Draw, table=True):
    """A draw on disk. `Draw` has checked every field before it gets here."""

    __tablename__ = "draw"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
