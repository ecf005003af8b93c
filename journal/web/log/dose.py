"""Recording a dose: one tap from Today, every other outcome, a dose nobody planned."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import gettext as _
from sqlmodel import select

from journal.amounts import both_text
from journal.care.doses import Outcome
from journal.care.problems import N_, Problem
from journal.care.units import Unit, show_amount
from journal.plans.turns import turn_at, turns_of
from journal.records.entries import Kind
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plan_for, planned_amount
from journal.web.forms import Form
from journal.web.log.lately import recorded_lately
from journal.web.log.people import (
    adviser_tiles,
    fill_people,
    giver_tiles,
    read_adviser,
    read_giver,
)
from journal.web.log.reasons import AGAIN, reason_tiles, split_reason, whole_reason
from journal.web.log.scene import Fields, LogForm, Scene, words_or_none
from journal.web.log.slots import (
    has_slots,
    nearest,
    open_slots,
    slot_of_other_day,
    slot_words,
    slots_near,
)
from journal.web.log.when import fill_when, read_when
from journal.web.medicine_names import Named, names_of
from journal.words import unit_text, wall_text

WITHOUT_AMOUNT = (Outcome.REFUSED, Outcome.SKIPPED)
AFTER_MINUTES = (5, 15, 30, 60, 120)
SLOT_MEANT = "slot_meant"


class DoseForm(LogForm):
    """A medicine is chosen first; its planned amount then stands in the form."""

    what = "dose"
    kind = Kind.DOSE
    template = "dose.html"
    renamed: ClassVar = {"reason": "why", "medicine": ""}

    def heading(self) -> str:
        return _("Medicine")

    def start(self, scene: Scene, asked: Mapping[str, str]) -> dict[str, Any]:
        medicine = find_medicine(scene, asked.get("medicine", ""))
        if medicine is None:
            return {}
        # An empty slot in the address asks for an extra dose; otherwise a person chooses that.
        chosen = asked["slot"] if "slot" in asked else nearest(open_slots(scene, medicine))
        slot = chosen or ""
        plan = _plan(scene, medicine, slot)
        return {
            "medicine": str(medicine.id),
            **({} if chosen is None else {"slot": chosen}),
            "outcome": asked.get("outcome") or Outcome.GIVEN,
            "amount": show_amount(planned_amount(plan, slot or _today(scene))) if plan else "",
            "unit": plan.unit if plan else "",
        }

    def read_own(self, form: Form, scene: Scene) -> list[dict[str, Any]]:
        # The hospital's button of Today says who gave it, and by that that it was given.
        outcome = form.get("outcome") or (Outcome.GIVEN if form.get("giver") else "")
        fields: dict[str, Any] = {
            # One tap sends no time: it means the moment of the tap.
            "at": read_when(form, "at", scene.zone) if "at_on" in form.text else _now(scene),
            "medicine": form.get("medicine"),
            "slot": words_or_none(form, "slot"),
            "outcome": outcome,
            "amount": None,
            "unit": None,
            "minutes_after": None,
            **read_giver(form),
            **read_adviser(form),
            "reason": whole_reason(form.get("why"), form.get("reason")),
            "note": words_or_none(form, "note"),
        }
        if outcome not in WITHOUT_AMOUNT:
            fields |= {"amount": form.get("amount"), "unit": words_or_none(form, "unit")}
            if outcome == Outcome.VOMITED and not form.get("amount"):
                fields |= {"amount": None, "unit": None}
        minutes = form.get("minutes_after")
        if outcome == Outcome.VOMITED and minutes.isdecimal() and len(minutes) < 9:
            fields["minutes_after"] = int(minutes)
        again = whole_reason(form.get("why_again"), form.get("reason_again"), AGAIN)
        if form.get("again") == "yes" and again:
            earlier = [fields["reason"]] if fields["reason"] else []
            fields |= {"again": True, "reason": "; ".join([again, *earlier])}
        _ask_for_slot(form, scene, fields)
        return [fields]

    def fill_own(self, fields: Fields, scene: Scene) -> dict[str, Any]:
        why, reason = split_reason(fields.get("reason") or "")
        minutes, amount = fields.get("minutes_after"), fields.get("amount")
        return {
            **fill_when("at", fields["at"], scene.zone),
            "medicine": fields["medicine"],
            "slot": fields.get("slot") or "",
            "outcome": fields["outcome"],
            "amount": "" if amount is None else show_amount(Decimal(amount)),
            "unit": fields.get("unit") or "",
            "minutes_after": "" if minutes is None else str(minutes),
            **fill_people(fields),
            "why": why,
            "reason": reason,
            "note": fields.get("note") or "",
        }

    def context(self, scene: Scene, form: Form) -> dict[str, Any]:
        medicine = find_medicine(scene, form.get("medicine"))
        if medicine is None:
            return {"medicine": None, "medicines": _tiles(scene)}
        slot = form.get("slot")
        offered, extra = open_slots(scene, medicine), _("An extra dose, not planned")
        if near := _asked_at(form):
            offered = slots_near(scene, medicine, near)
            extra = _("No, an extra dose")
        slots = list(dict.fromkeys([*([slot] if slot else []), *offered]))
        plan = _plan(scene, medicine, slot)
        return {
            "medicine": _named(scene, medicine),
            "planned": both_text(plan, planned_amount(plan, slot or _today(scene))) if plan else "",
            "lately": recorded_lately(scene, medicine, slot),
            "asks_slot": bool(slots) or has_slots(plan),
            "slots": [(key, slot_words(key, scene)) for key in slots] + [("", extra)],
            "outcomes": _outcomes(),
            "units": [(unit.value, unit_text(Decimal(1), unit)) for unit in Unit],
            "minutes": _minutes(form.get("minutes_after")),
            "givers": giver_tiles(scene, form),
            "advisers": adviser_tiles(scene, form),
            "whys": reason_tiles(form.get("why")),
        }


def _ask_for_slot(form: Form, scene: Scene, fields: Fields) -> None:
    """Ask once whether a dose of another day is the one that was planned then."""
    if "at_on" not in form.text or form.get("slot_asked") or form.errors:
        return
    medicine, at = find_medicine(scene, fields["medicine"]), datetime.fromisoformat(fields["at"])
    slot = slot_of_other_day(scene, medicine, fields["slot"], at) if medicine else None
    if slot is None:
        return
    form.text |= {"slot": slot, "slot_asked": fields["at"]}
    question = N_("Is this the dose planned for %(moment)s?")
    moment = {"moment": wall_text(datetime.fromisoformat(slot))}
    form.fail(Problem(SLOT_MEANT, "slot", question, moment))


def _asked_at(form: Form) -> datetime | None:
    """The moment that was asked about, as the page brings it back."""
    try:
        moment = datetime.fromisoformat(form.get("slot_asked"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def find_medicine(scene: Scene, text: str) -> Medicine | None:
    """The child's own medicine with this id; nobody else's is found."""
    try:
        medicine = scene.session.get(Medicine, uuid.UUID(text))
    except ValueError:
        return None
    return medicine if medicine and medicine.child_id == scene.child.id else None


def _named(scene: Scene, medicine: Medicine) -> Named:
    return names_of(scene.session, scene.child.id)[medicine.id]


def _plan(scene: Scene, medicine: Medicine, slot: str) -> DosePlan | None:
    return plan_for(scene.session, medicine.id, slot[:10] or _today(scene))


def _today(scene: Scene) -> date:
    return scene.now.astimezone(scene.zone).date()


def _now(scene: Scene) -> str:
    return scene.now.astimezone(scene.zone).isoformat()


def _tiles(scene: Scene) -> dict[str, list[dict[str, Any]]]:
    """The child's medicines, the stopped and paused ones apart."""
    medicines = scene.session.exec(
        select(Medicine).where(Medicine.child_id == scene.child.id).order_by(Medicine.name)
    ).all()
    turns = turns_of(scene.session, [medicine.id for medicine in medicines])
    names = names_of(scene.session, scene.child.id)
    found: dict[str, list[dict[str, Any]]] = {"current": [], "resting": []}
    for medicine in medicines:
        plan = _plan(scene, medicine, "")
        rests = turn_at(turns[medicine.id], scene.now) is not None
        found["resting" if rests else "current"].append(
            {
                "id": medicine.id,
                "name": names[medicine.id].name,
                "weekly": names[medicine.id].weekly,
                "amount": both_text(plan) if plan else "",
            }
        )
    return found


def _outcomes() -> list[tuple[str, str]]:
    return [
        (Outcome.GIVEN, _("Given")),
        (Outcome.PARTLY, _("Partly given")),
        (Outcome.REFUSED, _("Refused")),
        (Outcome.VOMITED, _("Vomited")),
        (Outcome.SKIPPED, _("Skipped")),
    ]


def _minutes(typed: str) -> list[tuple[str, str]]:
    offered = {str(minutes) for minutes in AFTER_MINUTES} | (
        {typed} if typed.isdecimal() else set()
    )
    tiles = [(each, _("%(minutes)s min", minutes=each)) for each in sorted(offered, key=int)]
    return [*tiles, ("", _("Nobody knows"))]
