"""The medicines of a child: the list, one with its history, taking one back."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.amounts import bottle_text
from journal.care.bottles import new_bottle
from journal.clock import now
from journal.entries.alerts import open_alerts
from journal.plans.infused import may_be_infused
from journal.plans.labels import label_of
from journal.plans.mistakes import is_mistake, remove_mistake
from journal.plans.standing import State, standing_of, standings
from journal.plans.supply import standing as supply_standing
from journal.plans.turns import every_turn_of
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.records.people import Account
from journal.web.extensions import reading, writing
from journal.web.frame import child_or_404, page, toast
from journal.web.lab_plan_rows import labs_row, offer_banner
from journal.web.medicine_access import medicine_or_404
from journal.web.medicine_decided import decided_rows
from journal.web.medicine_names import names_of
from journal.web.medicine_words import history_of, shown
from journal.web.side_effects import thought_rows
from journal.web.signed_in import require_person
from journal.web.supply_rows import low_texts, supply_row
from journal.web.taper_shown import taper_shown
from journal.web.weekly_question import weekly_question

bp = Blueprint("medicines", __name__, url_prefix="/children/<uuid:child_id>/medicines")
bp.before_request(require_person)


@bp.get("")
def index(child_id: uuid.UUID) -> ResponseReturnValue:
    """What is given now, what is paused, what was stopped."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        return page(
            session,
            actor,
            child,
            "medicines/index.html",
            tab="plan",
            lists=listed(session, child, now()),
            alerts=[*_told(session, actor, child), *_just_added(session, actor, child)],
            may_plan=actor.may(Right.PLAN, child.id),
        )


def listed(session: Session, child: Child, moment: datetime) -> dict[str, list[dict[str, Any]]]:
    """The medicines by their state, as templates/medicines/index.html shows them."""
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    lists: dict[str, list[dict[str, Any]]] = {state.value: [] for state in State}
    found = standings(session, child, now=moment)
    low = low_texts(session, child, [one.medicine for one in found], now=moment)
    for one in found:
        row = shown(one, today=today) | {"low": low.get(one.medicine.id)}
        lists[one.state.value].append(row)
    return lists


@bp.get("/<uuid:medicine_id>")
def show(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """One medicine: its plan, what comes, what was decided when and by whom."""
    moment = now()
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id)
        zone = ZoneInfo(child.zone)
        standing = standing_of(session, child, medicine, now=moment)
        supply = supply_standing(session, child, medicine, now=moment)
        plans = session.exec(select(DosePlan).where(DosePlan.medicine_id == medicine.id)).all()
        turns = every_turn_of(session, [medicine.id])[medicine.id]
        held = [plan for plan in plans if not plan.replaced]
        today = moment.astimezone(zone).date()
        bottle = new_bottle(held, today, label_of(medicine).form)
        names = _names(session, child, [*plans, *turns])
        history, replaced = history_of(plans, turns, names, zone)
        return page(
            session,
            actor,
            child,
            "medicines/show.html",
            tab="plan",
            medicine=shown(standing, today=today),
            bottle=bottle_text(bottle) if bottle else None,
            taper=taper_shown(session, child, medicine, standing, moment=moment),
            supply=supply_row(supply, zone, moment),
            labs=labs_row(session, child, medicine, now=moment),
            is_infused=may_be_infused(medicine),
            thought=thought_rows(session, child, medicine.id),
            history=history,
            decided=decided_rows(session, child, medicine.id),
            replaced=replaced,
            may_plan=actor.may(Right.PLAN, child.id),
            may_remove=is_mistake(session, medicine, now=moment),
        )


@bp.get("/<uuid:medicine_id>/remove")
def remove(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Ask before a medicine is taken back."""
    with reading() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        return page(session, actor, child, "medicines/remove.html", tab="plan", medicine=medicine)


@bp.post("/<uuid:medicine_id>/remove")
def remove_now(child_id: uuid.UUID, medicine_id: uuid.UUID) -> ResponseReturnValue:
    """Take back a medicine that was entered by mistake."""
    with writing() as (session, actor):
        child, medicine = medicine_or_404(session, actor, child_id, medicine_id, Right.PLAN)
        name = medicine.name
        remove_mistake(session, actor, medicine, now=now())
    toast(_("%(medicine)s removed for %(name)s", medicine=name, name=child.name))
    return redirect(url_for("medicines.index", child_id=child_id), code=303)


def _told(session: Session, actor: Actor, child: Child) -> list[dict[str, Any]]:
    may_answer = actor.may(Right.RECORD, child.id)
    found = [
        weekly_question(session, alert, may_answer=may_answer)
        for alert in open_alerts(session, [child.id])
    ]
    return [banner for banner in found if banner is not None]


def _just_added(session: Session, actor: Actor, child: Child) -> list[dict[str, Any]]:
    """After a medicine was added: that tests belong to it, until somebody has answered."""
    id_ = request.args.get("added", type=uuid.UUID)
    medicine = session.get(Medicine, id_) if id_ else None
    if medicine is None or medicine.child_id != child.id or not actor.may(Right.PLAN, child.id):
        return []
    found = labs_row(session, child, medicine, now=now())
    return [offer_banner(medicine, found["url"])] if found and found["open"] else []


def _names(session: Session, child: Child, rows: Any) -> dict[uuid.UUID, str]:
    ids = {row.made_by for row in rows}
    accounts = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids))).all()
    medicines = {id_: each.whole for id_, each in names_of(session, child.id).items()}
    return medicines | dict(accounts)
