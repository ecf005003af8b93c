"""Rhythms as FHIR Timing, where one says the same; what has none is told in words alone.

https://hl7.org/fhir/R4/datatypes.html#Timing. A weekly medicine names its weekday here too (H4).
"""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from journal.amounts import Amounts
from journal.care.rhythm import (
    AsNeeded,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Once,
    Rhythm,
    Weekly,
    known_rhythm,
)
from journal.care.units import Unit, show_amount
from journal.exchange.fhir_parts import Json, moment, quantity, said

# https://ucum.org; what a dose is counted in, such as tablets, has no code of its own there.
UCUM_OF_DOSES = {
    Unit.MILLIGRAM: "mg",
    Unit.MICROGRAM: "ug",
    Unit.GRAM: "g",
    Unit.MILLILITRE: "mL",
    Unit.INTERNATIONAL_UNIT: "[iU]",
}


def dosage(dose: str, amounts: Amounts, since: date, until: date | None, zone: str) -> list[Json]:
    """Return the dosage of a plan: one, whose `text` says all of it.

    An amount stands in a field of its own only where every dose is the same amount: a reader that
    looks at fields alone must never find one of two.
    """
    rhythm = known_rhythm(amounts.rhythm)
    found: Json = {"text": dose}
    if timing := timing_of(rhythm, since, until, zone):
        found["timing"] = timing
    if isinstance(rhythm, AsNeeded):
        found["asNeededBoolean"] = True
    is_one = not (isinstance(rhythm, Daily) and len(set(rhythm.amounts)) > 1)
    if is_one and len(found) > 1:
        found["doseAndRate"] = [{"doseQuantity": _amount(rhythm, amounts)}]
    return [found]


def timing_of(rhythm: Rhythm | None, since: date, until: date | None, zone: str) -> Json | None:
    """Return the rhythm as a Timing, or None where FHIR has no way to say exactly this."""
    repeat: Json
    match rhythm:
        case Once(at=at):
            return {"event": [moment(at.replace(tzinfo=ZoneInfo(zone)), zone)]}
        case Daily(times=times):
            repeat = _every(1, "d", times)
        case EveryDays(n=n, times=times):
            repeat = _every(n, "d", times)
        case Weekly(on=on, times=times):
            repeat = _every(1, "wk", times, [day.value[:3] for day in on])
        case EveryWeeks(n=n, on=on, times=times):
            repeat = _every(n, "wk", times, [day.value[:3] for day in on])
        case EveryMonths(n=n, times=times):
            repeat = _every(n, "mo", times)
        case _:
            return None
    return {"repeat": {"boundsPeriod": period(since, until)} | repeat}


def period(since: date | datetime, until: date | datetime | None) -> Json:
    """Both days as a Period; the end is left out while none is known."""
    return said({"start": since.isoformat(), "end": until.isoformat() if until else None})


def _every(n: int, unit: str, times: tuple[time, ...], days: list[str] | None = None) -> Json:
    frequency = len(times) * len(days or [""])
    found: Json = {"frequency": frequency, "period": n, "periodUnit": unit}
    if days:
        found["dayOfWeek"] = days
    return found | {"timeOfDay": [f"{each:%H:%M:%S}" for each in times]}


def _amount(rhythm: Rhythm | None, amounts: Amounts) -> Json:
    amount = amounts.amount
    if isinstance(rhythm, Daily) and rhythm.amounts:
        amount = rhythm.amounts[0]
    try:
        ucum = UCUM_OF_DOSES.get(Unit(amounts.unit), "")
    except ValueError:
        ucum = ""
    return quantity(Decimal(show_amount(amount)), amounts.unit, ucum)
