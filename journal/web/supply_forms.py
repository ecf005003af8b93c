"""The forms of the supply: a count, a new package, an opened one, days of notice."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from journal.care.dates import read_date
from journal.care.days import due_instant
from journal.care.problems import N_, Problem, Refused
from journal.care.supply import read_count
from journal.care.units import Unit, read_amount, read_days
from journal.plans.packages import MOST_DAYS, Packed
from journal.records.fields import FieldRefused, one_of
from journal.records.medicines import Supplied
from journal.web.changes import read_id
from journal.web.forms import Form

MOST_DAYS_OPEN = 730
# Where a problem of plans/packages.py stands on the page, per form.
FIELDS: Mapping[Supplied, Mapping[str, str]] = {
    Supplied.COUNTED: {"amount": "count", "unit": "count_unit"},
    Supplied.FETCHED: {"amount": "fetched", "unit": "fetched"},
    Supplied.OPENED: {"at": "opened_on"},
    Supplied.FINISHED: {},
}


def read_counted(form: Form) -> Packed | None:
    """A count, or None with every error noted."""
    amount = form.read("count", lambda typed: read_count(typed, "count"))
    unit = form.read("count_unit", _read_unit)
    if form.errors or amount is None or unit is None:
        return None
    return Packed(what=Supplied.COUNTED, id=_id(form), amount=amount, unit=unit)


def read_fetched(form: Form) -> Packed | None:
    """A new box or bottle, or None with every error noted."""
    amount = form.read("fetched", lambda typed: read_amount(typed, "fetched"))
    unit = form.read("fetched_unit", _read_unit)
    lot = form.words("lot", most=60)
    strength = form.words("strength", most=100)
    if form.get("strengths") and not strength:
        form.fail(Problem("required", "strength", N_("Choose what the new label says.")))
    if form.errors or amount is None or unit is None:
        return None
    return Packed(
        what=Supplied.FETCHED,
        id=_id(form),
        amount=amount,
        unit=unit,
        lot=lot,
        strength=strength or None,
    )


def read_opened(form: Form, zone: ZoneInfo, now: datetime) -> Packed | None:
    """An opened package with its use-by, typed as a day or as days after opening, or None."""
    opened_on = form.read("opened_on", lambda typed: read_date(typed, "opened_on"))
    use_by: date | None = None
    days: int | None = None
    if form.get("use_by"):
        use_by = form.read("use_by", lambda typed: read_date(typed, "use_by"))
    if form.get("use_within"):
        days = form.read(
            "use_within", lambda typed: read_days(typed, "use_within", most=MOST_DAYS_OPEN)
        )
    if form.get("use_by") and form.get("use_within"):
        sentence = N_("Write the day or the number of days, not both.")
        form.fail(Problem("use_by_twice", "use_within", sentence))
    if form.errors or opened_on is None:
        return None
    if days is not None:
        use_by = opened_on + timedelta(days=days)
    return Packed(
        what=Supplied.OPENED, id=_id(form), at=moment_on(opened_on, zone, now), use_by=use_by
    )


def read_notice(form: Form) -> int | None:
    """Days of notice; None asks for none, or has an error noted."""
    if not form.get("refill_days"):
        return None
    return form.read("refill_days", lambda typed: read_days(typed, "refill_days", most=MOST_DAYS))


def moment_on(day: date, zone: ZoneInfo, now: datetime) -> datetime:
    """Today means now; of another day nobody knows the hour, so its noon."""
    if day == now.astimezone(zone).date():
        return now
    return due_instant(datetime.combine(day, time(12)), zone)


def refuse_at(form: Form, refused: Refused, what: Supplied) -> None:
    """Note what was refused at the field of the page's own form."""
    names = FIELDS[what]
    problems = (
        replace(each, field=names.get(each.field or "", each.field)) for each in refused.problems
    )
    form.refuse(Refused(*problems))


def _read_unit(typed: str) -> str:
    if not typed:
        sentence = N_("Choose the unit of the amount.")
        raise FieldRefused(Problem("unit_required", "count_unit", sentence))
    return str(one_of(Unit, "unit_unknown")(typed))


def _id(form: Form) -> uuid.UUID | None:
    return read_id(form.get("row")) if form.get("row") else None
