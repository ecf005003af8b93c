"""The medicines a clinic is told of after a contact: those given now, and those stopped lately."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.products import meant_by
from journal.plans.standing import Standing, State, standings
from journal.records.children import Child
from journal.web.last_doses import Latest, last_doses, last_words
from journal.web.medicine_words import shown as medicine_shown
from journal.words import day_text

NO_TREATMENT = ("vitamin",)
# How long a medicine that was stopped is still told of: our own choice.
STOPPED_LATELY = timedelta(days=183)
# Told of whatever their age, because what they do lasts for years: our own choice too.
LASTING = ("rituximab", "car_t_cd19", "cyclophosphamide")


def is_lasting(name: str) -> bool:
    """Whether a product is one of those that are told however long ago they were given."""
    fact = meant_by(name)
    return fact is not None and fact.id in LASTING


def told_medicines(
    session: Session, child: Child, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is given now, paused, or ended lately; vitamins apart, unknown names are not.

    A medicine ended with its stop or its plan's last day, or with the last dose written down,
    whichever is later: many families tick no doses.
    """
    zone, last = ZoneInfo(child.zone), last_doses(session, child)
    today = now.astimezone(zone).date()
    treated: list[str] = []
    others: list[str] = []
    for one in standings(session, child, now=now):
        if not _is_told(one, last, zone, today):
            continue
        fact = meant_by(one.medicine.name)
        vitamin = fact is not None and fact.drug_class.startswith(NO_TREATMENT)
        (others if vitamin else treated).append(_medicine(one, last, zone, today))
    return tuple(treated), tuple(others)


def _is_told(one: Standing, last: Latest, zone: ZoneInfo, today: date) -> bool:
    if one.state in {State.RUNNING, State.PAUSED}:
        return True
    dose = last.get(one.medicine.id)
    given = [] if dose is None else [dose.at.astimezone(zone).date()]
    ended = _ended_on(one)
    days = [*given, *([ended] if ended else [])]
    if days and is_lasting(one.medicine.name):
        return True
    return any(today - day < STOPPED_LATELY for day in days)


def _ended_on(one: Standing) -> date | None:
    """The day of the stop, or the last day of a plan that ran out."""
    if one.state is State.STOPPED:
        return one.rests_since
    return one.until if one.state is State.ENDED else None


def _medicine(one: Standing, last: Latest, zone: ZoneInfo, today: date) -> str:
    row = medicine_shown(one, today=today)
    plan = ", ".join(filter(None, (row["amount"], row["rhythm"])))
    ended = ""
    if one.state not in {State.RUNNING, State.PAUSED}:
        plan = _("no longer in the plan (before: %(plan)s)", plan=plan)
        if one.state is State.ENDED and one.until:
            ended = _("the last day of its plan was %(day)s", day=day_text(one.until))
    parts = (
        f"{one.medicine.name} {plan}",
        row["held"],
        ended,
        last_words(one.medicine, last, zone),
    )
    return ", ".join(part for part in parts if part)
