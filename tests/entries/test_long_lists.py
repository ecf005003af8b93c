"""A list in an entry has an end: a sentence says so, and nothing is kept."""

import pytest

from journal.care.problems import Refused
from journal.entries.validate import MOST_IN_A_LIST, read_value
from journal.records.entries import Kind
from journal.records.fields import Fields
from journal.records.kinds import VALUES

AT = "2026-11-22T08:00:00-05:00"
ID = "01a20357-9080-7727-88a0-c3b986daf4e3"
ASKED = {
    Kind.INFUSION: {"product": "Privigen", "started": AT},
    Kind.CHECKPOINT: {"infusion": ID, "what": "reaction"},
    Kind.SYMPTOM: {"symptom": "fatigue"},
    Kind.ACTIVITY: {"what": "sun"},
}
# Their rows are no mere words: they have an end of their own.
OF_ROWS = {"results", "carried"}
LISTS = [
    (kind, name)
    for kind, value in VALUES.items()
    for name, field in value.model_fields.items()
    if field.default_factory is list and name not in {*Fields.model_fields, *OF_ROWS}
]


def test_every_kind_with_a_list_is_tried():
    assert {kind for kind, _name in LISTS} == set(ASKED)


@pytest.mark.parametrize(("kind", "name"), LISTS)
def test_a_list_has_fifty_and_no_more(kind, name):
    def read(count):
        words = [f"word {place}" for place in range(count)]
        return read_value(kind, {"at": AT, **ASKED[kind], name: words})

    with pytest.raises(Refused) as refused:
        read(MOST_IN_A_LIST + 1)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == ("too_many", name)
    if kind is Kind.INFUSION:
        assert len(getattr(read(MOST_IN_A_LIST), name)) == MOST_IN_A_LIST


def test_an_evening_carries_thirty_levels_and_no_more():
    def read(count):
        level = {"symptom": "fatigue", "severity": 3}
        return read_value(Kind.CHECK_IN, {"at": AT, "day": "usual", "carried": [level] * count})

    with pytest.raises(Refused) as refused:
        read(31)
    assert refused.value.problems[0].field == "carried"
    assert len(read(30).carried) == 30
