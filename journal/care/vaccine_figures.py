"""The figures of the child's own clinic, which stand in the place of a source's."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from journal.care.dates import months_after
from journal.care.knowledge.vaccines import Vaccine
from journal.care.problems import N_
from journal.care.vaccine_facts import Facts, Figure, Hold, Said, Value

DAYS = {"days": 1, "weeks": 7}

SAYS = N_(
    "%(name)s, last on %(on)s. Your clinic's own figure, from %(told_by)s, makes it %(until)s."
)

STILL = N_(
    "%(name)s is being taken. Your clinic's own figure counts from its last day, so there is no "
    "date. Ask your team."
)
UNREADABLE = N_(
    "Your clinic's own figure after %(name)s cannot be counted, so there is no date. Write it down "
    "again."
)


def figured(vaccine: Vaccine, facts: Facts) -> frozenset[str]:
    """Return the medicines after which the clinic named a wait with a vaccine."""
    return frozenset(one.medicine for one in facts.figures if one.vaccine == vaccine.id)


def figure_alone(
    vaccine: Vaccine,
    medicine: str,
    name: str,
    last_on: date | None,
    facts: Facts,
    *,
    entry: UUID | None = None,
) -> Hold:
    """Return the hold of a figure where no rule names the pair; open while it is taken (None)."""
    own = None
    if last_on is not None:
        own = by_figure(vaccine, medicine, name, last_on, facts, entry=entry)
    said = Said(STILL if last_on is None else UNREADABLE, {"name": name})
    return own or Hold(until=None, because=said, key=f"figure.{medicine}", entry=entry)


def by_figure(
    vaccine: Vaccine,
    medicine: str,
    name: str,
    last_on: date,
    facts: Facts,
    *,
    entry: UUID | None = None,
) -> Hold | None:
    """Return the hold that the clinic's own figure makes, or None where it has none.

    A figure that is no whole number above 0, or in another unit, makes none.
    """
    for one in facts.figures:
        until = _day(one, last_on)
        if (one.vaccine, one.medicine) == (vaccine.id, medicine) and until is not None:
            values: dict[str, Value] = {"name": name, "on": last_on, "told_by": one.told_by}
            said = Said(SAYS, {**values, "until": until})
            return Hold(until=until, because=said, key=f"figure.{medicine}", entry=entry)
    return None


def _day(figure: Figure, last_on: date) -> date | None:
    if figure.value <= 0:
        return None
    return moved(last_on, figure.value, figure.unit)


def moved(day: date, value: Decimal, unit: str) -> date | None:
    """Return the day so many days, weeks or months later, or earlier where `value` is below 0.

    None for what is no whole number, or another unit.
    """
    if value != int(value):
        return None
    if unit == "months":
        return months_after(day, int(value))
    return day + timedelta(days=int(value) * DAYS[unit]) if unit in DAYS else None
