"""The treatment history: every medicine, every change, who ordered it and why; for ever (H34)."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text
from journal.care.history import spans_in_force
from journal.clock import now
from journal.plans.labels import strength_on
from journal.plans.standing import Standing, State, standings
from journal.plans.turns import turns_of
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Turn
from journal.records.planned import plans_of
from journal.web.extensions import reading
from journal.web.frame import child_or_404, page
from journal.web.in_hospital import in_hospital
from journal.web.infusion_courses import course_rows
from journal.web.medicine_names import names_of
from journal.web.signed_in import require_person
from journal.words import because, day_text, rhythm_text, weekly_label

bp = Blueprint("treatment_history", __name__)
bp.before_request(require_person)

DAY = timedelta(days=1)


@bp.get("/children/<uuid:child_id>/treatment")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """Every medicine the child ever had in a plan, the earliest first."""
    moment = now()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        today = moment.astimezone(ZoneInfo(child.zone)).date()
        found = standings(session, child, now=moment)
        ids = [one.medicine.id for one in found]
        plans, turns = plans_of(session, ids), turns_of(session, ids)
        names = {id_: each.whole for id_, each in names_of(session, child.id).items()}
        medicines = [
            _medicine(one, plans[one.medicine.id], turns[one.medicine.id], names, today)
            for one in found
        ]
        return page(
            session,
            actor,
            child,
            "medicines/history.html",
            tab="plan",
            medicines=sorted(medicines, key=lambda each: each["first_on"]),
            infusions=_infusions(session, child),
            in_hospital=in_hospital(session, child, moment),
            made=day_text(today),
        )


def _infusions(session: Session, child: Child) -> list[dict[str, Any]]:
    """Every course with its amount by weight, lots and reactions, the earliest first."""
    return [
        {"when": each["when"], "what": each["what"], "note": " · ".join(each["notes"])}
        for each in course_rows(session, child)[::-1]
    ]


def _medicine(
    one: Standing,
    plans: Sequence[DosePlan],
    turns: Sequence[MedicineTurn],
    names: Mapping[uuid.UUID, str],
    today: date,
) -> dict[str, Any]:
    rows = [*_doses(plans, names, today), *map(_turn, turns)]
    rows.sort(key=lambda row: row["on"])
    return {
        "name": one.medicine.name,
        "weekly": weekly_label(one.plan.rhythm),
        "form": ", ".join(
            filter(None, (strength_on(one.medicine, plans, today), one.medicine.form))
        ),
        "state": _state(one.state),
        "first_on": rows[0]["on"],
        "rows": [{**row, "when": day_text(row["on"])} for row in rows],
    }


def _form(medicine: Medicine, plans: Sequence[DosePlan], today: date) -> str:
    return ", ".join(filter(None, (strength_on(medicine, plans, today), medicine.form)))


def _doses(
    plans: Sequence[DosePlan], names: Mapping[uuid.UUID, str], today: date
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    before: DosePlan | None = None
    spans = spans_in_force(plans)
    for index, (plan, first_on, last_on) in enumerate(spans):
        said = _change(before, plan, names)
        if said:
            rows.append({"on": first_on, "what": said, "note": _note(plan, first_on, today)})
        follows = index + 1 < len(spans) and last_on and spans[index + 1][1] == last_on + DAY
        if last_on is not None and not follows and "once" not in plan.rhythm:
            rows.append({"on": last_on, "what": _("The last day of the plan"), "note": ""})
        before = plan if follows else None
    return rows


def _change(before: DosePlan | None, plan: DosePlan, names: Mapping[uuid.UUID, str]) -> str:
    """What a plan changed, from and to; "" when it says the same as the one before."""
    if before is None:
        return _("Begun: %(dose)s", dose=f"{both_text(plan)}, {rhythm_text(plan.rhythm, names)}")
    pairs = (
        (both_text(before), both_text(plan)),
        (rhythm_text(before.rhythm, names), rhythm_text(plan.rhythm, names)),
        (before.strength or _("no strength written"), plan.strength or _("no strength written")),
    )
    said = "; ".join(f"{was} → {became}" for was, became in pairs if was != became)
    return said or (both_text(plan) if plan.ordered_by or plan.why else "")


def _note(plan: DosePlan, first_on: date, today: date) -> str:
    parts = (
        _("planned, still to come") if first_on > today else "",
        _("step of a taper") if plan.taper_id else "",
        because(None, plan.why, plan.ordered_by),
    )
    return " · ".join(filter(None, parts))


def _turn(turn: MedicineTurn) -> dict[str, Any]:
    words = {Turn.STOP: _("Stopped"), Turn.PAUSE: _("Paused"), Turn.RESUME: _("Started again")}
    review = _("look again on %(day)s", day=day_text(turn.review_on)) if turn.review_on else ""
    parts = (because(turn.cause, turn.reason, turn.advised_by), review)
    return {
        "on": turn.on,
        "what": words[turn.turn],
        "note": " · ".join(part for part in parts if part),
    }


def _state(state: State) -> str:
    return {
        State.RUNNING: _("in the plan now"),
        State.COMING: _("begins later"),
        State.PAUSED: _("paused"),
        State.STOPPED: _("stopped"),
        State.ENDED: _("the plan ended"),
    }[state]
