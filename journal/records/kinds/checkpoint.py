"""A checkpoint: what was seen, set, opened or given at one moment of an infusion day, or after it.

Each is an entry of its own, so that two phones beside one chair never change the same one (F11).
"""

import re
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator

from journal.care.problems import N_, Problem, Refused
from journal.records.entries import KindRow
from journal.records.fields import (
    Amount,
    Fields,
    Id,
    Severity,
    ShortText,
    many,
    number,
    one_of,
    whole,
)
from journal.records.kinds.measurement import PLAUSIBLE, Measured


class Seen(StrEnum):
    """What a checkpoint is about."""

    VITALS = "vitals"
    RATE = "rate"
    REACTION = "reaction"
    AFTER = "after"
    BOTTLE = "bottle"
    BEFORE = "before"
    LINE = "line"
    PAUSE = "pause"
    RESUME = "resume"
    PRESENT = "present"


# What each must say at least one of; the others may stand empty.
NEEDED: dict[Seen, tuple[str, ...]] = {
    Seen.VITALS: ("pulse", "systolic", "diastolic", "celsius", "fahrenheit", "oxygen"),
    Seen.RATE: ("rate_ml_h",),
    Seen.REACTION: ("reaction", "severity"),
    Seen.BOTTLE: ("lot",),
    Seen.BEFORE: ("text",),
    Seen.LINE: ("text", "attempts"),
    Seen.PRESENT: ("text",),
}


def _counted(low: int, high: int) -> Callable[[Any], Any]:
    """As `whole`; a number as text is read too, since other numbers travel so."""
    read = whole(low, high)
    plain = re.compile("[0-9]{1,4}")
    return lambda value: read(
        int(value) if isinstance(value, str) and plain.fullmatch(value) else value
    )


class Checkpoint(Fields):
    """infusion: the entry it belongs to, which may still be on its way here.

    pulse      in beats a minute; systolic, diastolic in mmHg; oxygen in %
    celsius, fahrenheit  the temperature, in the one unit in which it was read
    rate_ml_h  in mL/h, from this moment on
    reaction   what was seen, none of it with "after" and no reaction; done: what was done about it
    hours      "after": which look after the end, such as 24; None where nobody said
    lot        of the bottle opened; expires: its expiry date as printed
    text       "before": what was given; "line": where; "present": who
    attempts   "line": how many needles it took
    """

    infusion: Id
    what: Annotated[str, BeforeValidator(one_of(Seen))]
    pulse: Annotated[int | None, BeforeValidator(_counted(20, 300))] = None
    systolic: Annotated[int | None, BeforeValidator(_counted(30, 300))] = None
    diastolic: Annotated[int | None, BeforeValidator(_counted(10, 250))] = None
    oxygen: Annotated[int | None, BeforeValidator(_counted(30, 100))] = None
    celsius: Amount | None = number(default=None)
    fahrenheit: Amount | None = number(default=None)
    rate_ml_h: Amount | None = number(default=None)
    reaction: list[ShortText] = many()
    severity: Severity = None
    done: ShortText | None = None
    hours: Annotated[int | None, BeforeValidator(whole(1, 1000))] = None
    lot: ShortText | None = None
    expires: ShortText | None = None
    text: ShortText | None = None
    attempts: Annotated[int | None, BeforeValidator(whole(1, 50))] = None

    def check(self) -> None:
        needed = NEEDED.get(Seen(self.what), ())
        if needed and all(getattr(self, name) in (None, "", []) for name in needed):
            sentence = N_("Write at least one of these: an empty line says nothing.")
            raise Refused(Problem("required", needed[0], sentence))
        if self.celsius is not None and self.fahrenheit is not None:
            sentence = N_("Write the temperature in one unit, as it was read.")
            raise Refused(Problem("two_units", "fahrenheit", sentence))
        if self.systolic is not None and (self.diastolic or 0) >= self.systolic:
            sentence = N_("The upper number is the larger one. Check both.")
            raise Refused(Problem("out_of_range", "systolic", sentence))
        for name, unit in (("celsius", "°C"), ("fahrenheit", "°F")):
            self._check_temperature(name, getattr(self, name), unit)

    def _check_temperature(self, name: str, value: Decimal | None, unit: str) -> None:
        low, high = PLAUSIBLE[Measured.TEMPERATURE, unit]
        if value is None or low <= value <= high:
            return
        sentence = N_("%(value)s %(unit)s cannot be right. Check the number and the unit.")
        said = {"value": f"{value:f}", "unit": unit}
        raise Refused(Problem("out_of_range", name, sentence, said))


class CheckpointRow(KindRow, Checkpoint, table=True):
    """A checkpoint on disk. `Checkpoint` has checked every field before it gets here."""

    __tablename__ = "checkpoint"

    __table_args__ = (
        sa.Index(None, "child_id", "at"),
        sa.Index(None, "child_id", "infusion"),
        sa.Index(None, "child_id", "lot"),
    )
