"""A vaccination that was given: which vaccine, when, and what the card or the pack says."""

import sqlalchemy as sa

from journal.records.entries import KindRow
from journal.records.fields import Fields, ShortText
from journal.records.kinds.dose import Flag


class Vaccination(Fields):
    """vaccine: its id in the catalogue, or the name on the card. cvx: the CDC's code, as text.

    day_only  the card names a day and no time: `at` is noon of that day on the child's clock
    """

    vaccine: ShortText
    cvx: ShortText | None = None
    lot: ShortText | None = None
    product: ShortText | None = None
    site: ShortText | None = None
    place: ShortText | None = None
    day_only: Flag = False


class VaccinationRow(KindRow, Vaccination, table=True):
    """A vaccination on disk. `Vaccination` has checked every field before it gets here."""

    __tablename__ = "vaccination"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
