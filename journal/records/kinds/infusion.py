"""An infusion day: product and lots, how much on which weight, from when to when, reactions."""

from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.columns import belongs_to
from journal.records.entries import KindRow
from journal.records.fields import (
    Amount,
    Fields,
    Id,
    Moment,
    ShortText,
    UnitName,
    ends_before,
    many,
    number,
    whole,
)


class Infusion(Fields):
    """weight_kg: the clinic's weight on that day. Amounts as the label states them.

    attempts  how many needles it took; present: who was there; sites: where under the skin
    """

    medicine: Id | None = None
    product: ShortText
    lots: list[ShortText] = many()
    amount: Amount | None = number(default=None)
    unit: UnitName | None = None
    volume_ml: Amount | None = number(default=None)
    weight_kg: Amount | None = number(default=None)
    started: Moment | None = None
    ended: Moment | None = None
    place: ShortText | None = None
    access: ShortText | None = None
    attempts: Annotated[int | None, BeforeValidator(whole(1, 50))] = None
    present: ShortText | None = None
    sites: list[ShortText] = many()
    premedication: list[ShortText] = many()
    reaction: list[ShortText] = many()
    course: ShortText | None = None

    def check(self) -> None:
        if not self.product:
            raise Refused(
                Problem(
                    "product_required", "product", N_("Write the product's name, as on the label.")
                )
            )
        if self.amount is not None and self.unit is None:
            raise Refused(Problem("unit_required", "unit", N_("Choose the unit of the amount.")))
        if self.started and self.ended and ends_before(self.ended, self.started):
            raise Refused(
                Problem(
                    "ends_before_start", "ended", N_("The end is before the start. Check both.")
                )
            )


class InfusionRow(KindRow, Infusion, table=True):
    """An infusion on disk. `Infusion` has checked every field before it gets here."""

    __tablename__ = "infusion"

    medicine: Id | None = belongs_to("medicine", default=None, nullable=True)

    __table_args__ = (sa.Index(None, "child_id", "at"),)
