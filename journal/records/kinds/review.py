"""What becomes of one medicine after a stay, as the hospital said (H37)."""

from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.columns import belongs_to
from journal.records.entries import KindRow
from journal.records.fields import Fields, Id, ShortText, one_of


class Reviewed(StrEnum):
    """What was decided: a fact of that day. The plan itself is changed in the plan."""

    CONTINUES = "continues"
    CHANGED = "changed"
    STOPPED = "stopped"
    NEW = "new"


class Review(Fields):
    """stay: the entry after which it was looked at, which may still be on its way here.

    medicine  of the plan; None for "new", whose `name` stands as the hospital wrote it
    told      the new dose or the reason, as it was said; by: who said so
    """

    stay: Id
    medicine: Id | None = None
    decision: Annotated[str, BeforeValidator(one_of(Reviewed))]
    name: ShortText | None = None
    told: ShortText | None = None
    by: ShortText | None = None

    def check(self) -> None:
        if self.decision == Reviewed.NEW and not self.name:
            raise Refused(Problem("name_required", "name", N_("Write the new medicine’s name.")))
        if self.decision != Reviewed.NEW and self.medicine is None:
            raise Refused(Problem("medicine_required", "medicine", N_("Choose the medicine.")))
        if self.decision == Reviewed.CHANGED and not self.told:
            sentence = N_("Write what it was changed to, as it was said.")
            raise Refused(Problem("told_required", "told", sentence))


class ReviewRow(KindRow, Review, table=True):
    """A review on disk. `Review` has checked every field before it gets here."""

    __tablename__ = "review"

    medicine: Id | None = belongs_to("medicine", default=None, nullable=True)

    __table_args__ = (sa.Index(None, "child_id", "at"), sa.Index(None, "child_id", "stay"))
