"""What a page says of hospitals: the stays, and what is still to come after them."""

from dataclasses import dataclass
from datetime import date

from journal.plans.decided import Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Days in hospital; an open stay has no discharge. decided: of its medicines."""

    admitted_on: date
    discharged_on: date | None = None
    hospital: str
    ward: str | None = None
    reason: str | None = None
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCome:
    """A result or a follow-up that a stay left open; every text as stored. by: who said so."""

    text: str
    by: str | None = None
