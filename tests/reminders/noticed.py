"""Plans that somebody is told about, and beats at the hours that matter to them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from journal.care.days import due_instant
from journal.care.rhythm import read_rhythm
from journal.care.taper import Step, Taper, Then
from journal.plans.medicines import Dosing, change_dose, turn
from journal.plans.tapers import start_taper
from journal.records.medicines import Medicine, Turn
from journal.records.reminders import About, Occurrence
from journal.reminders.planning import plan_ahead
from journal.reminders.wording import NOTICES
from tests.family import ZONE, Family
from tests.reminders.world import FakeSender, beat, occurrences, only_nora

DAILY = read_rhythm({"every": "day", "times": ["08:00"]})
NEW_YORK = ZoneInfo(ZONE)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
# The last day of the taper, and when its end is told of.
LAST = date(2026, 12, 6)
FOUR = [f"2026-{day}T10:00" for day in ("11-29", "12-03", "12-05", "12-06")]


def pushed(sender: FakeSender, where: str, about: About) -> list[str]:
    """The tags of the notices of a kind that a phone was sent."""
    return [said["tag"] for said in sender.to(where) if said["body"] == NOTICES[about]]


def first(family: Family, about: About) -> Occurrence:
    return next(one for one in occurrences(family) if one.about == about)


def plan(family: Family, now: datetime) -> int:
    """Plan ahead; return how many occurrences are new."""
    with family.database.transaction() as session:
        return plan_ahead(session, now=now)


def at(on: date, clock: str = "10:00", zone: ZoneInfo = NEW_YORK) -> datetime:
    """The instant of a wall time."""
    return due_instant(datetime.combine(on, time.fromisoformat(clock)), zone)


def taper(
    family: Family,
    medicine: Medicine,
    *steps: tuple[str, date],
    last_on: date | None,
    then: Then = Then.ASK,
    now: datetime,
) -> None:
    """Plan a taper from (amount, first day) pairs."""
    ends = [first_on - DAY for _, first_on in steps[1:]] + [last_on]
    planned = tuple(
        Step(first_on, Decimal(amount), end)
        for (amount, first_on), end in zip(steps, ends, strict=True)
    )
    dosing = Dosing(amount=planned[0].amount, unit="mg", rhythm=DAILY, first_on=steps[0][1])
    with family.database.transaction() as session:
        start_taper(
            session,
            family.actor(session, "ada"),
            session.get_one(Medicine, medicine.id),
            Taper(planned, then),
            dosing,
            now=now,
        )


def redose(
    family: Family, medicine: Medicine, amount: str, first_on: date, *, now: datetime
) -> None:
    """Plan another amount from a day on."""
    with family.database.transaction() as session:
        change_dose(
            session,
            family.actor(session, "ada"),
            session.get_one(Medicine, medicine.id),
            Dosing(amount=Decimal(amount), unit="mg", rhythm=DAILY, first_on=first_on),
            now=now,
        )


def decide(
    family: Family,
    medicine: Medicine,
    what: Turn,
    on: date,
    *,
    review_on: date | None = None,
    now: datetime,
) -> None:
    """Stop, pause or resume."""
    with family.database.transaction() as session:
        turn(
            session,
            family.actor(session, "ada"),
            session.get_one(Medicine, medicine.id),
            what,
            on=on,
            reason="blood counts",
            review_on=review_on,
            now=now,
        )


def live(family: Family, sender, first_on: date, days: int, zone: ZoneInfo = NEW_YORK) -> None:
    """Let reminders run for some days, at the hours at which something may fall due to Nora."""
    only_nora(family)
    for day in range(days):
        for clock in ("08:00", "10:00", "18:00"):
            beat(family, sender, at(first_on + day * DAY, clock, zone))


def told(family: Family, about: About) -> list[tuple[str, str | None]]:
    """Slot and outcome of every notice of a kind that was written down."""
    return [(one.slot, one.outcome) for one in occurrences(family) if one.about == about]


def slots(family: Family, about: About, outcome: str = "accepted") -> list[str]:
    """The wall times of the notices of a kind that ended so."""
    return [slot for slot, end in told(family, about) if end == outcome]
