"""The rows of a report's form: which tests stand in it, in which order, and what was typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from journal.care.knowledge.labs import find_lab_test
from journal.care.lab_values import problems_of
from journal.care.problems import N_, Problem
from journal.records.fields import checked_text
from journal.records.kinds.draw import MOST_PART
from journal.web.forms import Form
from journal.web.lab_words import range_of, test_name

Result = Mapping[str, str]

OWN = "own"
# The empty rows for what no row stands for yet.
FURTHER = 3
REST = ("unit", "low", "high", "flag")
_KEY = re.compile(r"[0-9A-Za-z._-]{1,40}")
_ROW = re.compile(r"(?:value|test)-([0-9A-Za-z._-]{1,40})")
_WITH_WORDS = re.compile(r"[<>≤≥=]{0,2}\s*[0-9]+(?:[.,][0-9]+)?\s*[A-Za-zµμ%].*")


def filled(results: Sequence[Result], *, values: bool = True) -> dict[str, str]:
    """What stands in the form for these results; without `values` only what surrounds them.

    A test that the journal knows has a row of its own, named by its code: whatever phone fills the
    form in, no number comes to stand beside another test. What is printed twice, and a test of the
    family's own, has a row with its name in a field.
    """
    text: dict[str, str] = {}
    order: list[str] = []
    for result in results:
        key = result["test"]
        if key in order or not _KEY.fullmatch(key) or find_lab_test(key) is None:
            key = f"{OWN}{sum(each.startswith(OWN) for each in order)}"
            text[f"test-{key}"] = test_name(result["test"])
        order.append(key)
        text |= {f"{part}-{key}": result.get(part, "") for part in REST}
        text[f"value-{key}"] = result["value"] if values else ""
        if not values:
            text[f"flag-{key}"] = ""
    return {"order": " ".join(order), **text}


def without_range(result: Result) -> dict[str, str]:
    """The result without the range beside it: what one laboratory prints is not another's."""
    return {part: said for part, said in result.items() if part not in {"low", "high"}}


def is_examination(test: str) -> bool:
    """Whether a test is an examination, which no laboratory reports."""
    known = find_lab_test(test)
    return known is not None and known.kind == "exam"


def keys_of(form: Form) -> list[str]:
    """The rows of a form in the report's order; what the order does not name comes last."""
    named = [key for key in form.get("order").split() if _KEY.fullmatch(key)]
    typed = [found[1] for name in form.text if (found := _ROW.fullmatch(name))]
    return list(dict.fromkeys([*named, *sorted(typed)]))


def read_results(form: Form) -> list[dict[str, str]]:
    """The results that have a value; what is wrong is noted at its field."""
    found = [result for key in keys_of(form) if (result := _read(form, key))]
    if not found and not form.errors:
        text = N_("Write at least one value.")
        first = next(iter(keys_of(form)), "")
        form.fail(Problem("results_required", "results", text), first and f"value-{first}")
    return found


def _read(form: Form, key: str) -> dict[str, str] | None:
    value = form.get(f"value-{key}")
    if not value:
        return None
    test = key
    if key.startswith(OWN):
        name = form.words(
            f"test-{key}", most=MOST_PART, required=_("Write the name of this test as printed.")
        )
        known = find_lab_test(name)
        test = known.code if known else name
    result = {"test": test, "value": value}
    result |= {part: said for part in REST if (said := form.get(f"{part}-{key}"))}
    for part in ("value", *REST):
        form.read(f"{part}-{key}", lambda typed: checked_text(typed, MOST_PART))
    for problem in _problems(result):
        form.fail(problem, f"{problem.field}-{key}")
    return result


def _problems(result: Result) -> Iterator[Problem]:
    test = find_lab_test(result["test"])
    if test is not None and test.units and _WITH_WORDS.fullmatch(result["value"]):
        text = N_("Write the number alone. Its unit and its flag have fields of their own below.")
        yield Problem("number_alone", "value", text)
    if result["test"]:
        yield from problems_of(result)


def rows_of(form: Form, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The rows as log/draw.html shows them, further empty ones last."""
    taken = {key for key in keys if key.startswith(OWN)}
    spare = (f"{OWN}{number}" for number in range(len(taken) + FURTHER))
    shown = [*keys, *[key for key in spare if key not in taken]]
    return [_row(form, key) for key in shown]


def _row(form: Form, key: str) -> dict[str, Any]:
    known = find_lab_test(key)
    said = {part: form.get(f"{part}-{key}") for part in REST}
    return {
        "key": key,
        "own": key.startswith(OWN),
        "name": test_name(key),
        "beside": " · ".join(part for part in (said["unit"], range_of(said)) if part),
        "units": [unit.symbol for unit in known.units] if known else [],
        "is_number": _is_number(form.get(f"value-{key}")),
    }


def _is_number(typed: str) -> bool:
    return not typed or typed.replace(",", "").replace(".", "").isdigit()
