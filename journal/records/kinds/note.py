"""A note: whatever else the family wants to remember."""

import sqlalchemy as sa

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields


class Note(Fields):
    """Its text is the `note` that every kind may carry; here it is required."""

    def check(self) -> None:
        if not self.note:
            raise Refused(Problem("text_required", "note", N_("Write the note.")))


class NoteRow(KindRow, Note, table=True):
    """A note on disk. `Note` has checked its text before it gets here."""

    __tablename__ = "note"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
