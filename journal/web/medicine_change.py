"""Changing a dose: a new plan from a first day, looked at once before it is kept."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, func, select

from journal.amounts import both_text
from journal.care.days import due_instant
from journal.care.measured import Label
from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.clock import now
from journal.plans.expected import expected
from journal.plans.labels import label
from journal.plans.medicines import Dosing
from journal.plans.standing import Standing, standing_of
from journal.plans.weekly_days import dose_before, last_dose_on
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import page, toast
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_amounts import as_before, change_or_relabel, looked_at, strength_note
from journal.web.medicine_choices import dosing_choices
from journal.web.medicine_forms import SEVERAL, read_dosing, typed_plan
from journal.web.medicine_names import names_of
from journal.web.medicine_ordered import team_tiles
from journal.web.medicine_words import long_day, next_text, shown
from journal.web.rhythm_forms import anchor_options, at_fields
from journal.web.signed_in import require_person
from journal.web.trying import keeping
from journal.words import day_text, rhythm_text

bp = Blueprint(
    "medicine_change",
    __name__,
    url_prefix="/children/<uuid:child_id>/medicines/<uuid:medicine_id>",
)
bp.before_request(require_person)

NEXT_DOSES = 4
# Far enough for the next dose of a plan of every few weeks.
LOOK_AHEAD = timedelta(days=70)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would come of a change.

    seen      what must still be true when it is saved: the plan's first day, the next slot, and
              the plans that it takes the place of
    lines     the change in words, as (term, value)
    doses     the next doses in words
    notes     (title, text) about days that are written anew, and about a later beginning
    """

    seen: str
    lines: list[tuple[str, str]]
    doses: list[str]
    notes: list[tuple[str, str]]


