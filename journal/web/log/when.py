"""Moments in forms: a date and a time on the child's wall clock, with the night that has two."""

import re
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.care.days import from_wall, read_date
from journal.care.problems import N_, Problem, Refused
from journal.web.forms import Form

TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::[0-5]\d)?")


def read_when(form: Form, name: str, zone: ZoneInfo, *, required: bool = True) -> str | None:
    """The moment as the journal writes it, or None; what is wrong is noted at the field.

    Codes: date_invalid (B13), time_invalid, time_does_not_exist (B11), time_ambiguous (B12).
    """
    on, clock = form.get(f"{name}_on"), form.get(f"{name}_time")
    if not on and not clock and not required:
        return None
    try:
        wall = _wall(on, clock, name)
        moment = from_wall(wall, zone, _fold(form, name, wall, zone), name)
    except Refused as refused:
        form.refuse(refused)
        return None
    return moment.astimezone(zone).isoformat()


def _fold(form: Form, name: str, wall: datetime, zone: ZoneInfo) -> int | None:
    """Which of two readings is meant: as chosen, else as it was when Now was filled in."""
    chosen = form.get(f"{name}_fold")
    if chosen in {"0", "1"}:
        return int(chosen)
    try:
        filled_in = datetime.fromisoformat(form.get(f"{name}_now"))
        if filled_in.tzinfo is None:
            return None
        local = filled_in.replace(second=0, microsecond=0).astimezone(zone)
    except (ValueError, OverflowError):  # no moment, or none that stands on this clock
        return None
    # Another time was typed since: then nobody can tell.
    return local.fold if local.replace(tzinfo=None, fold=0) == wall else None


def fill_when(name: str, moment: datetime | str | None, zone: ZoneInfo) -> dict[str, str]:
    """The date and the time a form shows for a moment."""
    if not moment:
        return {}
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    local = moment.astimezone(zone)
    filled = {f"{name}_on": f"{local:%Y-%m-%d}", f"{name}_time": f"{local:%H:%M}"}
    if _is_twice(local.replace(tzinfo=None, fold=0), zone):
        filled[f"{name}_fold"] = str(local.fold)
    return filled


def fold_words(form: Form, name: str, zone: ZoneInfo) -> list[str] | None:
    """What to choose between when the time came twice that night, else None."""
    try:
        wall = _wall(form.get(f"{name}_on"), form.get(f"{name}_time"), name)
    except Refused:
        return None
    if not _is_twice(wall, zone):
        return None
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    clock = f"{wall:%H:%M}"
    return [
        _("the first %(time)s (%(zone)s)", time=clock, zone=first.tzname()),
        _("the second %(time)s (%(zone)s)", time=clock, zone=second.tzname()),
    ]


def when_context(
    form: Form, names: tuple[str, ...], zone: ZoneInfo, now: datetime
) -> dict[str, Any]:
    """What `when_field` of the templates needs for each of these moments.

    Where nothing was typed the form starts with this moment, and in the night that has an hour
    twice with the one it is: `form` then says so.
    """
    local = now.astimezone(zone)
    folds = {name: words for name in names if (words := fold_words(form, name, zone))}
    started = Form(fill_when("at", now, zone))
    untyped = "at" in names and not form.get("at_on") and not form.get("at_time")
    if untyped and (words := fold_words(started, "at", zone)):
        folds["at"], form.text["at_fold"] = words, started.get("at_fold")
    place = zone.key.rpartition("/")[2].replace("_", " ")
    return {
        "now_on": f"{local:%Y-%m-%d}",
        "now_time": f"{local:%H:%M}",
        "zone_label": _("%(place)s time", place=place),
        "folds": folds,
        "fold": folds.get("at"),
    }


def _wall(on: str, clock: str, name: str) -> datetime:
    day = read_date(on, name)
    found = TIME.fullmatch(clock)
    if not found:
        raise Refused(Problem("time_invalid", name, N_("Write the time as 08:00.")))
    return datetime.combine(day, time(int(found[1]), int(found[2])))


def _is_twice(wall: datetime, zone: ZoneInfo) -> bool:
    try:
        return from_wall(wall, zone, 0) != from_wall(wall, zone, 1)
    except Refused:
        return False
