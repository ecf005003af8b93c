"""A number that was measured: weight, height, temperature."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import Amount, Fields, number, one_of


class Measured(StrEnum):
    """What was measured."""

    WEIGHT = "weight"
    HEIGHT = "height"
    TEMPERATURE = "temperature"


# Outside these bounds the number or its unit is mistyped. They say nothing about health: from the
# smallest newborns on record to far beyond the largest adults (docs/rules.md#plausible-numbers).
PLAUSIBLE = {
    (Measured.WEIGHT, "kg"): (Decimal("0.3"), Decimal(300)),
    (Measured.WEIGHT, "lb"): (Decimal("0.7"), Decimal(660)),
    (Measured.HEIGHT, "cm"): (Decimal(20), Decimal(250)),
    (Measured.HEIGHT, "in"): (Decimal(8), Decimal(98)),
    (Measured.TEMPERATURE, "°C"): (Decimal(25), Decimal(45)),
    (Measured.TEMPERATURE, "°F"): (Decimal(77), Decimal(113)),
}

# The same unit, as UCUM and other programs write it.
SPELLINGS = {"C": "°C", "Cel": "°C", "F": "°F", "[degF]": "°F", "[lb_av]": "lb", "[in_i]": "in"}


def _unit(value: Any) -> Any:
    return SPELLINGS.get(value, value) if isinstance(value, str) else value


class Measurement(Fields):
    """value in `unit`, as read from the instrument; never converted."""

    what: Annotated[str, BeforeValidator(one_of(Measured))]
    value: Amount = number()
    unit: Annotated[str, BeforeValidator(_unit)]

    def check(self) -> None:
        what = Measured(self.what)
        bounds = PLAUSIBLE.get((what, self.unit))
        if bounds is None:
            units = ", ".join(unit for kind, unit in PLAUSIBLE if kind is what)
            raise Refused(
                Problem("unit_unknown", "unit", N_("Choose the unit: %(units)s."), {"units": units})
            )
        low, high = bounds
        if not low <= self.value <= high:
            raise Refused(
                Problem(
                    "out_of_range",
                    "value",
                    N_("%(value)s %(unit)s cannot be right. Check the number and the unit."),
                    {"value": f"{self.value:f}", "unit": self.unit},
                )
            )


class MeasurementRow(KindRow, Measurement, table=True):
    """A measurement on disk. `Measurement` has checked every field before it gets here."""

    __tablename__ = "measurement"

    __table_args__ = (sa.Index(None, "child_id", "what", "at"),)
