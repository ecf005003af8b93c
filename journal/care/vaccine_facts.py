"""What bears on the waiting time of a vaccine, and what the answer says: the words both share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from journal.care.dates import show_date
from journal.care.knowledge.facts import Code, Confidence, Source
from journal.care.knowledge.vaccines import Vaccine

Value = str | Decimal | date


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its values apart: the edge translates `text`, then fills them in."""

    text: str
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in English, with dates as "3 Apr 2026"."""
        return self.text % {name: _shown(value) for name, value in self.values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A recorded infusion that bears on vaccines, or that nobody can rule out.

    on    the child's calendar date on which it ended: waits count from it
    began_on  the date on which it began, None where that is the same
    what  id of the medicine catalogue (ivig, scig, rituximab), of an antibody product
          (varizig), or "" when the journal does not know what it was
    name  the product as it was recorded
    grams, kg  as recorded; None where nobody wrote it, or in a unit that is no weight
    """

    entry: UUID
    on: date
    what: str
    name: str
    grams: Decimal | None = None
    kg: Decimal | None = None
    began_on: date | None = None

    @property
    def first_on(self) -> date:
        """The date on which it began: it is known from then on."""
        return self.began_on or self.on


@dataclass(frozen=True, slots=True, kw_only=True)
class OnMedicine:
    """A medicine of the child, from its plans, its turns and its doses.

    id       id of the medicine catalogue, or "" for one that does not stand there
    last_on  the last day it was planned for or taken; None while it is taken or paused only
    every_days  how many days its rhythm has from one time to the next, None where nobody can tell
    """

    medicine: UUID
    id: str
    name: str
    first_on: date
    last_on: date | None = None
    every_days: int | None = None

    def runs(self, on: date) -> bool:
        """Whether its plan runs on a day."""
        return self.first_on <= on and (self.last_on is None or self.last_on >= on)


@dataclass(frozen=True, slots=True, kw_only=True)
class SteroidDay:
    """Steroids of one day in mg of prednisone; None where a dose of it cannot be counted."""

    on: date
    mg: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A medicine that is to come: its next planned day.

    begins  it is the first day of the medicine
    """

    id: str
    name: str
    on: date
    begins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the child's own clinic about a vaccine and a medicine: so long, or so much.

    unit     "days", "weeks" or "months"; "mg" of prednisone a day
    told_by  who said so
    """

    vaccine: str
    medicine: str
    value: Decimal
    unit: str
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything recorded about one child that bears on vaccines.

    figures  how long a vaccine waits after a medicine
    leads    how long before a medicine a vaccine comes; limits: from how much on it waits
    planned  what is to come: it makes no wait, it only says what lies ahead of a vaccine
    kg       the last weight, with its day
    """

    given: tuple[Given, ...] = ()
    medicines: tuple[OnMedicine, ...] = ()
    steroids: tuple[SteroidDay, ...] = ()
    figures: tuple[Figure, ...] = ()
    leads: tuple[Figure, ...] = ()
    limits: tuple[Figure, ...] = ()
    planned: tuple[Planned, ...] = ()
    kg: tuple[Decimal, date] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One thing that speaks for waiting.

    until       the first day on which the time that a source names is over; None when no source
                names a day that can be computed (an open hold)
    key         which rule, "ig.2" or "taken.live", or "figure" for the clinic's own
    entry       the infusion it follows from, or None
    sources     empty where the journal itself stays on the careful side
    """

    until: date | None
    because: Said
    key: str
    entry: UUID | None = None
    sources: tuple[Source, ...] = ()
    confidence: Confidence | None = None

    @property
    def source(self) -> Source | None:
        """The first source, or None."""
        return self.sources[0] if self.sources else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """How long before a medicine that is to come a vaccine is given, as one source says.

    by  the last day of the vaccine, None where no day follows from it
    """

    by: date | None
    because: Said
    key: str
    sources: tuple[Source, ...] = ()
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What sources say beside each other; `said` in our words, one position per rule."""

    topic: str
    key: str
    said: Said
    fact: Code
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What speaks for waiting with a vaccine. Never a clearance: without holds it says nothing.

    live     None where the name may mean a live vaccine
    until    the latest day of all holds, also when another hold is open; None without a day
    open     whether some hold has no day
    unknown  what cannot be computed, and what to write down to know more
    notes    positions of sources that are no waiting time, those of one topic side by side
    leads    what lies ahead: before which medicine the vaccine comes how long, side by side
    rules    version of the rule set; `expired` when it was to be looked at again before
    """

    vaccine: Vaccine
    live: bool | None
    holds: tuple[Hold, ...]
    unknown: tuple[Said, ...]
    notes: tuple[Note, ...]
    rules: str
    leads: tuple[Lead, ...] = ()
    expired: bool = False

    @property
    def until(self) -> date | None:
        """The latest day that a hold names."""
        return max((hold.until for hold in self.holds if hold.until), default=None)

    @property
    def open(self) -> bool:
        """Whether something speaks for waiting without a day."""
        return any(hold.until is None for hold in self.holds)


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return show_date(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
