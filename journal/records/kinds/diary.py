"""A page of somebody's own diary: nobody else's page, paper or phone shows it (H39)."""

import sqlalchemy as sa

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields


class Diary(Fields):
    """Its text is the `note`. Sharing it makes a note of it, which is another entry."""

    def check(self) -> None:
        if not self.note:
            raise Refused(Problem("text_required", "note", N_("Write something.")))
        if self.photos:
            # Photos of a child are everybody's who sees the child.
            raise Refused(Problem("type", "photos", N_("A diary has no photos. Leave them out.")))


class DiaryRow(KindRow, Diary, table=True):
    """A page of a diary on disk. `Diary` has checked its text before it gets here."""

    __tablename__ = "diary"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
