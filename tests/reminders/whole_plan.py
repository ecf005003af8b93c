"""All that a family plans, for five days or for thirty."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from journal.care.rhythm import read_rhythm
from journal.plans.lab_plans import LabWish, make_rule
from journal.plans.packages import Packed, set_notice, write_supply
from journal.records.children import Child
from journal.records.medicines import Medicine, Supplied, Turn
from journal.records.reminders import About
from tests.reminders.noticed import DAY, at, decide, taper
from tests.reminders.planned import appointment, choose, infusion_on, own
from tests.reminders.world import HOUR

PILLS = {"every": "day", "times": ["08:00"]}


@dataclass(frozen=True, kw_only=True)
class Days:
    """What happens on which day, counted from the first one, a morning at 07:00 in New York.

    asleep      while the server sleeps
    no_service  on this morning the push service takes nothing until ten
    stay        in hospital; on the day of the discharge each medicine is looked at, at three
    every       days that a step of the taper lasts, of four
    early       somebody gives before it is due
    """

    first: date
    many: int
    asleep: tuple[int, int]
    no_service: int
    infusion: int
    appointment: int
    stay: tuple[int, int]
    review: int
    every: int
    tablets: int
    early: tuple[int, ...]

    @property
    def start(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, 11, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        return self.start + self.many * DAY

    @property
    def looked_at(self) -> datetime:
        return self.at(self.stay[1], "15:00")

    def within(self, span: tuple[int, int], moment: datetime) -> bool:
        return self.start + span[0] * DAY <= moment < self.start + span[1] * DAY

    def at(self, day: int, wall: str) -> datetime:
        return at(self.first + day * DAY, wall)


# In both the clocks go back, on 1 Nov.
FIVE = Days(
    first=date(2026, 10, 30),
    many=5,
    asleep=(1, 2),
    no_service=2,
    infusion=2,
    appointment=4,
    stay=(3, 4),
    review=1,
    every=1,
    tablets=7,
    early=(4,),
)
MONTH = Days(
    first=date(2026, 10, 16),
    many=30,
    asleep=(9, 11),
    no_service=15,
    infusion=12,
    appointment=18,
    stay=(20, 22),
    review=5,
    every=7,
    tablets=12,
    early=(3, 8, 25),
)
KINDS = {
    About.DOSE,
    About.STEP,
    About.TAPER_END,
    About.REVIEW,
    About.REFILL,
    About.OWN,
    About.APPOINTMENT,
    About.PREPARE,
    About.FOLLOW_UP,
    About.LABS,
    About.SEASON,
}


def whole_plan(family, days: Days) -> Medicine:
    """All that a family plans; return the medicine that is given twice a day."""
    first, before = days.first, days.start - HOUR
    more = {"first_on": first, "now": before}
    steroid = family.medicine(rhythm=PILLS, **more)
    steps = [(str(20 - step), first + step * days.every * DAY) for step in range(4)]
    taper(family, steroid, *steps, last_on=first + (4 * days.every - 1) * DAY, now=before)
    weekly = {"every": "week", "on": ["friday"], "times": ["18:00"]}
    family.medicine("Methotrexate", "15", rhythm=weekly, **more)
    held = family.medicine("Azathioprine", "50", rhythm=PILLS, **more)
    decide(family, held, Turn.PAUSE, first, review_on=first + days.review * DAY, now=before)
    shelf = family.medicine("Folic acid", "1", "tablet", rhythm=PILLS, **more)
    with family.database.transaction() as session:
        medicine, ada = session.get_one(Medicine, shelf.id), family.actor(session, "ada")
        set_notice(session, ada, medicine, 5)
        packed = Packed(what=Supplied.COUNTED, amount=days.tablets, unit="tablet")
        write_supply(session, ada, medicine, packed, now=days.start)
        child = session.get_one(Child, family.nora)
        wish = LabWish(tests=["1742-6"], weeks_max=1, repeats=False, first_on=first)
        make_rule(session, ada, child, wish, now=before)
    choose(family, About.SEASON, now=before, on=True, yearly_on="11-02")
    infusion_on(family, days.at(days.infusion, "10:00"), now=before)
    appointment(family, days.at(days.appointment, "14:30"), now=before)
    rhythm = read_rhythm({"every": "days", "n": 3, "times": ["17:00"]})
    own(family, "Exercises", rhythm, first, now=before)
    twice = {"every": "day", "times": ["08:00", "20:00"]}
    return family.medicine("Hydroxychloroquine", rhythm=twice, **more)
