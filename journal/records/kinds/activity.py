"""An activity: physiotherapy, exercise, time in the sun, school that was missed."""

from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields, ShortText, WholeMinutes, many, one_of

DAY_MINUTES = 24 * 60


class Active(StrEnum):
    """What it was."""

    PHYSIOTHERAPY = "physiotherapy"
    EXERCISE = "exercise"
    SUN = "sun"
    SCHOOL_MISSED = "school_missed"


class Protection(StrEnum):
    """What stood between the sun and the skin."""

    SHADE = "shade"
    CLOTHES = "clothes"
    HAT = "hat"
    SUNSCREEN = "sunscreen"
    NONE = "none"


class Activity(Fields):
    """minutes: how long; None is "not said", and of school a whole day.

    protection  in the sun only; empty: nobody said
    """

    what: Annotated[str, BeforeValidator(one_of(Active))]
    minutes: WholeMinutes = None
    protection: list[ShortText] = many()

    def check(self) -> None:
        if self.minutes is not None and self.minutes > DAY_MINUTES:
            raise Refused(
                Problem("out_of_range", "minutes", N_("A day has 1,440 minutes. Check the number."))
            )
        if unknown := [one for one in self.protection if one not in list(Protection)]:
            raise Refused(
                Problem(
                    "choice_unknown",
                    "protection",
                    N_("Choose one of: %(choices)s."),
                    {"choices": ", ".join(Protection)},
                    unknown[0][:40],
                )
            )


class ActivityRow(KindRow, Activity, table=True):
    """An activity on disk. `Activity` has checked every field before it gets here."""

    __tablename__ = "activity"

    __table_args__ = (sa.Index(None, "child_id", "what", "at"),)
