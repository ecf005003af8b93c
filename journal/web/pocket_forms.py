"""The log forms as a phone keeps them: no "now", no ids, and no medicine in a dose's."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from journal.amounts import both_text
from journal.care.units import show_amount
from journal.records.kinds.measurement import Measured
from journal.records.medicines import Medicine
from journal.records.planned import planned_amount
from journal.web.day import Day
from journal.web.drawn import (
    AMOUNT,
    BASE,
    CHANGE,
    ENTRY,
    INFUSION,
    MEDICINE,
    NAME,
    PLANNED,
    SLOT,
    STAY,
    WEEKLY,
    Part,
    entry_address,
    part,
    placed,
)
from journal.web.forms import Form
from journal.web.log.kinds import DOSE, FORMS
from journal.web.log.measured import OneMeasuredForm
from journal.web.log.saving import marks_of, show_form, url_for_new
from journal.web.log.scene import LogForm, Scene
from journal.web.log.slots import has_slots

# A form is filled in at a moment nobody knows yet: the phone puts that in.
UNDATED: dict[str, Any] = {"now_on": "", "now_time": "", "folds": {}, "fold": None}
NEW = {"change": CHANGE, "entry": ENTRY}
CHANGED = {"change": CHANGE, "base": BASE}


def forms_of(scene: Scene) -> dict[str, Part]:
    """Every log form by the word in its address; as `edit:` those in which an entry is changed.

    `dose` is where one chooses the medicine.
    """
    found = {what: _new(scene, form) for what, form in FORMS.items()}
    for what, form in FORMS.items():
        if what not in {"dose", "weight"}:
            found[f"edit:{what}"] = _edit(scene, form)
    for thing in (Measured.WEIGHT, Measured.HEIGHT):
        found[f"edit:measured:{thing.value}"] = _edit(scene, OneMeasuredForm(thing))
    return said_once(found)


def said_once(forms: dict[str, Part]) -> dict[str, Part]:
    """The same forms, with what a new and a changed entry's end with alike in the new one only.

    The other one then has `head`, and `tail`: how much of the new one's `main` follows, as a script
    counts letters. What a phone keeps is as large as all of this packed.
    """
    return {
        name: _shortened(one, forms.get(name.removeprefix("edit:"))) for name, one in forms.items()
    }


def _shortened(form: Part, new: Part | None) -> Part:
    if new is None or new is form:
        return form
    alike = _alike_at_the_end(form["main"], new["main"])
    if not alike:
        return form
    rest = {name: value for name, value in form.items() if name != "main"}
    tail = len(form["main"][-alike:].encode("utf-16-le")) // 2
    return {**rest, "head": form["main"][:-alike], "tail": tail}


def _alike_at_the_end(one: str, other: str) -> int:
    """How many letters both end with, found by halves: there are tens of thousands of them."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[-middle:] == other[-middle:]:
            least = middle
        else:
            most = middle - 1
    return least


def dose_kinds(day: Day) -> dict[str, dict[str, Any]]:
    """Per medicine what a form for a dose of it starts with, and by `form` which of them it is."""
    return {str(medicine.id): _dose_kind(day, medicine) for medicine in day.medicines}


def _dose_kind(day: Day, medicine: Medicine) -> dict[str, Any]:
    plan, named = day.plan_of(medicine), day.names[medicine.id]
    today = day.now.astimezone(day.zone).date()
    amount = planned_amount(plan, today) if plan else None
    planned = plan is not None and amount is not None and both_text(plan, amount)
    looks = ("weekly" if named.weekly else "", "planned" if planned else "")
    asks = "slots" if has_slots(plan) else ""
    return {
        "name": named.name,
        "weekly": named.weekly,
        "planned": planned or "",
        "amount": show_amount(amount) if amount is not None else "",
        "unit": plan.unit if plan else "",
        "form": "-".join(part for part in ("dose", *looks, asks) if part),
    }


def dose_forms(scene: Scene, kinds: Mapping[str, Mapping[str, Any]]) -> dict[str, Part]:
    """The forms that `dose_kinds` names, drawn once each, as `edit:` too."""
    found: dict[str, Part] = {}
    for medicine, kind in kinds.items():
        if kind["form"] not in found:
            found[kind["form"]] = _dose(scene, medicine, kind, _new)
            found[f"edit:{kind['form']}"] = _dose(scene, medicine, kind, _edit)
    return said_once(found)


def _dose(scene: Scene, medicine: str, kind: Mapping[str, Any], draw: Any) -> Part:
    """One tile stands for the planned doses: the phone knows which of them are open."""
    drawn: Part = draw(
        scene,
        DOSE,
        {"medicine": medicine, "outcome": "given", "amount": AMOUNT},
        medicine={"name": NAME, "weekly": kind["weekly"] and WEEKLY},
        planned=kind["planned"] and PLANNED,
        asks_slot="slots" in kind["form"],
        slots=[(SLOT, SLOT), ("", _("An extra dose, not planned"))],
    )
    return {name: placed(html, medicine, MEDICINE) for name, html in drawn.items()}


def _new(scene: Scene, log_form: LogForm, text: dict[str, Any] | None = None, **more: Any) -> Part:
    start = log_form.start(scene, {"infusion": INFUSION, "stay": STAY}) if text is None else text
    return _drawn(scene, log_form, start, NEW, url_for_new(scene.child, log_form), **more)


def _edit(scene: Scene, log_form: LogForm, text: dict[str, Any] | None = None, **more: Any) -> Part:
    return _drawn(
        scene,
        log_form,
        text or {},
        CHANGED,
        entry_address("entries.edit", scene.child.id),
        heading=_("Change: %(what)s", what=log_form.heading()),
        cancel_url=entry_address("entries.show", scene.child.id),
        next_url=log_form.after_edit(scene.child.id, Form(text or {}), ENTRY)
        or entry_address("entries.show", scene.child.id),
        is_new=False,
        marks=marks_of(log_form, "edit", ENTRY),
        **more,
    )


def _drawn(
    scene: Scene,
    log_form: LogForm,
    text: dict[str, Any],
    hidden: dict[str, str],
    action: str,
    **more: Any,
) -> Part:
    assert scene.actor is not None
    around = (scene.session, scene.actor, scene.child)
    return part(show_form(*around, log_form, Form(text), hidden, action, **{**UNDATED, **more}))
