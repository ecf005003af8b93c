"""What a page says beside the treatment: tests, vaccines, infections, activities, numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

Value = str | Decimal | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A safety lab or an examination: its last result, and when it is wanted again.

    test         id of the catalogue, or the family's own words folded; name: as the family typed it
    value, unit  as the laboratory printed them, flag its own letters; "" where there is no result
    on           the day of the last result
    is_missing   other results of the same rule came, and this one did not
    """

    test: str
    name: str
    opens: date
    by: date
    on: date | None = None
    value: str = ""
    unit: str = ""
    flag: str = ""
    is_missing: bool = False

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"wanted:{self.test}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One thing that speaks for waiting with a vaccine.

    until  the day that its source names, None where none does
    because, values  its sentence, as in journal.care.vaccines
    """

    because: str
    values: Mapping[str, Value] = field(default_factory=dict)
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A vaccine for which something speaks for waiting. Never a clearance (H27).

    until          the latest day that a source names, None where none does
    is_open        something speaks for waiting without a day
    because        the sentence of what is open, as in journal.care.vaccines; values: its figures
    holds          everything that speaks for waiting, what has no day first
    """

    vaccine: str
    name: str
    until: date | None = None
    is_open: bool = False
    because: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    holds: tuple[Held, ...] = ()

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"vaccine:{self.vaccine}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Infected:
    """An infection, a contact with one, or a germ that was found; every text as stored.

    what      "infection", "exposure" or "germ"; name: an id of the catalogue, or words
    until     the last day, None while it lasts or where nobody said
    told_on   when the care team was told
    """

    entry: str
    what: str
    name: str
    on: date
    until: date | None = None
    contact: str | None = None
    treated: str | None = None
    told_on: date | None = None

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"infection:{self.entry}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """How often something was done. minutes: of those entries that say how long.

    unsaid  how many entries say no minutes; bare: of time in the sun, how many say "nothing"
    """

    what: str
    days: int
    times: int
    minutes: int = 0
    unsaid: int = 0
    bare: int = 0

    @property
    def key(self) -> str:
        """By what the family strikes it out."""
        return f"activity:{self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A number of one day as it was written."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResult:
    """One result as printed, with the laboratory's own letters.

    is_over  whether it is more than the laboratory could count: ">22000"
    """

    on: date
    text: str
    flag: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plotted:
    """Numbers over time. A day without one is a gap.

    chart   its key, as journal.summary.over_time names it; what: as in `Since`, or ""
    name    what it is called: an id, the family's words, or a test as printed
    least, most  of the scale where one is known; most None: the highest that was written
    misses  days on which a task could not be done
    last    the last result as printed, with the laboratory's own letters; "" for what is no test
    last_on  its day; texts: results that are no number, such as "neg" or ">22000"
    inside  symptoms it is the highest of
    """

    chart: str
    what: str = ""
    name: str
    unit: str = ""
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    points: tuple[Point, ...]
    misses: tuple[date, ...] = ()
    last: str = ""
    last_on: date | None = None
    texts: tuple[LabResult, ...] = ()
    inside: tuple[str, ...] = ()
    steps: int | None = None
    scaled: str = ""
    by: str = ""

    @property
    def key(self) -> str:
        """By what the family strikes it out: with its line of then and now, where it has one."""
        return f"since:{self.what}" if self.what else f"chart:{self.chart}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRow:
    """One test in one unit. low, high: the range of the last report; results: the oldest first."""

    key: str
    name: str
    is_known: bool
    unit: str
    low: str
    high: str
    results: tuple[LabResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """A photo that the family chose, the day of its entry, and its size in pixels.

    series, side, place  what it shows, of a picture of a series; symptom: of which one it is
    """

    photo: UUID
    on: date
    width: int = 1
    height: int = 1
    series: str = ""
    side: str = ""
    place: str = ""
    symptom: str = ""
