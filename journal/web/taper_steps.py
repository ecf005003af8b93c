"""One step of a taper that runs: held longer, changed, left out, or another put before it."""

import uuid
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text
from journal.care.dates import read_date
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Rhythm, read_rhythm
from journal.care.rhythm_kinds import Alternating
from journal.care.taper import Taper, closed
from journal.care.taper_edit import Later, change_step, hold_step, insert_step, remove_step
from journal.care.units import read_amount, read_days, show_amount
from journal.clock import now
from journal.plans.standing import standing_of
from journal.plans.taper_changes import editable_taper, first_open_day
from journal.plans.tapers import RunningTaper
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import page, toast
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_ordered import Ordered, read_ordered, team_tiles
from journal.web.medicine_words import shown
from journal.web.signed_in import require_person
from journal.web.taper_preview import change_as_ordered, look_or_keep
from journal.web.taper_rows import RhythmChoice
from journal.words import day_text, unbroken

bp = Blueprint(
    "taper_steps",
    __name__,
    url_prefix="/children/<uuid:child_id>/medicines/<uuid:medicine_id>/taper",
)
bp.before_request(require_person)

WEEK_DAYS = 7
MOST_DAYS = 366


@bp.post("/longer")
def longer(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """The step of today some days longer, every later one as many days later."""
    moment = now()
    form = Form.sent()
    days = read_days(form.get("days") or str(WEEK_DAYS), "days", most=MOST_DAYS)
    ordered = read_ordered(form)
    if form.get("again"):
        return redirect(
            url_for("medicines.show", child_id=child_id, medicine_id=medicine_id), code=303
        )

    def act(session: Session, actor: Actor, medicine: Medicine) -> list[DosePlan]:
        child = session.get_one(Child, medicine.child_id)
        since = first_open_day(session, child, medicine, now=moment)
        running = _running(session, medicine, since)
        if running.current is None:
            raise Refused(Problem("taper_open", None, N_("The taper has not begun yet.")))
        wanted = hold_step(running.taper, running.steps.index(running.current), days=days)
        return _change(session, actor, medicine, running, wanted, ordered, since, moment)

    return look_or_keep(child_id, medicine_id, form, act, moment=moment)


@bp.route("/<string:day>", methods=["GET", "POST"])
def step(child_id: uuid.UUID, medicine_id: uuid.UUID, day: str) -> ResponseReturnValue:
    """Correct the step that begins on a day; the later ones move along or stay."""
    moment = now()
    form = Form.sent()
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        since = first_open_day(session, child, medicine, now=moment)
        running = editable_taper(session, medicine, on=since)
        number = _number(running, since, day)
        if running is None or number is None:
            return _moved(child_id, medicine_id)
        if request.method == "GET":
            form.text = _typed(running, number, since)
        if request.method == "GET" or form.get("again"):
            return _form_page(session, actor, child, medicine, form, running, number, moment)
        ordered = read_ordered(form)
        edit = _read(form, running, number, since)
    if edit is not None and not form.errors:
        wanted = edit

        def act(session: Session, actor: Actor, medicine: Medicine) -> list[DosePlan]:
            if _running(session, medicine, since).taper != running.taper:
                sentence = N_("Somebody changed these steps just now. Look at them again.")
                raise Refused(Problem("taper_moved", None, sentence))
            return _change(session, actor, medicine, running, wanted, ordered, since, moment)

        try:
            return look_or_keep(child_id, medicine_id, form, act, moment=moment)
        except Refused as refused:
            form.refuse(refused)
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        return _form_page(session, actor, child, medicine, form, running, number, moment)


def _number(running: RunningTaper | None, since: date, day: str) -> int | None:
    """Which step begins on the day, when it is not over; None when none does."""
    for number, one in enumerate(running.steps if running else ()):
        over = one.last_on is not None and one.last_on < since
        if one.first_on.isoformat() == day and not over:
            return number
    return None


def _moved(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody else may have changed the steps since the page was opened."""
    toast(_("No step begins on that day any more. These are the steps now."))
    return redirect(url_for("medicines.show", child_id=child_id, medicine_id=medicine_id), code=303)


def _running(session: Session, medicine: Medicine, since: date) -> RunningTaper:
    running = editable_taper(session, medicine, on=since)
    if running is None:
        raise Refused(Problem("taper_open", None, N_("No taper runs whose steps could move.")))
    return running


def _change(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    running: RunningTaper,
    wanted: Taper,
    ordered: Ordered,
    since: date,
    moment: datetime,
) -> list[DosePlan]:
    try:
        return change_as_ordered(session, actor, medicine, running, wanted, ordered, since, moment)
    except Refused as refused:
        if refused.problems[0].code != "weekly_drug_daily":
            raise
        sentence = N_(
            "This medicine is usually given once a week, and these steps are not. Change them in "
            "the form with all steps, where you can type DAILY and write who told you."
        )
        raise Refused(Problem("weekly_drug_daily", None, sentence)) from refused


def _typed(running: RunningTaper, number: int, since: date) -> dict[str, Any]:
    """The form of a step as it is planned."""
    one = running.steps[number]
    rhythm = one.rhythm
    return {
        "what": "change",
        "from": max(one.first_on, since).isoformat(),
        "amount": show_amount(one.amount),
        "rhythm": "alternate" if isinstance(rhythm, Alternating) else RhythmChoice(rhythm).usual,
        "other": show_amount(rhythm.other) if isinstance(rhythm, Alternating) else "",
        "days": str(WEEK_DAYS),
        "later": Later.MOVE.value,
    }


def _read(form: Form, running: RunningTaper, number: int, since: date) -> Taper | None:
    """The taper as the form wants it, or None with every error noted."""
    taper = running.taper
    one = running.steps[number]
    begun = one.first_on < since
    what = form.get("what") if not begun else "change"
    later = form.read("later", _later) if not begun else Later.STAY
    if what == "remove" and later is not None:
        return form.read("what", lambda _typed: remove_step(taper, number, later=later))
    amount = form.read("amount", read_amount)
    rhythm = _rhythm(form, one.rhythm)
    if what == "insert":
        days = form.read("days", lambda typed: read_days(typed, "days", most=MOST_DAYS))
        if amount is None or rhythm is None or days is None or later is None:
            return None
        return form.read(
            "days",
            lambda _typed: insert_step(
                taper, number, days=days, amount=amount, rhythm=rhythm, later=later
            ),
        )
    first_on = form.read("from", lambda typed: read_date(typed, "from"))
    if first_on is None or amount is None or rhythm is None or later is None:
        return None
    if begun:
        return form.read("from", lambda _typed: _rest(taper, number, first_on, amount, rhythm))
    return form.read(
        "from",
        lambda _typed: change_step(
            taper, number, first_on=first_on, amount=amount, rhythm=rhythm, later=later
        ),
    )


def _rest(taper: Taper, number: int, first_on: date, amount: Any, rhythm: Rhythm) -> Taper:
    """The step that runs, with another amount for the days it has left."""
    step = taper.steps[number]
    if first_on <= step.first_on or (step.last_on is not None and first_on > step.last_on):
        sentence = N_("Choose a day of this step that is still to come.")
        raise Refused(Problem("taper_past", "from", sentence))
    rest = step.rest(first_on, amount, rhythm)
    steps = [*taper.steps[: number + 1], rest, *taper.steps[number + 1 :]]
    return replace(taper, steps=closed(steps))


def _rhythm(form: Form, planned: Rhythm) -> Rhythm | None:
    data = RhythmChoice(planned).data(form.get("rhythm"), form.get("other"))
    if data is None:
        return planned
    name = "other" if data["every"] == "alternate" else "rhythm"
    return form.read(name, lambda _typed: read_rhythm(data))


def _later(typed: str) -> Later:
    if typed not in list(Later):
        sentence = N_("Choose whether the later steps move along or stay.")
        raise Refused(Problem("required", "later", sentence))
    return Later(typed)


def _form_page(
    session: Session,
    actor: Actor,
    child: Child,
    medicine: Medicine,
    form: Form,
    running: RunningTaper,
    number: int,
    moment: datetime,
) -> ResponseReturnValue:
    standing = standing_of(session, child, medicine, now=moment)
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    since = first_open_day(session, child, medicine, now=moment)
    one = running.steps[number]
    choice = RhythmChoice(one.rhythm)
    text = page(
        session,
        actor,
        child,
        "medicines/taper_step.html",
        tab="plan",
        form=form,
        team=team_tiles(session, child.id, form.get("ordered_by")),
        medicine=shown(standing, today=today),
        step={
            "number": number + 1,
            "amount": unbroken(both_text(one.plan, one.amount)),
            "first": day_text(one.first_on),
            "last": day_text(one.last_on) if one.last_on else None,
            "begun": one.first_on < since,
            "only": len(running.steps) == 1,
        },
        unit=one.plan.unit,
        rhythms=choice.options,
    )
    return make_response(text, 422 if form.errors else 200)
