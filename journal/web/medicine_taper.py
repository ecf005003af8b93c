"""A taper: rows of a first day and an amount, and what follows the last one."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import read_rhythm
from journal.care.taper import Taper, Then, read_taper
from journal.care.weekly import is_confirmed
from journal.clock import now
from journal.plans.medicines import Dosing
from journal.plans.standing import Standing, standing_of
from journal.plans.tapers import start_taper
from journal.records.access import Right
from journal.records.medicines import Medicine
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import page, toast
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_change import Preview, next_doses, rewritten, sent_again
from journal.web.medicine_forms import asks_for_word
from journal.web.medicine_ordered import read_ordered, team_tiles
from journal.web.medicine_words import long_day, shown
from journal.web.signed_in import require_person
from journal.web.trying import trying
from journal.words import amount_text, day_text

bp = Blueprint(
    "medicine_taper",
    __name__,
    url_prefix="/children/<uuid:child_id>/medicines/<uuid:medicine_id>",
)
bp.before_request(require_person)

ROWS, MORE_ROWS, MOST_ROWS = 6, 6, 60


@bp.route("/taper", methods=["GET", "POST"])
def taper(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """The rows, then a look at what they would do, then one plan per step."""
    moment = now()
    form = Form.sent()
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
    if request.method == "GET" or form.get("more") or form.get("again"):
        return _form_page(child_id, medicine_id, form, moment)
    found = _read(form)
    if found is None:
        return _form_page(child_id, medicine_id, form, moment)
    dosing = _dosing(standing, found, form)
    if form.errors:
        return _form_page(child_id, medicine_id, form, moment)
    try:
        with trying() as (session, actor):
            medicine = session.get_one(Medicine, medicine_id)
            start_taper(session, actor, medicine, found, dosing, now=moment)
            doses, key = next_doses(session, child, medicine, moment)
            preview = Preview(
                seen=f"{found.steps[0].first_on}/{len(found.steps)}/{key}",
                lines=_lines(found, dosing.unit),
                doses=doses,
                notes=[],
            )
            today = moment.astimezone(ZoneInfo(child.zone)).date()
            if found.steps[0].first_on < today:
                note = rewritten(session, child, medicine, found.steps[0].first_on, today)
                preview.notes.append(note)
    except Refused as refused:
        form.refuse(refused)
        return _form_page(child_id, medicine_id, form, moment)
    if form.get("seen") != preview.seen:
        return _check_page(child_id, medicine_id, form, preview, moment)
    with writing() as (session, actor):
        medicine = session.get_one(Medicine, medicine_id)
        start_taper(session, actor, medicine, found, dosing, now=moment)
    toast(_("Taper of %(medicine)s for %(name)s", medicine=medicine.name, name=child.name))
    return redirect(url_for("medicines.show", child_id=child_id, medicine_id=medicine_id), code=303)


def _read(form: Form) -> Taper | None:
    """The taper, or None with every error noted at its row."""
    kept = [
        row for row in range(_rows(form)) if form.get(f"from_{row}") or form.get(f"amount_{row}")
    ]
    if not kept:
        form.fail(Problem("taper_steps", "from_0", N_("Write the first day of the first step.")))
        return None
    steps: list[dict[str, Any]] = [
        {"from": form.get(f"from_{row}"), "amount": form.get(f"amount_{row}")} for row in kept
    ]
    if form.get("until"):
        steps[-1]["until"] = form.get("until")
    try:
        return read_taper({"steps": steps, "then": form.get("then") or None})
    except Refused as refused:
        for problem in refused.problems:
            form.fail(problem, _at_row(problem.field or "", kept))
        return None


def _at_row(field: str, kept: list[int]) -> str:
    """taper.steps.2.from is the row that the third step was written in."""
    parts = field.split(".")
    if parts[-1] in {"until", "then"}:
        return parts[-1]
    if len(parts) == 4:
        return f"{parts[3]}_{kept[int(parts[2])]}"
    return ""


def _rows(form: Form) -> int:
    typed = form.get("rows")
    rows = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else ROWS
    return min(MOST_ROWS, rows + (MORE_ROWS if form.get("more") else 0))


def _dosing(standing: Standing, found: Taper, form: Form) -> Dosing:
    confirm = {"word": form.get("confirm_word"), "told_by": form.get("confirm_told_by")[:200]}
    ordered = read_ordered(form)
    return Dosing(
        amount=found.steps[0].amount,
        unit=standing.plan.unit,
        rhythm=read_rhythm(standing.plan.rhythm),
        first_on=found.steps[0].first_on,
        ordered_by=ordered.by,
        why=ordered.why,
        confirm=confirm if is_confirmed(confirm) else None,
    )


def _lines(found: Taper, unit: str) -> list[tuple[str, str]]:
    lines = []
    for step in found.steps:
        amount = amount_text(step.amount, unit)
        if step.last_on is not None:
            amount = _("%(amount)s, through %(day)s", amount=amount, day=day_text(step.last_on))
        lines.append((long_day(step.first_on), amount))
    words = {
        Then.CONTINUE: _("the last amount goes on"),
        Then.STOP: _("nothing: the medicine ends"),
        Then.ASK: _("the last amount goes on, and the journal says: ask your team"),
    }
    return [*lines, (_("After the last step"), words[found.then])]


def _form_page(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, moment: datetime
) -> ResponseReturnValue:
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        today = moment.astimezone(ZoneInfo(child.zone)).date()
        form.text.setdefault("from_0", (today + timedelta(days=1)).isoformat())
        text = page(
            session,
            actor,
            child,
            "medicines/taper.html",
            tab="plan",
            form=form,
            medicine=shown(standing, today=today),
            team=team_tiles(session, child.id, form.get("ordered_by")),
            unit=standing.plan.unit,
            rows=_rows(form),
            asks_for_word=asks_for_word(form, medicine.name),
        )
    return make_response(text, 422 if form.errors else 200)


def _check_page(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, preview: Preview, moment: datetime
) -> ResponseReturnValue:
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        today = moment.astimezone(ZoneInfo(child.zone)).date()
        return page(
            session,
            actor,
            child,
            "medicines/check.html",
            tab="plan",
            medicine=shown(standing, today=today),
            preview=preview,
            action=request.path,
            fields=sent_again(form),
        )