@bp.route("/change", methods=["GET", "POST"])
def dose(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """The form, then a look at what it would do, then the new plan."""
    moment = now()
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        form = Form.sent(several=SEVERAL)
        if request.method == "GET":
            form.text = _start(session, child, standing, moment)
            return _form_page(session, actor, child, standing, form, moment)
        strength = form.words("strength", most=100)
        box = label(medicine.name, strength, medicine.form)
        dosing = read_dosing(form, medicine.name, box)
        if dosing is not None:
            dosing = as_before(dosing, standing.plan, box)
    if dosing is None or form.get("again"):
        return _again(child_id, medicine_id, form, moment)
    try:
        with keeping() as trial:
            session, actor = trial.session, trial.actor
            child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
            standing = standing_of(session, child, medicine, now=moment)
            gives_way = plan_ids(session, medicine)
            plan = change_or_relabel(session, actor, medicine, dosing, strength, moment)
            preview = _preview(session, child, medicine, standing, plan, dosing, moment)
            preview = replace(preview, seen=f"{preview.seen}/{gives_way}")
            trial.kept = form.get("seen") == preview.seen
            said = _(
                "New dose of %(medicine)s for %(name)s", medicine=medicine.name, name=child.name
            )
    except Refused as refused:
        form.refuse(at_fields(form, refused))
        return _again(child_id, medicine_id, form, moment)
    if not trial.kept:
        return _check_page(child_id, medicine_id, form, preview, moment)
    toast(said)
    return redirect(url_for("medicines.show", child_id=child_id, medicine_id=medicine_id), code=303)


def _start(session: Session, child: Child, standing: Standing, moment: datetime) -> dict[str, Any]:
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    # What was recorded today was today's dose: the next day is what is still open.
    given = last_dose_on(session, child, standing.medicine) == today
    typed = typed_plan(standing.plan, first_on=today + timedelta(days=1 if given else 0))
    return typed | {"strength": standing.plan.strength or standing.medicine.strength}


def _again(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, moment: datetime
) -> ResponseReturnValue:
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        text = _form_page(session, actor, child, standing, form, moment)
    return make_response(text, 422 if form.errors else 200)


def _form_page(
    session: Session, actor: Actor, child: Child, standing: Standing, form: Form, moment: datetime
) -> str:
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    name = standing.medicine.name
    return page(
        session,
        actor,
        child,
        "medicines/change.html",
        tab="plan",
        form=form,
        team=team_tiles(session, child.id, form.get("ordered_by")),
        medicine=shown(standing, today=today),
        choices=dosing_choices(
            form,
            name,
            _label(standing, form),
            moment=moment,
            child=child,
            anchors=anchor_options(session, child, standing.medicine, moment),
        ),
    )


def _label(standing: Standing, form: Form) -> Label:
    strength = form.get("strength") or standing.plan.strength or standing.medicine.strength
    return label(standing.medicine.name, strength, standing.medicine.form)


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


def plan_ids(session: Session, medicine: Medicine) -> str:
    """Changes when anybody changes the plans of the medicine."""
    ids = [plan.id.hex for plan in plans_of(session, [medicine.id])[medicine.id]]
    return hashlib.sha256(" ".join(sorted(ids)).encode()).hexdigest()[:24]


def sent_again(form: Form) -> list[tuple[str, str]]:
    """What was typed, for the hidden fields of the page that asks once more."""
    left_out = {"csrf_token", "seen", "again"}
    return [
        (name, value)
        for name, typed in form.text.items()
        if name not in left_out
        for value in (typed if isinstance(typed, list) else [typed])
    ]


def _preview(
    session: Session,
    child: Child,
    medicine: Medicine,
    before: Standing,
    plan: DosePlan,
    dosing: Dosing,
    moment: datetime,
) -> Preview:
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    names = {id_: each.whole for id_, each in names_of(session, child.id).items()}
    lines = [
        (_("Until then"), _plan_text(before.plan, names)),
        (_("From %(day)s", day=long_day(plan.first_on)), _plan_text(plan, names)),
    ]
    if dosing.last_on is not None:
        lines.append((_("Last day"), long_day(dosing.last_on)))
    doses, key = next_doses(session, child, medicine, moment)
    notes = []
    if plan.first_on > dosing.first_on:
        notes.append(_later(session, child, medicine, plan, dosing, moment))
    if plan.first_on < today:
        notes.append(rewritten(session, child, medicine, plan.first_on, today))
    box = label(medicine.name, plan.strength, medicine.form)
    if note := looked_at(dosing, box):
        notes.append(note)
    if note := strength_note(before.plan, box):
        notes.append(note)
    if plan.unit != before.plan.unit:
        units = _(
            "From %(before)s to %(after)s. Check the label.",
            before=before.plan.unit,
            after=plan.unit,
        )
        notes.append((_("Another unit"), units))
    return Preview(seen=f"{plan.first_on}/{key}", lines=lines, doses=doses, notes=notes)


def _later(
    session: Session,
    child: Child,
    medicine: Medicine,
    plan: DosePlan,
    dosing: Dosing,
    moment: datetime,
) -> tuple[str, str]:
    """Why the typed first day was moved, and how long the gap to the next dose is (H5)."""
    before_on = dose_before(session, child, medicine, dosing.first_on, now=moment)
    found = expected(session, child, moment, moment + LOOK_AHEAD, medicines=[medicine])
    following = [one for one in found if one.slot.wall.date() >= plan.first_on]
    if before_on is None or not following:
        return _("It begins later"), _("This begins on %(day)s.", day=long_day(plan.first_on))
    next_on = following[0].slot.wall.date()
    text = ngettext(
        "The next dose is %(next)s, %(num)s day after that of %(last)s. A weekly dose "
        "less than five days after another is not planned.",
        "The next dose is %(next)s, %(num)s days after that of %(last)s. A weekly dose "
        "less than five days after another is not planned.",
        (next_on - before_on).days,
        next=long_day(next_on),
        last=long_day(before_on),
    )
    return _("It begins later"), str(text)


def next_doses(
    session: Session, child: Child, medicine: Medicine, moment: datetime
) -> tuple[list[str], str]:
    """The next planned doses in words, and the key of the first."""
    found = expected(session, child, moment, moment + LOOK_AHEAD, medicines=[medicine])
    last_on = last_dose_on(session, child, medicine)
    texts = []
    for one in found[:NEXT_DOSES]:
        text = next_text(one.slot.wall, last_on, read_rhythm(one.plan.rhythm))
        amount = both_text(one.plan, one.amount).replace(" ", "\N{NO-BREAK SPACE}")
        texts.append(f"{text}: {amount}")
        last_on = None
    return texts, found[0].slot.key if found else ""


def rewritten(
    session: Session, child: Child, medicine: Medicine, first_on: date, today: date
) -> tuple[str, str]:
    """Which days of the past a plan writes anew, and that recorded doses stay (H11)."""
    start = due_instant(datetime.combine(first_on, time(0)), ZoneInfo(child.zone))
    recorded = session.exec(
        select(func.count())
        .select_from(DoseRow)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(DoseRow.medicine == medicine.id, col(Entry.deleted).is_(False))
        .where(col(DoseRow.at) >= start)
    ).one()
    text = _(
        "This writes the plan of past days anew, from %(first)s to %(last)s. "
        "The doses recorded since then (%(count)s) stay as they were recorded.",
        first=day_text(first_on),
        last=day_text(today - timedelta(days=1)),
        count=recorded,
    )
    return _("Past days too"), text


def _plan_text(plan: DosePlan, names: Mapping[uuid.UUID, str]) -> str:
    return f"{both_text(plan)}, {rhythm_text(plan.rhythm, names)}"
