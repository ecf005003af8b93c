"""The part of a medicine's form that says how often, and until when."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.dates import read_date, show_date
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import AsNeeded, Daily, Once, Relative, Rhythm, read_rhythm, rhythm_data
from journal.care.rhythm_amounts import check_amounts, own_amounts
from journal.care.units import read_days, read_number
from journal.plans.standing import State, standings
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.web.forms import Form
from journal.web.medicine_names import named

COUNTED = {"days": "n_days", "weeks": "n_weeks", "months": "n_months"}
IN_MINUTES = {"minutes": 1, "hours": 60, "days": 24 * 60}
LONGEST = 7 * 24 * 60
LONGEST_COURSE = 3660
# Where the form shows what a rhythm's own field refused.
FIELDS = {
    "after": "anchor",
    "before": "anchor",
    "minutes": "gap",
    "once": "times",
    **{name: name for name in ("times", "on", "other", "weeks_on", "weeks_off")},
    **{name: name for name in ("least_gap_hours", "most_in_24_hours", "amounts")},
    **{name: name for name in ("amount", "strength", "measured")},
}


def try_rhythm(form: Form) -> tuple[Rhythm | None, Refused | None]:
    """The rhythm that the form says, or why it cannot be read, at the form's own fields."""
    try:
        return _read(form), None
    except Refused as refused:
        return None, at_fields(form, refused)


def at_fields(form: Form, refused: Refused) -> Refused:
    """What a rule refused about a rhythm, at the form's own fields."""
    return Refused(*(_at_field(form, problem) for problem in refused.problems))


def settle_amount(form: Form, rhythm: Rhythm | None, typed: Decimal | None) -> Decimal | None:
    """The plan's amount; what contradicts the rhythm's own amounts is noted at its field.

    Where each time has an amount, the plan's is that of the first time of the day.
    """
    if rhythm is None or typed is None:
        return typed
    amount = own_amounts(rhythm)[0] if isinstance(rhythm, Daily) and rhythm.amounts else typed
    try:
        check_amounts(rhythm, amount)
    except Refused as refused:
        form.refuse(at_fields(form, refused))
    return amount


def read_until(form: Form, rhythm: Rhythm | None, first_on: date | None) -> date | None:
    """The last day, typed as a date or as a number of days; None for a plan that goes on."""
    days = _course_days(form)
    written = form.get("until")
    until = form.read("until", lambda typed: read_date(typed, "until")) if written else None
    if first_on is None or (days is None and until is None):
        return None
    if isinstance(rhythm, Once):
        sentence = N_("A single dose has no last day. Leave this empty.")
        form.fail(Problem("until_before_from", "until", sentence))
        return None
    counted = None if days is None else first_on + timedelta(days=days - 1)
    if counted is not None and until is not None and counted != until:
        sentence = N_(
            "Counted in days (%(days)s), it ends on %(day)s, which is not the last day below. "
            "Leave one of the two empty."
        )
        values = {"days": str(days), "day": show_date(counted)}
        form.fail(Problem("until_before_from", "course_days", sentence, values))
    last_on = counted or until
    if last_on is not None and last_on < first_on:
        sentence = N_("The last day lies before the first day, %(day)s. Check both dates.")
        form.fail(Problem("until_before_from", "until", sentence, {"day": show_date(first_on)}))
    return last_on


def typed_rhythm(rhythm: Rhythm) -> dict[str, Any]:
    """A rhythm as its fields would have been filled in."""
    data: dict[str, Any] = rhythm_data(rhythm)
    match rhythm:
        case AsNeeded():
            return {"rhythm": "needed", **{key: data[key] for key in data if key != "as_needed"}}
        case Once(at=at):
            return {"rhythm": "once", "times": [f"{at:%H:%M}"], "until": ""}
        case Relative(medicine=medicine, minutes=minutes):
            count, unit = _in_unit(abs(minutes))
            side = "after" if minutes > 0 else "before"
            beside = {"anchor": str(medicine), "side": side, "gap": count, "gap_unit": unit}
            return {"rhythm": "beside", **beside}
    kind = data["every"]
    typed = {"rhythm": kind, "times": data["times"], "on": data.get("on", [])}
    typed |= {key: str(data[key]) for key in ("other", "weeks_on", "weeks_off") if key in data}
    # The first amount stands above, as the plan's.
    typed["amounts"] = data.get("amounts", [])[1:]
    return typed | ({COUNTED[kind]: str(data["n"])} if "n" in data else {})


def rhythm_options(*, is_weekly: bool) -> list[tuple[str, str, str]]:
    """The common kinds of rhythm as tiles: value, words, hint."""
    week = (_("Once a week"), _("on one named weekday"))
    if not is_weekly:
        week = (_("Every week"), _("on one or more weekdays"))
    return [
        ("day", _("Every day"), _("at one or more times")),
        ("week", *week),
        ("days", _("Every few days"), _("every other day, every third …")),
        ("weeks", _("Every few weeks"), _("every second, every fourth …")),
        ("needed", _("As needed"), _("with the limits of the label")),
    ]


def rare_rhythm_options(*, has_others: bool) -> list[tuple[str, str, str]]:
    """The rarer kinds, for behind the fold.

    has_others  whether there is a medicine to count from
    """
    beside = ("beside", _("Before or after another medicine"), _("so many minutes or hours"))
    return [
        ("alternate", _("Two amounts in turn"), _("one amount one day, another the next")),
        ("cycle", _("Weeks on, weeks off"), _("such as three weeks on, one off")),
        *([beside] if has_others else []),
        ("months", _("Every few months"), _("on the same day of the month")),
        ("once", _("Once"), _("a single dose")),
    ]


