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
    """A result or a follow-up that a stay left open; every text as stored. by: who said so."""

    text: str
    by: str | None = None
    entry: str = ""

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"to_come:{self.entry}"
