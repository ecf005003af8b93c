"""A visit to somebody of the care team, and what they said."""

import sqlalchemy as sa

from journal.records.entries import KindRow
from journal.records.fields import Fields, Id, LongText, ShortText, long


class Visit(Fields):
    """team_member: with whom, as the family names them. told: what the clinic said.

    next_steps: what is to be done now, a line each. preparation: the page prepared for it, if any.
    """

    team_member: ShortText | None = None
    place: ShortText | None = None
    told: LongText | None = long(default=None)
    next_steps: LongText | None = long(default=None)
    preparation: Id | None = None


class VisitRow(KindRow, Visit, table=True):
    """A visit on disk. `Visit` has checked every field before it gets here."""

    __tablename__ = "visit"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
