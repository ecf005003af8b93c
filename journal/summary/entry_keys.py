"""By which items of the page an entry is told: what was struck there stands on no other side."""

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never

from journal.care import knowledge
from journal.care.folding import folded
from journal.care.knowledge.labs import find_lab_test
from journal.entries.levels import OTHER, named
from journal.records.entries import Kind
from journal.summary.plotted import scale_named
from journal.summary.struck import SCHOOL


def keys_of(kind: Kind, entry: str, fields: Mapping[str, Any], on: date) -> frozenset[str]:
    """Return the keys of the items that say an entry; of a draw those of all its tests.

    entry: its id. on: its day in the child's zone. What the page only counts, or never strikes,
    has none: doses, evenings, questions, notes, vaccinations, pictures, questionnaires.
    """
    match kind:
        case Kind.SYMPTOM:
            return _symptom(fields, on)
        case Kind.MEASUREMENT:
            fever = {f"fever:{on}"} if fields["what"] == "temperature" else set()
            return frozenset({f"measurement:{fields['what']}"} | fever)
        case Kind.STRENGTH:
            return frozenset({f"since:task:{fields['task']}:{fields.get('steps') or ''}"})
        case Kind.SCORE:
            scale = scale_named(fields["measure"], fields.get("scale"))
            parts = (fields["measure"], fields.get("name") or "", scale, fields["by"])
            return frozenset({":".join(("since:score", *parts))})
        case Kind.ACTIVITY:
            is_school = fields["what"] == "school_missed"
            return frozenset({SCHOOL if is_school else f"activity:{fields['what']}"})
        case Kind.DRAW:
            return frozenset().union(*(keys_of_test(each["test"]) for each in fields["results"]))
        case Kind.CHECKPOINT:
            return frozenset({f"infusion:{fields['infusion']}"})
        case Kind.REVIEW:
            return frozenset({f"stay:{fields['stay']}"})
        case Kind.STAY_NOTE:
            return frozenset({f"to_come:{entry}"})
        case Kind.INFUSION | Kind.STAY | Kind.VISIT | Kind.INFECTION:
            return frozenset({f"{kind.value}:{entry}"})
        case (
            Kind.DOSE
            | Kind.CHECK_IN
            | Kind.DIARY
            | Kind.QUESTION
            | Kind.NOTE
            | Kind.VACCINATION
            | Kind.PICTURE
            | Kind.RESPONSE
        ):
            return frozenset()
    assert_never(kind)


def keys_of_test(printed: str) -> frozenset[str]:
    """Return the keys of a test as a report prints it: of its line over time, of what is wanted."""
    test = find_lab_test(printed)
    key = test.id if test else folded(printed)
    return frozenset({f"chart:lab:{key}", f"wanted:{key}"})


def _symptom(fields: Mapping[str, Any], on: date) -> frozenset[str]:
    """The family's own word for a symptom of the catalogue is told in the catalogue's line."""
    keys = {named(fields["symptom"], fields.get("name"))}
    if fields["symptom"] == OTHER:
        keys |= {one.id for one in knowledge.symptoms() if one.label == fields.get("name")}
    return frozenset(
        {f"since:{key}" for key in keys} | ({f"fever:{on}"} if "fever" in keys else set())
    )
