"""What a page says of hospitals: the stays, and what is still to come after them."""

from dataclasses import dataclass
from datetime import date

from journal.plans.decided import Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Days in hospital; an open stay has no discharge.

    decided: of its medicines; entry: the stay's own.
    """

    admitted_on: date
    discharged_on: date | None = None
    hospital: str
    ward: str | None = None
    reason: str | None = None
    decided: tuple[Decided, ...] = ()
    entry: str = ""

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"stay:{self.entry}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCome:
    """A result or a follow-up that a stay left open; every text as stored. by: who said so.

    told_on  the day it was said: "in two days" counts from it
    admitted_on, discharged_on  of its stay; None where the stay has not arrived, or is open
    """

    text: str
    by: str | None = None
    entry: str = ""
    told_on: date | None = None
    admitted_on: date | None = None
    discharged_on: date | None = None

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"to_come:{self.entry}"
