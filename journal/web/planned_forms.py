"""The forms of appointments and own reminders: what was typed, read; what is planned, filled in."""

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.care.dates import read_date
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Once, Weekday, read_rhythm
from journal.plans.appointments import MOST_NOTE, Visit
from journal.plans.own_reminders import MOST_TEXT, Wish
from journal.records.appointments import Appointment, AppointmentKind, OwnReminder
from journal.web.changes import read_id
from journal.web.forms import Form
from journal.web.log.when import fill_when, read_when
from journal.web.medicine_forms import TIMES
from journal.web.rhythm_forms import try_rhythm, typed_rhythm
from journal.words import weekday_text

SEVERAL = ("times", "on")


def read_visit(form: Form, zone: ZoneInfo) -> Visit | None:
    """What the form says of an appointment; None, with every error noted at its field."""
    kind = form.read("kind", _kind)
    at = read_when(form, "at", zone)
    words = {
        name: form.words(name, most=most)
        for name, most in (("with_whom", 200), ("place", 200), ("note", MOST_NOTE))
    }
    if form.errors or kind is None or at is None:
        return None
    return Visit(kind=kind, at=datetime.fromisoformat(at), **words)


def typed_visit(row: Appointment, zone: ZoneInfo) -> dict[str, Any]:
    """An appointment as its form would have been filled in."""
    return {
        "kind": row.kind.value,
        **fill_when("at", row.at, zone),
        "with_whom": row.with_whom,
        "place": row.place,
        "note": row.note,
    }


def read_wish(form: Form) -> Wish | None:
    """What the form says of an own reminder; None, with every error noted at its field."""
    required = N_("Write what you want to be reminded of.")
    text = form.words("text", most=MOST_TEXT, required=required)
    rhythm, refused = try_rhythm(form)
    if refused is not None:
        form.refuse(refused)
    first_on = form.read("from", lambda typed: read_date(typed, "from"))
    last_on = None
    if form.get("until") and not isinstance(rhythm, Once):
        last_on = form.read("until", lambda typed: read_date(typed, "until"))
    if form.errors or rhythm is None or first_on is None:
        return None
    return Wish(text=text, rhythm=rhythm, first_on=first_on, last_on=last_on)


def typed_wish(row: OwnReminder) -> dict[str, Any]:
    """An own reminder as its form would have been filled in."""
    return {
        "text": row.text,
        "from": row.first_on.isoformat(),
        "until": row.last_on.isoformat() if row.last_on else "",
        **typed_rhythm(read_rhythm(row.rhythm)),
    }


def rhythm_choices(form: Form, today: date) -> dict[str, Any]:
    """What the fields of an own reminder's rhythm need besides the form. None is chosen."""
    form.text.setdefault("from", today.isoformat())
    times = [*form.text.get("times", []), *[""] * TIMES]
    return {
        "rhythms": [
            ("day", _("Every day"), _("at one or more times")),
            ("week", _("Every week"), _("on one or more weekdays")),
            ("days", _("Every few days"), _("every other day, every third …")),
            ("weeks", _("Every few weeks"), _("every second, every fourth …")),
            ("months", _("Every few months"), _("on the same day of the month")),
            ("once", _("Once"), _("on the day below")),
        ],
        "weekdays": [(day.value, weekday_text(day)) for day in Weekday],
        "is_weekly": False,
        "times": times[: max(TIMES, len(form.text.get("times", [])))],
    }


def row_of(form: Form) -> uuid.UUID:
    """The id that the page gave this form: sent twice, it is one row."""
    return form.read("row", read_id) or uuid.uuid4()


def _kind(typed: str) -> AppointmentKind:
    try:
        return AppointmentKind(typed)
    except ValueError:
        sentence = N_("Choose what the appointment is for.")
        raise Refused(Problem("kind_required", "kind", sentence)) from None
