"""What a page says of medicines: what is planned, what changed, what became of the doses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from journal.care.units import rounded_for_each_kg


class Turn(StrEnum):
    """What changed in a medicine's plan."""

    STARTED = "started"
    DOSE = "dose"
    RHYTHM = "rhythm"
    STRENGTH = "strength"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure as somebody typed it, and the day it belongs to."""

    value: Decimal
    unit: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PerKg:
    """mg for each kg of the weight in the page's header: of a whole day, or else of one dose."""

    value: Decimal
    a_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A medicine as planned on the last day of the period; `rhythm` is the plan's JSON.

    measured   the same amount in mL or tablets, with `measured_unit` (H15)
    coming     the next plan that says something else, as a medicine since its first day
    per_kg     of the planned amount, on the weight in the page's header
    next_on    the first planned day, from today on, of what is given once a week or less
    ask_after  the last day for which the clinic wrote a dose, when nobody knows what follows
    """

    id: str
    name: str
    strength: str | None = None
    amount: Decimal | None
    unit: str
    measured: Decimal | None = None
    measured_unit: str | None = None
    rhythm: Mapping[str, object]
    since_on: date | None
    paused_on: date | None = None
    ask_after: date | None = None
    told: str | None = None
    told_by: str | None = None
    coming: "Medicine | None" = None
    per_kg: PerKg | None = None
    next_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One dated change of a plan.

    before, after  amounts; `before` in `before_unit` where the unit changed as well
    taper          whether the change is a step of a taper
    first          whether it is read first: of the medicines for the illness itself
    rhythm         of the plan that held from that day, `before_rhythm` until then
    """

    id: str
    on: date
    medicine: str
    turn: Turn
    before: Decimal | None = None
    after: Decimal | None = None
    unit: str = ""
    before_unit: str = ""
    rhythm: Mapping[str, object] = field(default_factory=dict)
    before_rhythm: Mapping[str, object] = field(default_factory=dict)
    reason: str | None = None
    taper: bool = False
    first: bool = False

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"change:{self.id}:{self.on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """How many doses were skipped for one reason, on whose advice."""

    reason: str | None
    times: int
    advised_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What became of the doses of one medicine.

    id         the medicine's, as in `Medicine`, `Changed` and `Bar`: names may repeat
    planned    doses expected; None when taken as needed, and when a plan is `unreadable` here
    no_record  expected doses about which nobody wrote anything: neither taken nor missed
    extra      recorded doses that belong to no expected one; in_hospital: given by the hospital
    spans      whether the doses of these days were planned with more than one amount
    counted_from  the day the medicine was typed in, where planned doses before it are not counted
    """

    id: str
    medicine: str
    planned: int | None
    given: int = 0
    partly: int = 0
    vomited: int = 0
    refused: int = 0
    skipped: tuple[Skip, ...] = ()
    no_record: int = 0
    extra: int = 0
    in_hospital: int = 0
    counted_from: date | None = None
    unreadable: bool = False
    spans: bool = False

    @property
    def recorded(self) -> int:
        """Doses recorded as taken, whole or in part."""
        return self.given + self.partly + self.vomited


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One amount from its first day to its last day, both included."""

    from_on: date
    to_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A medicine's planned amount over time; `doses_on` are recorded days of a rare medicine.

    of_day  whether an amount is all of a day: where plans differ in how often, or times in amount
    """

    id: str
    medicine: str
    unit: str
    rhythm: Mapping[str, object]
    steps: tuple[Step, ...]
    doses_on: tuple[date, ...] = ()
    of_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Infusion:
    """One infusion as recorded; entry: its own."""

    on: date
    medicine: str
    product: str | None = None
    amount: Decimal | None = None
    unit: str = "g"
    weight: Measured | None = None
    lots: tuple[str, ...] = ()
    reaction: tuple[str, ...] = ()
    entry: str = ""

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"infusion:{self.entry}"

    @property
    def per_kg(self) -> Decimal | None:
        """Return g or mg for each kg, as the amount is written, rounded to be read.

        None for another unit, and unless both figures were written.
        """
        if self.unit not in ("g", "mg") or not self.amount:
            return None
        if self.weight is None or not self.weight.value:
            return None
        return rounded_for_each_kg(self.amount / self.weight.value)
