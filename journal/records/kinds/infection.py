"""An infection, a contact with one, or a germ that a hospital found."""

from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields, Moment, ShortText, ends_before, one_of


class Infected(StrEnum):
    """What is recorded."""

    INFECTION = "infection"
    EXPOSURE = "exposure"
    GERM = "germ"


class Infection(Fields):
    """what: an infection of the child, a contact with somebody who has one, or a germ found.

    name      what it is: an id of the catalogue (chickenpox, measles) or the family's words
    contact   with whom and how, for an exposure
    treated   what was given for it
    told_at   when the care team was told
    """

    what: Annotated[str, BeforeValidator(one_of(Infected))]
    name: ShortText
    contact: ShortText | None = None
    place: ShortText | None = None
    treated: ShortText | None = None
    until: Moment | None = None
    told_at: Moment | None = None

    def check(self) -> None:
        if not self.name:
            raise Refused(Problem("name_required", "name", N_("Write what it is.")))
        if self.until is not None and ends_before(self.until, self.at):
            raise Refused(
                Problem(
                    "ends_before_start", "until", N_("The end is before the start. Check both.")
                )
            )


class InfectionRow(KindRow, Infection, table=True):
    """An infection on disk. `Infection` has checked every field before it gets here."""

    __tablename__ = "infection"

    __table_args__ = (sa.Index(None, "child_id", "at"),)
