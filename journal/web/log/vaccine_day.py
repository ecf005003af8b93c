"""The day of a vaccination in a form: a day, a day with its time, or what little is known of it."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from journal.care.days import due_instant
from journal.care.problems import N_, Problem, Refused
from journal.care.vaccine_day import DayKnown, read_known, span_of
from journal.web.forms import Form
from journal.web.log.scene import Fields, Scene
from journal.web.log.when import fill_when, read_when

NOON = "12:00"
WHEN = N_("Write the day. Where nobody knows it, say below what is known.")
TWICE = N_("Write the day, or what is known of it. Take out one of them.")


@dataclass(frozen=True, slots=True)
class Day:
    """The entry's fields; at: None where the form is wrong, which is noted there."""

    at: str | None
    day_only: bool = True
    day_known: str | None = None

    @property
    def fields(self) -> dict[str, Any]:
        return {"at": self.at, "day_only": self.day_only, "day_known": self.day_known}


def read_day(form: Form, scene: Scene, mark: str = "") -> Day:
    """Return what the form, or its row `mark`, says of the day.

    A year or "nobody knows" goes before the day that the empty form was filled with, and is asked
    about beside any other. Where the day is not known, `at` is the last moment it may have been.
    """
    day, year, month = (form.get(f"{name}{mark}") for name in ("at_on", "year", "month"))
    nobody = form.get(f"nobody{mark}")
    if not (year or month or nobody):
        if not day:
            form.fail(Problem("required", None, WHEN), f"at_on{mark}")
            return Day(None)
        return _whole(form, scene, mark)
    if (day and day != form.get(f"at_filled{mark}")) or (nobody and (year or month)):
        form.fail(Problem("date_ambiguous", None, TWICE), f"year{mark}")
        return Day(None)
    today = scene.now.astimezone(scene.zone).date()
    try:
        known, last = (DayKnown.NOTHING, today) if nobody else read_known(year, month, today)
    except Refused as refused:
        for problem in refused.problems:
            form.fail(problem, f"{problem.field}{mark}")
        return Day(None)
    return Day(_noted(form, scene, mark, known, last), day_known=known)


def fill_day(fields: Fields, scene: Scene) -> dict[str, Any]:
    """Return what stands in the form of an entry with these fields."""
    when = fill_when("at", fields["at"], scene.zone)
    if not fields.get("day_known"):
        return {"at_on": when["at_on"], "at_time": ""} if fields.get("day_only") else when
    year, month, _day = when["at_on"].split("-")
    known = DayKnown(fields["day_known"])
    return {
        "at_on": "",
        "at_time": "",
        "at_was": fields["at"],
        "year": "" if known is DayKnown.NOTHING else year,
        "month": str(int(month)) if known is DayKnown.MONTH else "",
        "nobody": "yes" if known is DayKnown.NOTHING else "",
    }


def _whole(form: Form, scene: Scene, mark: str) -> Day:
    """A day, at noon where no time is written. Noon of today that is to come is this moment."""
    day, clock = form.get(f"at_on{mark}"), form.get(f"at_time{mark}")
    # Nobody is vaccinated in the hour that the clocks repeat: the first of them does.
    whole = Form({"at_on": day, "at_time": clock or NOON, "at_fold": "0"})
    at = read_when(whole, "at", scene.zone)
    for problem in whole.problems:
        field = "at_on" if problem.code == "date_invalid" else "at_time"
        form.fail(problem, f"{field}{mark}")
    if at is not None and not clock and datetime.fromisoformat(at) > scene.now:
        now = scene.now.astimezone(scene.zone)
        at = now.isoformat() if f"{now:%Y-%m-%d}" == day else at
    return Day(at, not clock)


def _noted(form: Form, scene: Scene, mark: str, known: DayKnown, last: date) -> str:
    """Noon of that day or this moment; where it was noted before and says the same, as it was."""
    try:
        was = datetime.fromisoformat(form.get(f"at_was{mark}")).astimezone(scene.zone)
        first, end = span_of(known, last)
        if was <= scene.now and first <= was.date() <= end:
            return was.isoformat()
    except (TypeError, ValueError, OverflowError):
        pass  # nothing was noted before
    noon = due_instant(datetime.combine(last, time(12)), scene.zone)
    return min(noon, scene.now).astimezone(scene.zone).isoformat()
