"""What would come of a taper, looked at before it is kept."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text
from journal.care.rhythm import Daily
from journal.care.taper import Then
from journal.care.taper_days import first_days, near_doses
from journal.plans.standing import standing_of
from journal.plans.tapers import RunningTaper, running_taper, taper_with
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of
from journal.web.change_preview import rewritten
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import page, toast, today_of
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_change import sent_again
from journal.web.medicine_words import shown
from journal.web.stairs import stairs_of
from journal.web.trying import trying
from journal.words import day_text, long_day, short_day

Act = Callable[[Session, Actor, Medicine], list[DosePlan]]
FIRST_DOSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TaperPreview:
    """What a family looks at before a taper is kept.

    seen    what must still be true when it is saved
    stairs  as stairs.stairs_of
    firsts  (amount, first doses in words) of each step, unless all are daily
    notes   (title, text)
    """

    seen: str
    stairs: dict[str, Any]
    firsts: list[tuple[str, str]]
    notes: list[tuple[str, str]]


def look_or_keep(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, act: Act, *, moment: datetime
) -> ResponseReturnValue:
    """Show what `act` would do; do it once the family has seen just that. Raises Refused."""
    with trying() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        before = running_taper(session, medicine, on=today_of(child, moment))
        plans = act(session, actor, medicine)
        preview = _preview(session, child, medicine, plans, before, moment)
    if form.get("seen") != preview.seen:
        return _check_page(child_id, medicine_id, form, preview, moment)
    with writing() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        act(session, actor, medicine)
        said = _("Taper of %(medicine)s for %(name)s", medicine=medicine.name, name=child.name)
    toast(said)
    return redirect(url_for("medicines.show", child_id=child_id, medicine_id=medicine_id), code=303)


def _preview(
    session: Session,
    child: Child,
    medicine: Medicine,
    plans: list[DosePlan],
    before: RunningTaper | None,
    moment: datetime,
) -> TaperPreview:
    today, zone = today_of(child, moment), ZoneInfo(child.zone)
    planned = plans_of(session, [medicine.id])[medicine.id]
    assert plans[0].taper_id is not None
    running = taper_with(planned, plans[0].taper_id, on=today)
    notes = []
    if plans[0].first_on < today:
        notes.append(rewritten(session, child, medicine, plans[0].first_on, today))
    if before is not None and before.follows is not None:
        notes.append(
            (
                _("What was planned for later gives way"),
                _(
                    "From %(day)s, %(amount)s was planned.",
                    day=day_text(before.follows.first_on),
                    amount=both_text(before.follows),
                ),
            )
        )
    notes += _asked_at_once(running)
    notes += _near(running, zone)
    return TaperPreview(
        seen=_fingerprint(running),
        stairs=stairs_of(running, zone=zone, today=today),
        firsts=_firsts(running, zone),
        notes=notes,
    )


def _asked_at_once(running: RunningTaper) -> list[tuple[str, str]]:
    """That the last written day of a taper without an end is the first day of its last step."""
    last = running.steps[-1]
    if running.then is not Then.ASK or running.ends_on != last.first_on:
        return []
    text = _(
        "The last written day is %(day)s, the first day of the last step. Ask your team by then. "
        "Until they answer, %(amount)s goes on. If a later last day was written, fill it in.",
        day=long_day(last.first_on),
        amount=both_text(last.plan, last.amount),
    )
    return [(_("Ask your team what follows"), text)]


def _near(running: RunningTaper, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Where every other day would become two days running, from one step to the next."""
    steps = running.taper.steps
    found = near_doses(steps, running.steps[0].rhythm, zone)
    return [
        (
            _("Two doses close together"),
            _(
                "One step ends with a dose on %(last)s, the next begins with one on %(first)s. "
                "Change the first day if your team means it otherwise.",
                last=long_day(last),
                first=long_day(first),
            ),
        )
        for last, first in found
    ]


def _firsts(running: RunningTaper, zone: ZoneInfo) -> list[tuple[str, str]]:
    """The first doses of every step, so that its count can be seen."""
    rhythms = [one.rhythm for one in running.steps]
    if all(isinstance(rhythm, Daily) for rhythm in rhythms):
        return []
    return [
        (
            both_text(one.plan, step.amount),
            ", ".join(short_day(each) for each in first_days(step, rhythm, zone, FIRST_DOSES)),
        )
        for one, step, rhythm in zip(running.steps, running.taper.steps, rhythms, strict=True)
    ]


def _fingerprint(running: RunningTaper) -> str:
    """Changes when anything that was shown changes."""
    shown_steps = [(one.first_on, one.amount, one.last_on, one.rhythm) for one in running.steps]
    said = repr((shown_steps, running.then, running.ends_on))
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _check_page(
    child_id: uuid.UUID,
    medicine_id: uuid.UUID,
    form: Form,
    preview: TaperPreview,
    moment: datetime,
) -> ResponseReturnValue:
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        standing = standing_of(session, child, medicine, now=moment)
        return page(
            session,
            actor,
            child,
            "medicines/taper_check.html",
            tab="plan",
            medicine=shown(standing, today=today_of(child, moment)),
            preview=preview,
            action=request.path,
            fields=sent_again(form),
        )
