"""A check-in: one look at a day, in the evening. What differed stands in entries of its own."""

from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care import knowledge
from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import FieldRefused, Fields, Severity, checked_text, many, one_of

MOST_CARRIED = 30


class DayWas(StrEnum):
    """How the day was, beside those before it."""

    USUAL = "usual"
    BETTER = "better"
    WORSE = "worse"


class School(StrEnum):
    """Whether the child was there. What nobody said stays None."""

    WENT = "went"
    PART = "part"
    MISSED = "missed"
    NO_SCHOOL = "no_school"


class Sleep(StrEnum):
    """The night before."""

    WELL = "well"
    WOKE = "woke"
    BADLY = "badly"


class Mood(StrEnum):
    """How the child was to be with."""

    BRIGHT = "bright"
    UP_AND_DOWN = "up_and_down"
    LOW = "low"


def _carried(value: Any) -> Any:
    """What was said to be as before, each with its number: {"symptom", "severity"}, or a name."""
    if not isinstance(value, list) or len(value) > MOST_CARRIED:
        raise _refused(N_("Write what was as before as a list, at most 30."))
    return [_level(each) for each in value]


def _level(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not {"symptom", "severity"} <= set(value):
        raise _refused(N_("What was as before has a symptom and a number from 0 to 10."))
    symptom, severity = value["symptom"], value["severity"]
    if isinstance(severity, bool) or not isinstance(severity, int) or not 0 <= severity <= 10:
        raise _refused(N_("What was as before has a symptom and a number from 0 to 10."))
    name = value.get("name")
    if symptom == "other" and isinstance(name, str) and name.strip():
        return {"symptom": "other", "name": checked_text(name.strip(), 200), "severity": severity}
    if not isinstance(symptom, str) or knowledge.find_symptom(symptom) is None:
        raise _refused(N_("Choose a symptom, or Other with a name."))
    return {"symptom": symptom, "severity": severity}


def _refused(sentence: str) -> FieldRefused:
    return FieldRefused(Problem("type", None, sentence))


class CheckIn(Fields):
    """day: how it was beside those before.

    carried    symptoms that somebody saw were as before, each with the number it had; a symptom
               that differed is an entry of its own, and one that nobody spoke of is in neither
    wellbeing  the parent's view of the day, 0 (as bad as it can be) to 10 (very well)
    """

    day: Annotated[str | None, BeforeValidator(one_of(DayWas))] = None
    carried: Annotated[list[dict[str, Any]], BeforeValidator(_carried)] = many()
    wellbeing: Severity = None
    school: Annotated[str | None, BeforeValidator(one_of(School))] = None
    sleep: Annotated[str | None, BeforeValidator(one_of(Sleep))] = None
    mood: Annotated[str | None, BeforeValidator(one_of(Mood))] = None

    def check(self) -> None:
        said = (self.day, self.wellbeing, self.school, self.sleep, self.mood, self.note)
        if all(each in (None, "") for each in said):
            sentence = N_("Say at least how the day was: an empty check-in says nothing.")
            raise Refused(Problem("required", "day", sentence))


class CheckInRow(KindRow, CheckIn, table=True):
    """A check-in on disk. `CheckIn` has checked every field before it gets here."""

    __tablename__ = "check_in"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
