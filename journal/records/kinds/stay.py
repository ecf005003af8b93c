"""A hospital stay, open until somebody writes the discharge."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import Entry, KindRow
from journal.records.fields import Fields, Moment, ShortText, ends_before


class Stay(Fields):
    """admitted and discharged are moments; discharged is None while the child is in hospital."""

    hospital: ShortText
    ward: ShortText | None = None
    reason: ShortText | None = None
    admitted: Moment
    discharged: Moment | None = None

    def check(self) -> None:
        if not self.hospital:
            raise Refused(Problem("hospital_required", "hospital", N_("Write which hospital.")))
        if self.discharged and ends_before(self.discharged, self.admitted):
            raise Refused(
                Problem(
                    "ends_before_start",
                    "discharged",
                    N_("The discharge is before the admission. Check both."),
                )
            )


class StayRow(KindRow, Stay, table=True):
    """A stay on disk. `Stay` has checked every field before it gets here."""

    __tablename__ = "stay"

    __table_args__ = (sa.Index(None, "child_id", "at"),)


def stays_at(moment: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    """Whether a stay, joined with its entry, covers `moment`: from admission to before discharge.

    One without a discharge goes on; a discharge may be written ahead. The one rule for who is
    silent in hospital, and for what Today says of it (H37).
    """
    ends = col(StayRow.discharged)
    return sa.and_(
        col(Entry.deleted).is_(False),
        col(StayRow.admitted) <= moment,
        sa.or_(ends.is_(None), ends > moment),
    )
