"""The tables of entries: one for each kind, its columns in the order of the kind's own fields."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from journal.care import knowledge
from journal.care.knowledge.vaccines import find_vaccine
from journal.care.lab_values import plotted
from journal.care.problems import N_
from journal.entries.reading import Shown
from journal.exchange.columns_words import NAMED, TABLES, WORDS
from journal.exchange.csv_out import Cell, Column, Table
from journal.exchange.fhir_parts import moment
from journal.lab_names import name_of_test
from journal.records.entries import Kind
from journal.records.kinds import VALUES

Row = Mapping[str, Cell]
Names = Mapping[UUID, str]

HEAD = ("entry", "at", "zone")
TAIL = ("note", "photos", "written_by", "changed_by", "changed_at", "revision")
# What has parts stands in a table of its own, a row for each part.
PARTS = {Kind.DRAW: "results", Kind.CHECK_IN: "carried", Kind.RESPONSE: "answers"}
IN_WORDS = ("medicine", "symptom", "vaccine")


def _known(*names: str) -> tuple[Column, ...]:
    """The columns whose words stand with their names."""
    return tuple(Column(name=name, what=WORDS[name]) for name in names)


OF_PARTS = {
    Kind.DRAW: Table(
        name="results",
        what=N_("One result of a lab report, as it is printed."),
        columns=(
            *_known("entry", "at", "place"),
            Column(name="test", what=N_("The test's LOINC code, or its name on the report.")),
            Column(name="test_name", what=N_("The test in words.")),
            Column(name="value", what=N_("The value as printed.")),
            Column(name="number", what=N_("The same as a number, where it is nothing else.")),
            *_known("unit"),
            Column(name="low", what=N_("The lower end of the report's own range.")),
            Column(name="high", what=N_("The upper end of the report's own range.")),
            Column(name="flag", what=N_("The report's own flag.")),
        ),
    ),
    Kind.CHECK_IN: Table(
        name="carried",
        what=N_("One symptom that was as before on an evening."),
        columns=_known("entry", "at", "symptom", "symptom_name", "severity_0_to_10"),
    ),
    Kind.RESPONSE: Table(
        name="answers",
        what=N_("One answer to one question of a questionnaire."),
        columns=(
            *_known("entry", "at", "questionnaire"),
            Column(name="question", what=N_("The question's id in the questionnaire.")),
            *_known("answer"),
        ),
    ),
}


@cache
def table_of_kind(kind: Kind) -> Table:
    """Return the table of a kind: its name is the kind's."""
    own: list[str] = []
    for name in VALUES[kind].model_fields:
        if name in ("at", "note", "photos") or name == PARTS.get(kind):
            continue
        own.append(NAMED.get(name, name))
        if name in IN_WORDS:
            own.append(f"{name}_name")
    names = (*HEAD, *own, *TAIL)
    columns = _known(*names)
    return Table(name=kind.value, what=TABLES[kind.value], columns=columns)


def row_of(shown: Shown, medicines: Names) -> Row:
    """Return the row of an entry. medicines: the names of the child's medicines by id."""
    found: dict[str, Cell] = {
        "entry": str(shown.id),
        "at": moment(shown.at, shown.zone),
        "zone": shown.zone,
        "note": shown.fields.get("note"),
        "photos": len(shown.fields.get("photos") or ()),
        "written_by": shown.by,
        "changed_by": shown.changed_by,
        "changed_at": moment(shown.changed_at, shown.zone),
        "revision": shown.revision,
    }
    types = _types(shown.kind)
    for name, value in shown.fields.items():
        if name in types and value is not None:
            found[NAMED.get(name, name)] = _cell(value, types[name], shown.zone)
    if medicine := shown.fields.get("medicine"):
        found["medicine_name"] = medicines.get(UUID(medicine))
    if symptom := shown.fields.get("symptom"):
        found["symptom_name"] = _symptom(symptom, shown.fields.get("name"))
    if vaccine := shown.fields.get("vaccine"):
        known = find_vaccine(vaccine)
        found["vaccine_name"] = _(known.name) if known and known.id == vaccine else vaccine
    return found


def rows_of_parts(shown: Shown) -> Iterator[Row]:
    """Yield the rows of what an entry is made of: results, symptoms as before, answers."""
    head = {"entry": str(shown.id), "at": moment(shown.at, shown.zone)}
    if shown.kind is Kind.DRAW:
        for result in shown.fields["results"]:
            yield head | {"place": shown.fields.get("place"), **_result(result)}
    elif shown.kind is Kind.CHECK_IN:
        for level in shown.fields.get("carried") or ():
            yield head | {
                "symptom": level["symptom"],
                "symptom_name": _symptom(level["symptom"], level.get("name")),
                "severity_0_to_10": level["severity"],
            }
    elif shown.kind is Kind.RESPONSE:
        for question, answers in shown.fields["answers"].items():
            for answer in answers:
                form = str(shown.fields["questionnaire"])
                yield head | {"questionnaire": form, "question": question, "answer": answer}


def _result(result: Mapping[str, str]) -> dict[str, Cell]:
    known = knowledge.find_lab_test(result["test"])
    is_code = known is not None and result["test"] in (known.code, known.id)
    name = name_of_test(result["test"]) if is_code else result["test"]
    return {**result, "test_name": name, "number": plotted(result)}


def _symptom(symptom: str, name: str | None) -> str:
    known = knowledge.find_symptom(symptom)
    return name or symptom if known is None else _(known.label)


@cache
def _types(kind: Kind) -> dict[str, str]:
    """What each field of a kind holds, of those that have a column of their own."""
    skipped = {"at", "note", "photos", PARTS.get(kind)}
    fields = VALUES[kind].model_fields
    return {name: str(each.annotation) for name, each in fields.items() if name not in skipped}


def _cell(value: Any, type_: str, zone: str) -> Cell:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, list):
        return [str(each) for each in value]
    if "Decimal" in type_:
        return Decimal(str(value))
    if "datetime" in type_:
        return moment(datetime.fromisoformat(str(value)), zone)
    return str(value)
