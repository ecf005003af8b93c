"""A score: the number of an outcome measure, from the clinic, a parent or the child."""

from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.measures import check_score
from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields, Number, ShortText, number, one_of


class ScoredBy(StrEnum):
    """Who judged."""

    PARENT = "parent"
    CHILD = "child"
    CLINICIAN = "clinician"


class Score(Fields):
    """measure: an id of the catalogue, or `other` with a name.

    scale  which of a measure's scales, such as "0-80"; needed where there are several
    """

    measure: ShortText
    name: ShortText | None = None
    value: Number = number()
    scale: ShortText | None = None
    by: Annotated[str, BeforeValidator(one_of(ScoredBy))]

    def check(self) -> None:
        if self.measure == "other" and not self.name:
            raise Refused(Problem("name_required", "name", N_("Write what the score is called.")))
        check_score(self.measure, self.value, self.scale)


class ScoreRow(KindRow, Score, table=True):
    """A score on disk. `Score` has checked every field before it gets here."""

    __tablename__ = "score"

    __table_args__ = (
        sa.Index(None, "child_id", "measure", "at"),
        sa.Index(None, "child_id", "at"),
    )
