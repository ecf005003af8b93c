"""A visit to somebody of the care team, and what they said."""

import sqlalchemy as sa

from journal.records.entries import KindRow
from journal.records.fields import Fields, LongText, ShortText, long


class Visit(Fields):
    """team_member: with whom, as the family names them. told: what the clinic said."""

    team_member: ShortText | None = None
    place: ShortText | None = None
    told: LongText | None = long(default=None)


class VisitRow(KindRow, Visit, table=True):
    """A visit on disk. `Visit` has checked every field before it gets here."""

    __tablename__ = "visit"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
