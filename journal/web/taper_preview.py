"""What would come of a taper, looked at before it is kept."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text
from journal.care.rhythm import Daily
from journal.care.taper import Taper, Then
from journal.care.taper_days import first_amounts, near_doses
from journal.plans.standing import standing_of
from journal.plans.taper_changes import change_taper
from journal.plans.tapers import RunningTaper, running_taper, taper_with
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of
from journal.web.change_preview import rewritten
from journal.web.extensions import reading
from journal.web.forms import Form
from journal.web.frame import page, toast, today_of
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_change import plan_ids, sent_again
from journal.web.medicine_ordered import Ordered
from journal.web.medicine_words import shown
from journal.web.stairs import stairs_of
from journal.web.trying import keeping
from journal.words import day_text, long_day, short_day

Act = Callable[[Session, Actor, Medicine], list[DosePlan]]
FIRST_DOSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TaperPreview:
    """What a family looks at before a taper is kept.

    seen    what must still be true when it is saved
    stairs  as stairs.stairs_of
    firsts  the first doses in words of each step that is not every day, by its number
    notes   (title, text)
    """

    seen: str
    stairs: dict[str, Any]
    firsts: dict[int, list[str]]
    notes: list[tuple[str, str]]


def look_or_keep(
    child_id: uuid.UUID, medicine_id: uuid.UUID, form: Form, act: Act, *, moment: datetime
) -> ResponseReturnValue:
    """Show what `act` would do; do it once the family has seen just that. Raises Refused."""
    with keeping() as trial:
        session, actor = trial.session, trial.actor
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        before = running_taper(session, medicine, on=today_of(child, moment))
        gives_way = plan_ids(session, medicine)
        plans = act(session, actor, medicine)
        preview = _preview(session, child, medicine, plans, before, gives_way, moment)
        trial.kept = form.get("seen") == preview.seen
        said = _("Taper of %(medicine)s for %(name)s", medicine=medicine.name, name=child.name)
    if not trial.kept:
        return _check_page(child_id, medicine_id, form, preview, moment)
    toast(said)
    return redirect(url_for("medicines.show", child_id=child_id, medicine_id=medicine_id), code=303)


def change_as_ordered(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    running: RunningTaper,
    wanted: Taper,
    ordered: Ordered,
    since: date,
    moment: datetime,
    confirm: dict[str, str] | None = None,
) -> list[DosePlan]:
    """`change_taper` with who ordered it and why, as the forms ask."""
    return change_taper(
        session,
        actor,
        medicine,
        running,
        wanted,
        since=since,
        ordered_by=ordered.by,
        why=ordered.why,
        confirm=confirm,
        now=moment,
    )


def _preview(
    session: Session,
    child: Child,
    medicine: Medicine,
    plans: list[DosePlan],
    before: RunningTaper | None,
    gives_way: str,
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
        seen=_fingerprint(running, gives_way),
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


def _firsts(running: RunningTaper, zone: ZoneInfo) -> dict[int, list[str]]:
    """The first doses of every step that is not each day alike, so that its count can be seen."""
    steps = list(running.taper.steps)
    if running.then is Then.ASK:
        # Its amount goes on until the team has answered.
        steps[-1] = replace(steps[-1], last_on=None)
    return {
        number: _first_days(one.plan, first_amounts(step, one.rhythm, zone, FIRST_DOSES))
        for number, (one, step) in enumerate(zip(running.steps, steps, strict=True), start=1)
        if not isinstance(one.rhythm, Daily)
    }


def _first_days(plan: DosePlan, days: Sequence[tuple[date, tuple[Decimal, ...]]]) -> list[str]:
    """ "Sun 20 Dec", "Mon 21 Dec", each day with its own amount where they differ."""
    if len({amounts for _day, amounts in days}) < 2:
        return [short_day(day) for day, _amounts in days]
    return [
        _("%(day)s: %(amount)s", day=short_day(day), amount=_each(plan, amounts))
        for day, amounts in days
    ]


def _each(plan: DosePlan, amounts: tuple[Decimal, ...]) -> str:
    said = " + ".join(both_text(plan, amount) for amount in amounts)
    return said.replace(" ", "\N{NO-BREAK SPACE}")


def _fingerprint(running: RunningTaper, gives_way: str) -> str:
    """Changes when anything that was shown changes, or the plans that it takes the place of."""
    shown_steps = [(one.first_on, one.amount, one.last_on, one.rhythm) for one in running.steps]
    said = repr((shown_steps, running.then, running.ends_on, gives_way))
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