def anchor_options(
    session: Session, child: Child, medicine: Medicine | None, now: Any
) -> list[tuple[str, str]]:
    """The child's medicines that another one may count from, as (id, name with its weekday)."""
    found = [
        one
        for one in standings(session, child, now=now)
        if one.state in {State.RUNNING, State.PAUSED, State.COMING}
        and one.has_times
        and (medicine is None or one.medicine.id != medicine.id)
    ]
    plans = {one.medicine.id: [one.plan] for one in found}
    # Each has one plan here, so every day is as good.
    names = named([one.medicine for one in found], plans, date.max)
    return [(str(one.medicine.id), names[one.medicine.id].whole) for one in found]


def _read(form: Form) -> Rhythm:
    times = [time for time in _list(form, "times") if time]
    weekdays = form.text.get("on", [])
    kind = form.get("rhythm")
    match kind:
        case "day":
            return read_rhythm({"every": "day", **_times_with_amounts(form)})
        case "week":
            return read_rhythm({"every": "week", "on": weekdays, "times": times})
        case "weeks":
            n = _whole(form, "n_weeks")
            return read_rhythm({"every": "weeks", "n": n, "on": weekdays, "times": times})
        case "days" | "months":
            return read_rhythm({"every": kind, "n": _whole(form, COUNTED[kind]), "times": times})
        case "alternate":
            return read_rhythm({"every": kind, "other": form.get("other"), "times": times})
        case "cycle":
            weeks = {name: _whole(form, name) for name in ("weeks_on", "weeks_off")}
            return read_rhythm({"every": kind, **weeks, "times": times})
        case "beside":
            side = "before" if form.get("side") == "before" else "after"
            if form.get("side") not in {"before", "after"}:
                sentence = N_("Choose whether it comes before or after the other medicine.")
                raise Refused(Problem("rhythm_after", "side", sentence))
            return read_rhythm({side: form.get("anchor") or None, "minutes": _minutes(form)})
        case "once":
            if len(times) > 1:
                sentence = N_("A single dose has one time. Leave the others empty.")
                raise Refused(Problem("rhythm_times", "times", sentence))
            # Without a day the day is what to say, at its own field.
            day = form.get("from") or "2000-01-01"
            return read_rhythm({"once": f"{day}T{times[0] if times else ''}"})
        case "needed":
            limits = {key: form.get(key) for key in ("least_gap_hours", "most_in_24_hours")}
            stated = {key: typed for key, typed in limits.items() if typed}
            return read_rhythm({"as_needed": True, **stated})
        case other:
            return read_rhythm({"every": other})


def _times_with_amounts(form: Form) -> dict[str, object]:
    """The times, and an amount for each where one of them has another than the first."""
    times, others = _list(form, "times"), _list(form, "amounts")
    amounts = [form.get("amount"), *others, *[""] * len(times)]
    if any(amount and (i >= len(times) or not times[i]) for i, amount in enumerate(amounts[1:], 1)):
        sentence = N_("This amount has no time. Write its time above, or leave it empty.")
        raise Refused(Problem("rhythm_amounts", "amounts", sentence))
    pairs = [(at, amounts[i] or amounts[0]) for i, at in enumerate(times) if at]
    told: dict[str, object] = {"times": [at for at, _amount in pairs]}
    if len({amount for _at, amount in pairs}) > 1:
        told["amounts"] = [amount for _at, amount in pairs]
    return told


def _minutes(form: Form) -> int:
    unit = IN_MINUTES.get(form.get("gap_unit"), 1)
    number = read_number(form.get("gap"), "gap") * unit
    if not 1 <= number <= LONGEST or number != number.to_integral_value():
        sentence = N_("Write how long before or after, from 1 minute to 7 days.")
        raise Refused(Problem("rhythm_n", "gap", sentence))
    return int(number)


def _in_unit(minutes: int) -> tuple[str, str]:
    """Hours up to two days, as prescriptions say "24 hours", then days."""
    if minutes % IN_MINUTES["days"] == 0 and minutes > 2 * IN_MINUTES["days"]:
        return str(minutes // IN_MINUTES["days"]), "days"
    if minutes % 60 == 0:
        return str(minutes // 60), "hours"
    return str(minutes), "minutes"


def _at_field(form: Form, problem: Problem) -> Problem:
    path = (problem.field or "").split(".")
    name = path[1] if path[0] == "rhythm" and len(path) > 1 else path[-1]
    if name == "amounts" and path[-1] == "0":
        name = "amount"
    elif name == "n":
        name = COUNTED.get(form.get("rhythm"), "rhythm")
    elif path[0] == "rhythm":
        name = FIELDS.get(name, "rhythm")
    return Problem(problem.code, name, problem.text, problem.values, problem.got)


def _course_days(form: Form) -> int | None:
    if not form.get("course_days"):
        return None
    return form.read(
        "course_days", lambda typed: read_days(typed, "course_days", most=LONGEST_COURSE)
    )


def _whole(form: Form, name: str) -> int | str:
    typed = form.get(name)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else typed


def _list(form: Form, name: str) -> Sequence[str]:
    return [typed.strip() for typed in form.text.get(name, [])]
