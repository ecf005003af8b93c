"""A taper: its steps as text or row by row, and what follows the last one."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import strength_said
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import read_rhythm
from journal.care.strength import Strength
from journal.care.taper import Step, Taper, closed
from journal.care.taper_text import read_steps, show_steps
from journal.care.weekly import is_confirmed
from journal.clock import now
from journal.plans.labels import strength_from
from journal.plans.medicines import Dosing
from journal.plans.standing import Standing, standing_of
from journal.plans.taper_changes import editable_taper, first_open_day
from journal.plans.tapers import RunningTaper, start_taper
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import page, today_of
from journal.web.language import said
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_forms import asks_for_word
from journal.web.medicine_ordered import Ordered, read_ordered, team_tiles
from journal.web.medicine_words import shown
from journal.web.signed_in import require_person
from journal.web.taper_preview import change_as_ordered, look_or_keep
from journal.web.taper_rows import (
    RhythmChoice,
    as_written,
    count_rows,
    fill_planned,
    fill_rows,
    read_rows,
    row_options,
)

bp = Blueprint(
    "medicine_taper",
    __name__,
    url_prefix="/children/<uuid:child_id>/medicines/<uuid:medicine_id>",
)
bp.before_request(require_person)

LONGEST_TEXT = 4_000


@bp.route("/taper", methods=["GET", "POST"])
def taper(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Text or rows, then a look at what they would do, then one plan per step."""
    moment = now()
    form = Form.sent()
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        since = first_open_day(session, child, medicine, now=moment)
        running = editable_taper(session, medicine, on=since)
        if request.method == "GET":
            _start(form, running, since, standing.plan)
            return _form_page(session, actor, child, standing, form, running, moment)
        if form.get("read"):
            plans = plans_of(session, [medicine.id])[medicine.id]
            strength = strength_from(medicine, plans, since)
            _read_text(form, standing, since, today_of(child, moment), strength)
        found, ordered = None, read_ordered(form)
        if not any(form.get(name) for name in ("read", "more", "again")):
            found = read_rows(form, RhythmChoice(read_rhythm(standing.plan.rhythm)))
        if found is None or form.errors:
            return _form_page(session, actor, child, standing, form, running, moment)
    wanted = found

    def act(session: Session, actor: Actor, medicine: Medicine) -> list[DosePlan]:
        return _keep(session, actor, medicine, wanted, standing, form, ordered, since, moment)

    try:
        return look_or_keep(child_id, medicine_id, form, act, moment=moment)
    except Refused as refused:
        form.refuse(refused)
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        return _form_page(session, actor, child, standing, form, running, moment)


def _start(form: Form, running: RunningTaper | None, since: date, plan: DosePlan) -> None:
    """Nothing is filled in but the first day, or the steps to come of a taper that runs."""
    coming = [one for one in running.steps if one.first_on >= since] if running else []
    if running is None or not coming:
        form.text["from_0"] = (since + timedelta(days=1)).isoformat()
        return
    choice = RhythmChoice(read_rhythm(plan.rhythm))
    fill_planned(form, coming, running.then, running.ends_on, choice)
    # A rhythm that no option says has no text either: read again, it would become another one.
    if not any(form.get(f"rhythm_{row}").startswith("{") for row in range(len(coming))):
        form.text["pasted"] = show_steps(as_written(coming, running.ends_on), plan.unit)


def _read_text(
    form: Form, standing: Standing, since: date, today: date, strength: Strength | None
) -> None:
    text = form.text.get("pasted", "")
    if len(text) > LONGEST_TEXT:
        sentence = N_("Write at most %(most)s characters.")
        form.fail(Problem("too_long", "pasted", sentence, {"most": str(LONGEST_TEXT)}))
        return
    written = read_steps(
        text,
        unit=standing.plan.unit,
        begins=since,
        today=today,
        name=standing.medicine.name,
        strength=strength,
    )
    if written.steps:
        fill_rows(form, written)
        # Kept with the rows, as long as they are those of this text.
        said_by = strength_said(strength) if written.worked_out and strength else ""
        form.text["worked_out"] = said_by
    for problem in written.questions:
        form.fail(problem, "pasted")
    if len(written.questions) > 1:
        form.errors["pasted"] = _("Not everything was read. What is left stands below the text.")


def _keep(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    found: Taper,
    standing: Standing,
    form: Form,
    ordered: Ordered,
    since: date,
    moment: datetime,
) -> list[DosePlan]:
    """Start the taper, or go on with the one that runs when the steps only concern what comes."""
    typed = {"word": form.get("confirm_word"), "told_by": form.get("confirm_told_by")[:200]}
    confirm = typed if is_confirmed(typed) else None
    first_on = found.steps[0].first_on
    running = editable_taper(session, medicine, on=since)
    if running is not None and first_on >= since and first_on > running.steps[0].first_on:
        kept = [step for step in running.taper.steps if step.first_on < first_on]
        base = read_rhythm(standing.plan.rhythm)
        new = [replace(step, rhythm=step.rhythm or base) for step in found.steps]
        wanted = Taper(_follow(kept, new), found.then)
        return change_as_ordered(
            session, actor, medicine, running, wanted, ordered, since, moment, confirm
        )
    dosing = Dosing(
        amount=found.steps[0].amount,
        unit=standing.plan.unit,
        rhythm=read_rhythm(standing.plan.rhythm),
        first_on=first_on,
        ordered_by=ordered.by,
        why=ordered.why,
        confirm=confirm,
    )
    return start_taper(session, actor, medicine, found, dosing, now=moment)


def _follow(kept: list[Step], new: list[Step]) -> tuple[Step, ...]:
    """The kept steps with the new ones behind them: each ends where the next begins."""
    return closed([*kept, *new])


def _form_page(
    session: Session,
    actor: Actor,
    child: Child,
    standing: Standing,
    form: Form,
    running: RunningTaper | None,
    moment: datetime,
) -> ResponseReturnValue:
    choice = RhythmChoice(read_rhythm(standing.plan.rhythm))
    text = page(
        session,
        actor,
        child,
        "medicines/taper.html",
        tab="plan",
        form=form,
        team=team_tiles(session, child.id, form.get("ordered_by")),
        medicine=shown(standing, today=today_of(child, moment)),
        unit=standing.plan.unit,
        rows=count_rows(form),
        asked=[said(problem) for problem in form.problems if problem.field == "pasted"],
        rhythms=row_options(form, choice),
        usual=choice.usual,
        running=running is not None,
        asks_for_word=asks_for_word(form, standing.medicine.name),
    )
    return make_response(text, 422 if form.errors else 200)
