"""A picture of a series: the same place in the same pose, over months. Never judged."""

from enum import StrEnum
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Fields, ShortText, one_of


class Series(StrEnum):
    """Which place."""

    KNUCKLES = "knuckles"
    EYELIDS = "eyelids"
    NAIL_FOLDS = "nail_folds"
    ELBOWS = "elbows"
    CALCIUM = "calcium"
    OTHER = "other"


class Side(StrEnum):
    """The child's own left or right."""

    LEFT = "left"
    RIGHT = "right"


class Picture(Fields):
    """place: in the family's words; of calcium lumps and of `other` it tells series apart."""

    series: Annotated[str, BeforeValidator(one_of(Series))]
    side: Annotated[str | None, BeforeValidator(one_of(Side))] = None
    place: ShortText | None = None

    def check(self) -> None:
        if not self.photos:
            raise Refused(Problem("photo_required", "photos", N_("Take or choose a picture.")))
        if self.series == Series.OTHER and not self.place:
            raise Refused(Problem("required", "place", N_("Write which place this is.")))


class PictureRow(KindRow, Picture, table=True):
    """A picture on disk. `Picture` has checked every field before it gets here."""

    __tablename__ = "picture"

    __table_args__ = (sa.Index(None, "child_id", "series", "at"),)
