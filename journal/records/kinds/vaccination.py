"""A vaccination that was given: which vaccine, when, and what the card or the pack says."""

from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.vaccine_day import DayKnown
from journal.records.entries import KindRow
from journal.records.fields import Fields, ShortText, one_of
from journal.records.kinds.dose import Flag


class Vaccination(Fields):
    """vaccine: its id in the catalogue, or the name on the card. cvx: the CDC's code, as text.

    day_only   the card names a day and no time: `at` is noon of that day on the child's clock
    day_known  nobody knows the day, and this is what is known of it: "month", "year" or "nothing".
               `at` is then the last moment it may have been, and a day of nothing
    """

    vaccine: ShortText
    cvx: ShortText | None = None
    lot: ShortText | None = None
    product: ShortText | None = None
    site: ShortText | None = None
    place: ShortText | None = None
    day_only: Flag = False
    day_known: Annotated[str | None, BeforeValidator(one_of(DayKnown))] = None


class VaccinationRow(KindRow, Vaccination, table=True):
    """A vaccination on disk. `Vaccination` has checked every field before it gets here."""

    __tablename__ = "vaccination"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
