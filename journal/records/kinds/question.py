"""A question the family keeps for the next visit, and its answer."""

import sqlalchemy as sa

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields, Id, LongText, Moment, ShortText, long


class Question(Fields):
    """answered: when the answer came, None while the question is open; answered_by: who said it.

    stay: the hospital stay in which it is to be asked, if any.
    """

    text: LongText = long()
    about: ShortText | None = None
    answer: LongText | None = long(default=None)
    answered: Moment | None = None
    answered_by: ShortText | None = None
    stay: Id | None = None

    def check(self) -> None:
        if not self.text:
            raise Refused(Problem("text_required", "text", N_("Write the question.")))


class QuestionRow(KindRow, Question, table=True):
    """A question on disk. `Question` has checked every field before it gets here."""

    __tablename__ = "question"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
