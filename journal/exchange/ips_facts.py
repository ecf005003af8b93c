"""What a patient summary is made of: plain values, texts as the family or a report wrote them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from journal.amounts import Amounts
from journal.plans.standing import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A code of the knowledge files, or one that the family copied from a card."""

    system: str
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A medicine that is in the plan, rests, or begins later.

    dose   amount and rhythm in words, the weekday in full; amounts: the same as values
    since  the first day of this dose; until: its last, when one is known
    notes  what a reader has to know beside it: what follows, why it rests, what nobody looked at
    """

    id: str
    name: str
    coded: Coded | None
    state: State
    dose: str
    amounts: Amounts
    since: date
    until: date | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vaccinated:
    """A vaccination; of one without a time only the day is known."""

    id: str
    name: str
    coded: Coded | None
    at: datetime
    day_only: bool
    lot: str = ""
    product: str = ""
    site: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result as its report prints it; ucum: the code of its unit, where it is known."""

    id: str
    name: str
    coded: Coded | None
    is_exam: bool
    at: datetime
    value: str
    unit: str = ""
    ucum: str = ""
    low: str = ""
    high: str = ""
    flag: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Weight, height or temperature in the unit of the instrument."""

    id: str
    what: str
    value: Decimal
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Infused:
    """An infusion, with the lots and reactions of its checkpoints too."""

    id: str
    at: datetime
    started: datetime | None
    ended: datetime | None
    product: str
    amount: Decimal | None = None
    unit: str = ""
    weight_kg: Decimal | None = None
    lots: tuple[str, ...] = ()
    reactions: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed:
    """Days in hospital; discharged is None while they go on."""

    id: str
    admitted: datetime
    discharged: datetime | None
    hospital: str
    ward: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """A symptom over the days looked at. worst: 0 to 10, None when nobody gave a number."""

    id: str
    name: str
    coded: Coded | None
    first_at: datetime
    last_at: datetime
    worst: int | None
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Infected:
    """An infection of the child; until is None when nobody wrote its end."""

    id: str
    name: str
    at: datetime
    until: datetime | None = None
    treated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How many the journal has beyond what the summary lists."""

    results: int = 0
    infusions: int = 0
    stays: int = 0
    infections: int = 0
    medicines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One child. No diary, no note, no picture and no telephone is in it (H39).

    id  of the child, from which the names of the parts are worked out
    """

    id: str
    name: str
    born_on: date | None
    zone: str
    diagnosis: str = ""
    allergies: str = ""
    steroid_plan: str = ""
    lines: str = ""
    medicines: tuple[Planned, ...] = ()
    vaccinations: tuple[Vaccinated, ...] = ()
    results: tuple[Result, ...] = ()
    measurements: tuple[Measured, ...] = ()
    infusions: tuple[Infused, ...] = ()
    stays: tuple[Stayed, ...] = ()
    symptoms: tuple[Felt, ...] = ()
    infections: tuple[Infected, ...] = ()
    left: Left = Left()
