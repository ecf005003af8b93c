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
    notes  what a reader has to know beside it: what follows, what nobody looked at
    rests_on, rests_why  since when it rests and why, as typed; both are among what is told
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
    rests_on: date | None = None
    rests_why: str = ""

    @property
    def change(self) -> str:
        """By what the family strikes the change off its page: then the reason stays at home."""
        return f"change:{self.id}:{self.rests_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vaccinated:
    """A vaccination; of one without a time only the day is known.

    day_known  where nobody knows the day: all that is known of it
    """

    id: str
    name: str
    coded: Coded | None
    at: datetime
    day_only: bool
    day_known: str | None = None
    lot: str = ""
    product: str = ""
    site: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result as its report prints it; ucum: the code of its unit, where it is known.

    test  the catalogue's id of what was tested, or the report's own word for it, folded
    """

    id: str
    test: str
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
    """A symptom over the days looked at: when it was written, the oldest first, and how bad."""

    id: str
    name: str
    coded: Coded | None
    readings: tuple[tuple[datetime, int | None], ...]

    @property
    def last_at(self) -> datetime:
        """When it was written last."""
        return self.readings[-1][0]

    @property
    def worst(self) -> int | None:
        """0 to 10, None when nobody gave a number."""
        return max((each for _at, each in self.readings if each is not None), default=None)

    @property
    def times(self) -> int:
        """How often it was written."""
        return len(self.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Infected:
    """An infection of the child; until is None when nobody wrote its end."""

    id: str
    name: str
    at: datetime
    until: datetime | None = None
    treated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An appointment that stands: what for, when, with whom and where."""

    id: str
    what: str
    at: datetime
    with_whom: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How many the journal has beyond what the summary lists; struck: items of the family's own."""

    results: int = 0
    infusions: int = 0
    stays: int = 0
    infections: int = 0
    medicines: int = 0
    struck: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One child. No diary, no note, no picture and no telephone is in it (H39).

    id    of the child, from which the names of the parts are worked out
    days  the first and the last day of what has a day, None where the summary is not held to any
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
    coming: tuple[Coming, ...] = ()
    left: Left = Left()
    days: tuple[date, date] | None = None
