"""What happened or was said during a stay: a procedure, a test, a name, a night."""

from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields, Id, LongText, ShortText, long, one_of


class StayWhat(StrEnum):
    """What a note of a stay is about."""

    PROCEDURE = "procedure"
    TEST = "test"
    MEDICINE = "medicine"
    PERSON = "person"
    NIGHT = "night"
    PENDING = "pending"
    FOLLOW_UP = "follow_up"
    RESULT = "result"
    FOLLOWED_UP = "followed_up"
    OTHER = "other"


# What is to come, and what it is once it came.
CAME = {StayWhat.PENDING: StayWhat.RESULT, StayWhat.FOLLOW_UP: StayWhat.FOLLOWED_UP}


class StayNote(Fields):
    """stay: the entry it belongs to, which may still be on its way here. by: who said or did it."""

    stay: Id
    what: Annotated[str, BeforeValidator(one_of(StayWhat))]
    text: LongText = long()
    by: ShortText | None = None

    def check(self) -> None:
        if not self.text:
            raise Refused(Problem("text_required", "text", N_("Write what happened.")))


class StayNoteRow(KindRow, StayNote, table=True):
    """A note of a stay on disk. `StayNote` has checked every field before it gets here."""

    __tablename__ = "stay_note"

    __table_args__ = (sa.Index(None, "child_id", "at"), sa.Index(None, "child_id", "stay"))
