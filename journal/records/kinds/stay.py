"""A hospital stay, open until somebody writes the discharge."""

import sqlalchemy as sa

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields, Moment, ShortText


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
        if self.discharged and self.discharged <= self.admitted:
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
