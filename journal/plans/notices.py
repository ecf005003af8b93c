"""What the journal tells a family about medicines besides that a dose is due, and when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.days import slot_instant
from journal.plans.expected import medicines_of, place_of
from journal.plans.matters import DAY, END_AHEAD, Matter, matters
from journal.plans.turns import turns_of
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.planned import plans_of
from journal.records.reminders import About

# On the child's wall clock: while the evening's dose is near, and while a team can be telephoned.
# Source: docs/rules.md#notices.
EVENING, MORNING = time(18), time(10)
BEFORE_END = (END_AHEAD, 3 * DAY, DAY, timedelta(0))
REVIEW_AGAIN = 3 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One matter, told at one time.

    at      on the child's wall clock
    due_at  the same as an instant, in UTC
    """

    matter: Matter
    at: datetime
    due_at: datetime

    @property
    def about(self) -> About:
        """What it is about."""
        return self.matter.about

    @property
    def medicine(self) -> Medicine:
        """Whose plan it is about."""
        return self.matter.medicine

    @property
    def slot(self) -> str:
        """The wall time as an occurrence keeps it: "2026-11-22T18:00"."""
        return self.at.isoformat(timespec="minutes")

    @property
    def key(self) -> str:
        """Its natural key: one notice of a kind for a medicine and a day."""
        return f"{self.about.value}:{self.medicine.id}:{self.at.date().isoformat()}"


def notices(
    session: Session,
    child: Child,
    start: datetime,
    end: datetime,
    *,
    medicines: Iterable[Medicine] | None = None,
) -> list[Notice]:
    """Return every notice with start <= due_at < end, in the order in which they fall due.

    It follows from the journal alone, never from the clock. A change of dose is announced at 18:00
    on the evening before; the end of a taper at 10:00, 7, 3 and 1 days before and on its last day
    (H10); a pause at 10:00 on its day of review and every third day after it, until a person
    resumes, stops or sets a new day (H8). Nothing is told of a medicine that rests by then, nor
    for a time before it was decided.
    """
    chosen = list(medicines if medicines is not None else medicines_of(session, child.id))
    ids = [medicine.id for medicine in chosen]
    turns, zone = turns_of(session, ids), ZoneInfo(child.zone)
    first_on, last_on = (moment.astimezone(zone).date() for moment in (start, end))
    found = {
        notice.key: notice
        for matter in matters(
            chosen, plans_of(session, ids), turns, first_on, last_on + END_AHEAD + DAY
        )
        for notice in _told(matter, zone, first_on - DAY, last_on + DAY)
        if start <= notice.due_at < end
        and matter.decided_at <= notice.due_at
        and matter.holds(turns[matter.medicine.id], notice.due_at, zone)
    }
    return sorted(found.values(), key=lambda one: (one.due_at, place_of(one.medicine)))


def _told(matter: Matter, zone: ZoneInfo, first_on: date, last_on: date) -> Iterator[Notice]:
    clock = EVENING if matter.about is About.STEP else MORNING
    for day in _days(matter, first_on, last_on):
        wall = datetime.combine(day, clock)
        due_at = slot_instant(wall, zone)
        if due_at is not None:
            yield Notice(matter=matter, at=wall, due_at=due_at)


def _days(matter: Matter, first_on: date, last_on: date) -> Sequence[date]:
    if matter.about is About.STEP:
        return [matter.on - DAY]
    if matter.about is About.TAPER_END:
        return [matter.on - ahead for ahead in BEFORE_END]
    passed = max(0, -((matter.on - first_on) // REVIEW_AGAIN))
    days = []
    day = matter.on + passed * REVIEW_AGAIN
    while day <= last_on:
        days.append(day)
        day += REVIEW_AGAIN
    return days
