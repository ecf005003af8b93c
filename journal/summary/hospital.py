"""What a page says of hospitals: the stays, and what is still to come after them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Days in hospital; an open stay has no discharge."""

    admitted_on: date
    discharged_on: date | None = None
    hospital: str
    ward: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCome:
    """A result or a follow-up that a stay left open; every text as stored. by: who said so."""

    text: str
    by: str | None = None
