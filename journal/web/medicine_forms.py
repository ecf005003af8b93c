"""What a form says about a medicine, read into how much in which rhythm from which day on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from journal.care.dates import read_date
from journal.care.measured import Label
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Rhythm, read_rhythm
from journal.care.units import Unit, read_amount
from journal.care.weekly import check_rhythm, is_confirmed, names_weekly_medicine
from journal.plans.labels import label
from journal.plans.medicines import Dosing
from journal.records.medicines import DosePlan
from journal.web.forms import Form
from journal.web.medicine_amounts import check_label, read_measured, typed_amounts
from journal.web.medicine_ordered import read_ordered
from journal.web.rhythm_forms import read_until, settle_amount, try_rhythm, typed_rhythm

TIMES = 6
SEVERAL = ("times", "on", "amounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What the box says."""

    name: str
    strength: str
    form: str

    @property
    def label(self) -> Label:
        """Its strength and form; a brand of one known form has that one."""
        return label(self.name, self.strength, self.form)


def read_box(form: Form) -> Box:
    """Name, strength and form; what is wrong is noted in `form`."""
    return Box(
        name=form.words("name", most=100, required=N_("Write the name, as on the box.")),
        strength=form.words("strength", most=100),
        form=form.words("form", most=40),
    )


def read_dosing(form: Form, name: str, box: Label) -> Dosing | None:
    """Return what the form says; None, with every error noted at its field, when it cannot be kept.

    The weekly guard comes first (H4): a refusal of it is never hidden behind another.
    """
    rhythm, refused = try_rhythm(form)
    confirm = {"word": form.get("confirm_word"), "told_by": form.get("confirm_told_by")}
    # With "every week" chosen and the weekday missing, the weekday is what to say.
    if form.get("rhythm") != "week" or refused is None:
        _guard(form, name, rhythm, confirm)
    if refused is not None and "rhythm" not in form.errors:
        form.refuse(refused)
    amount = settle_amount(form, rhythm, form.read("amount", read_amount))
    unit = form.read("unit", _unit)
    measured = read_measured(form, unit, box)
    first_on = form.read("from", lambda typed: read_date(typed, "from"))
    last_on = read_until(form, rhythm, first_on)
    told_by = form.words("confirm_told_by", most=200)
    ordered = read_ordered(form)
    if form.errors or rhythm is None or amount is None or unit is None or first_on is None:
        return None
    dosing = Dosing(
        amount=amount,
        unit=unit,
        measured=measured.amount if measured else None,
        measured_unit=measured.unit if measured else None,
        rhythm=rhythm,
        first_on=first_on,
        last_on=last_on,
        ordered_by=ordered.by,
        why=ordered.why,
        confirm={"word": confirm["word"], "told_by": told_by} if is_confirmed(confirm) else None,
    )
    # What was typed stays apart from what the label makes of it: that is looked at first.
    return None if check_label(form, dosing, box) is None else dosing


def typed_plan(plan: DosePlan, *, first_on: date) -> dict[str, Any]:
    """A dose plan as its form would have been filled in."""
    until = plan.last_on if plan.taper_id is None else None
    return {
        "strength": plan.strength,
        **typed_amounts(plan),
        "from": first_on.isoformat(),
        "until": until.isoformat() if until and until >= first_on else "",
        **typed_rhythm(read_rhythm(plan.rhythm)),
    }


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
