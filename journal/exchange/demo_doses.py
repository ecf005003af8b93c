"""The demo's doses: what the plans expected, and what Ada and Ben recorded of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlmodel import Session

from journal.care.units import show_amount
from journal.exchange import demo_course as course
from journal.exchange.demo_calendar import DAYS, Calendar, dice
from journal.exchange.demo_events import Happening
from journal.exchange.demo_medicines import ACETAMINOPHEN, METHOTREXATE, ONDANSETRON, PREDNISOLONE
from journal.exchange.demo_people import NORA
from journal.plans.expected import Expected, expected
from journal.records.children import Child

# Out of a thousand doses: given, partly, refused, vomited, skipped. The rest has no record.
STEROID = (962, 4, 3, 8, 2)
WEEKLY = (965, 0, 0, 0, 20)
OTHERS = (905, 5, 18, 3, 17)
OUTCOMES = ("given", "partly", "refused", "vomited", "skipped")
DOUBLE = 352  # both recorded the morning steroid; Ben took his back


def planned_doses(
    session: Session, calendar: Calendar, first: int, last: int
) -> Iterator[Happening]:
    """Yield what was recorded of the slots from one day to another, both included."""
    child = session.get_one(Child, NORA)
    start, end = calendar.at(first, "00:00"), calendar.at(last + 1, "00:00")
    for slot in expected(session, child, start, min(end, calendar.now)):
        day = calendar.day_of(slot.slot.wall.date())
        yield from _recorded(slot, day, calendar)


def _recorded(slot: Expected, day: int, calendar: Calendar) -> Iterator[Happening]:
    """What became of one slot; nothing when nobody recorded it."""
    name = slot.medicine.name
    roll = dice("dose", name, day, slot.slot.wall.hour)
    outcome = _outcome(name, day, roll)
    at = slot.slot.due_at + _late(roll)
    by = _writer(slot, roll)
    if outcome is None or at >= calendar.now:
        return
    fields: dict[str, object] = {"medicine": str(slot.medicine.id), "slot": slot.slot.key}
    fields["outcome"] = outcome
    if outcome in ("given", "partly", "vomited"):
        amount = slot.amount / 2 if outcome == "partly" else slot.amount
        fields |= {"amount": show_amount(amount), "unit": slot.plan.unit}
    if outcome == "vomited":
        fields["minutes_after"] = roll.randint(5, 45)
    if outcome == "skipped":
        fields["reason"] = course.SKIPPED.get(name, "Clinic said wait")
    if outcome == "refused" and (reason := roll.choice(course.REFUSED)):
        fields["reason"] = reason
    # One in twelve was written without a signal and arrived hours later.
    arrived = timedelta(hours=roll.randint(1, 6)) if roll.random() < 0.08 else timedelta(seconds=2)
    dose = Happening("dose", f"{name}/{slot.slot.key}", by, at, fields, arrived=arrived)
    yield dose
    if day == DOUBLE and slot.medicine.id == PREDNISOLONE:
        yield from _twice(dose)


def _outcome(name: str, day: int, roll: Random) -> str | None:
    shares = {"Prednisolone": STEROID, "Methotrexate": WEEKLY, "IVIG": (1000,)}.get(name, OTHERS)
    in_hospital = any(admitted <= day <= left for admitted, _, left, *_ in course.STAYS)
    number = roll.randrange(1000)
    # In hospital the ward gives most of it and the family writes little; today is still open.
    if (in_hospital and number % 3) or (day == DAYS and name != "Prednisolone"):
        return None
    for outcome, share in zip(OUTCOMES, shares, strict=False):
        if number < share:
            return outcome
        number -= share
    return None


def _late(roll: Random) -> timedelta:
    minutes = roll.triangular(-8, 50, 6) if roll.random() < 0.93 else roll.uniform(50, 170)
    return timedelta(minutes=round(minutes), seconds=roll.randrange(60))


def _writer(slot: Expected, roll: Random) -> str:
    """Ada has most mornings, Ben most evenings; the injection is Ada's."""
    if slot.medicine.id == METHOTREXATE:
        return "Ada"
    mornings = slot.slot.wall.hour < 12
    return "Ada" if roll.random() < (0.65 if mornings else 0.35) else "Ben"


def _twice(first: Happening) -> Iterator[Happening]:
    """The other parent recorded it too; they talked, and one of the two was taken back."""
    by = "Ben" if first.by == "Ada" else "Ada"
    again = Happening(
        "dose", f"{first.name}/again", by, first.at + timedelta(minutes=11), first.fields
    )
    yield again
    yield again.then("taken back", by, timedelta(minutes=9), {}, deletes=True)


def unplanned_doses(calendar: Calendar) -> Iterator[Happening]:
    """Yield the doses as needed: after methotrexate, and with a fever."""
    for day in range(71, DAYS + 1):
        roll = dice("ondansetron", day)
        if calendar.on(day).weekday() == 1 and roll.random() < 0.45:
            at = calendar.at(day, "20:00") + timedelta(minutes=roll.randint(0, 70))
            yield _as_needed("Ondansetron", str(ONDANSETRON), "4", at, roll)
    for day, readings in course.FEVERS:
        for clock, _ in readings[:1]:
            roll = dice("acetaminophen", day)
            at = calendar.at(day, clock) + timedelta(minutes=roll.randint(4, 20))
            yield _as_needed("Acetaminophen", str(ACETAMINOPHEN), "320", at, roll)


def _as_needed(name: str, medicine: str, amount: str, at: datetime, roll: Random) -> Happening:
    fields = {"medicine": medicine, "outcome": "given", "amount": amount, "unit": "mg"}
    return Happening("dose", f"{name}/{at:%Y%m%dT%H%M}", roll.choice(("Ada", "Ben")), at, fields)
