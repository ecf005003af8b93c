"""What the API tells a phone's own script: its subscription, a tap, and what it keeps."""

from typing import Any, Literal

from journal.care.doses import Outcome
from journal.entries.change import Result
from journal.records.reminders import PhoneState
from journal.web.answer_types import Count, Day, Id, Moment, Number, Slot, Told

Markup = dict[str, str]


class ToldSubscription(Told):
    """The subscription as it is kept."""

    id: Id
    state: PhoneState


class ToldTap(Told):
    """What became of a tap, and how many doses are due now."""

    status: Result
    revision: int
    due: Count


class ToldSnooze(Told):
    """Until when this person's phones rest, and how many of them."""

    until: Moment
    phones: Count


class ToldLeft(Told):
    """The session has ended, or was another person's and is left alone."""

    ended: Literal[True]


class PocketChild(Told):
    """A child as the head of a page shows them."""

    id: Id
    name: str
    initial: str
    colour: str
    zone: str
    is_me: bool


class PocketRecorded(Told):
    """What was recorded for a slot."""

    entry: Id
    by: str
    at: str
    row: str


class PocketSlot(Told):
    """A slot, and the moments at which what is said of it changes."""

    medicine: Id
    slot: Slot
    day: Day
    due_at: Moment
    shown_from: Moment
    due_from: Moment | None
    late_at: Moment | None
    over_at: Moment
    over: str
    gone_at: Moment
    state: str | None
    clock: str
    on: Day
    amount: Number
    unit: str
    planned: str
    all_until: Moment | None
    recorded: PocketRecorded | None
    silent: bool
    row: str


class PocketLabel(Told):
    """A day of the family's: its name and its span."""

    label: str
    start: Moment
    end: Moment
    evening: Moment


class PocketAsNeeded(Told):
    """The row of a medicine that is taken as needed."""

    medicine: Id
    row: str


class PocketToday(Told):
    """Today and the days after it, as markup with tokens in double brackets."""

    slots: list[PocketSlot]
    taps: dict[str, dict[str, Any]]
    rows: dict[str, Markup]
    days: dict[str, PocketLabel]
    by_day: dict[str, dict[str, Any]]
    as_needed: list[PocketAsNeeded]
    give_all: Markup | None
    evening: dict[str, Any] | None
    warned: Markup
    parts: dict[str, Any]


class PocketDose(Told):
    """What a form for a dose of one medicine begins with."""

    name: str
    weekly: str | None
    planned: str
    amount: Number | Literal[""]
    unit: str
    form: str


class PocketWeekly(Told):
    """A weekly medicine, and until when another dose of it is asked about."""

    medicine: Id
    alike: list[Id]
    hours: float
    until: Moment | None
    message: str | None
    since: str
    outcomes: list[Outcome]


class PocketWholes(Told):
    """Pages that are kept whole: days of infusion and stays in hospital."""

    infusions: dict[str, dict[str, Any]]
    stays: dict[str, dict[str, Any]]


class ToldPocket(Told):
    """What a phone needs of a child while there is no signal, drawn for it (docs/phone.md)."""

    as_of: Moment
    person: Id
    child: PocketChild
    frame: dict[str, Any]
    today: PocketToday
    weekly: list[PocketWeekly]
    forms: dict[str, dict[str, Any]]
    doses: dict[str, PocketDose]
    ghosts: list[Id]
    sheet: dict[str, Any] | None
    wholes: PocketWholes
    journal: str
    entry: dict[str, Any]
    medicines: dict[str, Any]
    card: dict[str, Any]
    words: Markup
