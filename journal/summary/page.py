"""What the printed page says: plain values, without a word of prose and without layout."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from journal.summary.around import Activity, Infected, LabRow, Pictured, Plotted, Waiting, Wanted
from journal.summary.hospital import Stay, ToCome
from journal.summary.treated import (
    Bar,
    Changed,
    Count,
    Infusion,
    Measured,
    Medicine,
    PerKg,
    Skip,
    Step,
    Turn,
)


class Trend(StrEnum):
    """How something compares with the last visit, from the numbers the family wrote."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The child this page is about; every text exactly as stored."""

    name: str
    born_on: date | None
    weight: Measured | None = None
    allergies: str | None = None
    diagnosis: str | None = None
    emergency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days the page covers, both included, in the child's zone."""

    from_on: date
    to_on: date
    zone: str

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.to_on - self.from_on).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A phone whose entries may not be on this page (H23)."""

    device: str
    last_seen_at: datetime | None = None
    waiting: int | None = None


class Area(StrEnum):
    """What a line of then and now is about, in the order in which a clinic asks."""

    STRENGTH = "strength"
    SKIN = "skin"
    SIGNS = "signs"
    WELLBEING = "wellbeing"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """One line of "since last visit": a number then and now, or a number of days.

    what        the symptom as a child's list of watched ones names it, or "task:…", "score:…"
    scale       the highest of a scale from 0; scaled: which of a measure's scales, as in its entry
    then_done   how a timed task was done; then None: it could not be. steps: of a staircase
    measure     of a score; by: who judged
    bare_days   on how many days since then it was written without a number
    ended_on    the day since which the family wrote that it is over, where nothing followed
    """

    name: str
    trend: Trend | None = None
    then: Decimal | None = None
    now: Decimal | None = None
    scale: int | None = None
    days: int | None = None
    what: str = ""
    area: Area = Area.REST
    unit: str = ""
    then_on: date | None = None
    now_on: date | None = None
    then_done: str = ""
    now_done: str = ""
    steps: int | None = None
    measure: str = ""
    scaled: str = ""
    by: str = ""
    bare_days: int = 0
    ended_on: date | None = None

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"since:{self.what or self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The highest severity written for a day, 0 to 10."""

    on: date
    severity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """One symptom over time; a day without a reading is a gap, never a nought.

    what  as in `Since`
    """

    name: str
    readings: tuple[Reading, ...]
    what: str = ""

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"since:{self.what or self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fever:
    """A day with a fever and its highest reading, where one was written.

    infused  whether it was written as a reaction to an infusion
    """

    on: date
    reading: Measured | None = None
    infused: bool = False

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"fever:{self.on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The latest value of one thing measured at home or in the clinic.

    is_fever  of a temperature: whether its day is a day with a fever
    """

    what: str
    latest: Measured
    is_fever: bool = False

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"measurement:{self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit and what the clinic said, in the family's words; entry: its own."""

    on: date
    whom: str | None = None
    told: str | None = None
    entry: str = ""

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"visit:{self.entry}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was to be done after the last visit, a line each as the family wrote it."""

    on: date
    steps: tuple[str, ...]
    entry: str = ""

    @property
    def key(self) -> str:
        """By what the family strikes it out: with the visit that it was said at."""
        return f"visit:{self.entry}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the printed page says of one child and one period; made_at is aware UTC.

    entry_ids      every entry of the period that was counted: two pages can be compared (H24)
    wanted         tests and examinations that the family's rules want next; waiting: vaccines
    school_missed  days, whole or in part; 0: nobody wrote of any
    unrecorded     of fever, infection, hospital and school, what these days have no record of; also
                   empty where nothing at all was written: silence is said of days that were kept
    ranked         how many of the questions the family put in order: the first ones, at most three
    lines          what the family added in its own words
    charted        keys of what the family wants on the time axis; empty: the page chooses
    undrawn        those of them of which these days have nothing
    second         what a second side shows; results, pictured: for it alone
    last_visit_whom  who was seen then, as the family typed it; "" where it did not say
    agreed         the next steps of the last visit, where the family wrote any
    photos_away    how many photos were chosen that no entry of these days has
    left_out       how many items the family struck out
    could_say      of a page as it was brought: what pages had room for then, "Page.questions"; its
                   code counts that alone, so a later edition prints the code of its paper (H24)
    """

    child: Subject
    period: Period
    made_at: datetime
    entry_ids: tuple[str, ...]
    missing: tuple[Missing, ...] = ()
    last_visit_on: date | None = None
    last_visit_whom: str = ""
    since: tuple[Since, ...] = ()
    questions: tuple[str, ...] = ()
    ranked: int = 0
    lines: tuple[str, ...] = ()
    left_out: int = 0
    agreed: tuple[Agreed, ...] = ()
    second: tuple[str, ...] = ()
    results: tuple[LabRow, ...] = ()
    pictured: tuple[Pictured, ...] = ()
    photos_away: int = 0
    medicines: tuple[Medicine, ...] = ()
    changes: tuple[Changed, ...] = ()
    counts: tuple[Count, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    plotted: tuple[Plotted, ...] = ()
    charted: tuple[str, ...] = ()
    undrawn: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    infusions: tuple[Infusion, ...] = ()
    stays: tuple[Stay, ...] = ()
    to_come: tuple[ToCome, ...] = ()
    fevers: tuple[Fever, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    school_missed: int = 0
    unrecorded: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    infected: tuple[Infected, ...] = ()
    activities: tuple[Activity, ...] = ()
    visits: tuple[Visit, ...] = ()
    notes: int = 0
    could_say: tuple[str, ...] = field(default=(), compare=False, repr=False)


__all__ = [
    "Area",
    "Bar",
    "Changed",
    "Count",
    "Fever",
    "Infusion",
    "Measured",
    "Measurement",
    "Medicine",
    "Missing",
    "Page",
    "PerKg",
    "Period",
    "Reading",
    "Since",
    "Skip",
    "Stay",
    "Step",
    "Subject",
    "Symptom",
    "ToCome",
    "Trend",
    "Turn",
    "Visit",
]
