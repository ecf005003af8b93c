"""What a form says about a medicine, read into how much in which rhythm from which day on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from journal.care.dates import read_date
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import (
    AsNeeded,
    Daily,
    EveryDays,
    EveryWeeks,
    Rhythm,
    Weekly,
    read_rhythm,
    rhythm_data,
)
from journal.care.units import Unit, read_amount, show_amount
from journal.care.weekly import check_rhythm, is_confirmed, names_weekly_medicine
from journal.plans.medicines import Dosing
from journal.records.medicines import DosePlan
from journal.web.forms import Form
from journal.web.medicine_ordered import read_ordered

TIMES = 6
SEVERAL = ("times", "on")
KINDS = ("day", "week", "days", "weeks", "needed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the box says."""

    name: str
    strength: str
    form: str


def read_label(form: Form) -> Label:
    """Name, strength and form; what is wrong is noted in `form`."""
    return Label(
        name=form.words("name", most=100, required=N_("Write the name, as on the box.")),
        strength=form.words("strength", most=100),
        form=form.words("form", most=40),
    )


def read_dosing(form: Form, name: str) -> Dosing | None:
    """Return what the form says; None, with every error noted at its field, when it cannot be kept.

    The weekly guard comes first (H4): a refusal of it is never hidden behind another.
    """
    rhythm, refused = _try_rhythm(form)
    confirm = {"word": form.get("confirm_word"), "told_by": form.get("confirm_told_by")}
    # With "every week" chosen and the weekday missing, the weekday is what to say.
    if form.get("rhythm") != "week" or refused is None:
        _guard(form, name, rhythm, confirm)
    if refused is not None and "rhythm" not in form.errors:
        form.refuse(refused)
    amount = form.read("amount", read_amount)
    unit = form.read("unit", _unit)
    first_on = form.read("from", lambda typed: read_date(typed, "from"))
    told_by = form.words("confirm_told_by", most=200)
    ordered = read_ordered(form)
    if form.errors or rhythm is None or amount is None or unit is None or first_on is None:
        return None
    return Dosing(
        amount=amount,
        unit=unit,
        rhythm=rhythm,
        first_on=first_on,
        ordered_by=ordered.by,
        why=ordered.why,
        confirm={"word": confirm["word"], "told_by": told_by} if is_confirmed(confirm) else None,
    )


def typed_plan(plan: DosePlan, *, first_on: date) -> dict[str, Any]:
    """A dose plan as its form would have been filled in."""
    rhythm = read_rhythm(plan.rhythm)
    return {
        "strength": plan.strength,
        "amount": show_amount(plan.amount),
        "unit": plan.unit,
        "from": first_on.isoformat(),
        **_typed_rhythm(rhythm),
    }


def fits_form(rhythm: Rhythm) -> bool:
    """Whether the form can show this rhythm; months and single doses come through the API."""
    return isinstance(rhythm, Daily | Weekly | EveryDays | EveryWeeks | AsNeeded)


def _try_rhythm(form: Form) -> tuple[Rhythm | None, Refused | None]:
    try:
        return _read_rhythm(form), None
    except Refused as refused:
        return None, refused


def _read_rhythm(form: Form) -> Rhythm:
    times = [time for time in form.text.get("times", []) if time.strip()]
    weekdays = form.text.get("on", [])
    data: dict[str, object]
    match form.get("rhythm"):
        case "day":
            data = {"every": "day", "times": times}
        case "week":
            data = {"every": "week", "on": weekdays, "times": times}
        case "days":
            data = {"every": "days", "n": _whole(form, "n_days"), "times": times}
        case "weeks":
            data = {"every": "weeks", "n": _whole(form, "n_weeks"), "on": weekdays, "times": times}
        case "needed":
            limits = {key: form.get(key) for key in ("least_gap_hours", "most_in_24_hours")}
            data = {"as_needed": True, **{key: typed for key, typed in limits.items() if typed}}
        case other:
            data = {"every": other}
    try:
        return read_rhythm(data)
    except Refused as refused:
        raise Refused(*(_at_field(form, problem) for problem in refused.problems)) from None


def _at_field(form: Form, problem: Problem) -> Problem:
    """The same problem at the form's own field."""
    field = (problem.field or "").rpartition(".")[2]
    if field == "n":
        field = "n_days" if form.get("rhythm") == "days" else "n_weeks"
    if field not in {"times", "on", "n_days", "n_weeks", "least_gap_hours", "most_in_24_hours"}:
        field = "rhythm"
    return Problem(problem.code, field, problem.text, problem.values, problem.got)


def _whole(form: Form, name: str) -> int | str:
    typed = form.get(name)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else typed


def _guard(form: Form, name: str, rhythm: Rhythm | None, confirm: Mapping[str, str]) -> None:
    try:
        check_rhythm(name, rhythm, confirm)
    except Refused as refused:
        # Nothing was chosen yet: that is no attempt at another rhythm.
        if form.get("rhythm"):
            form.refuse(refused)


def asks_for_word(form: Form, name: str) -> bool:
    """Whether the form shows the two fields that override the weekly guard."""
    stopped = any(problem.code == "weekly_drug_daily" for problem in form.problems)
    return names_weekly_medicine(name) and (stopped or bool(form.get("confirm_word")))


def _unit(typed: str) -> str:
    if typed not in list(Unit):
        raise Refused(Problem("unit_required", "unit", N_("Choose the unit of the amount.")))
    return typed


def _typed_rhythm(rhythm: Rhythm) -> dict[str, Any]:
    data: dict[str, Any] = rhythm_data(rhythm)
    if isinstance(rhythm, AsNeeded):
        return {"rhythm": "needed", **{key: data[key] for key in data if key != "as_needed"}}
    if not fits_form(rhythm):
        return {"rhythm": "", "times": []}
    kind = data["every"]
    typed = {"rhythm": kind, "times": data["times"], "on": data.get("on", [])}
    return typed | ({f"n_{kind}": str(data["n"])} if "n" in data else {})
