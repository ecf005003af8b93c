"""Adding a medicine: what the box says, then how much and how often, looked at where it counts."""

import uuid
from datetime import datetime
from typing import Any

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text, strength_text
from journal.care.knowledge.lab_templates import lab_templates_of
from journal.care.names import look_alike
from journal.care.problems import Refused
from journal.care.products import meant_by, products, same_medicine
from journal.care.weekly import names_weekly_medicine
from journal.clock import now
from journal.plans.lab_facts import fact_of
from journal.plans.medicines import Dosing, add_medicine
from journal.plans.standing import State, standings
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.web.brought import bring_to_room
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.medicine_amounts import looked_at, worked_out
from journal.web.medicine_change import sent_again
from journal.web.medicine_choices import dosing_choices
from journal.web.medicine_forms import SEVERAL, Box, read_box, read_dosing
from journal.web.medicine_names import names_of
from journal.web.medicine_ordered import team_tiles
from journal.web.medicines import bp as bp
from journal.web.rhythm_forms import anchor_options, at_fields
from journal.web.visit_address import asked_in_room, carried, visit_address
from journal.words import day_text, rhythm_text, unbroken

# What the first step asks itself, and which step it is.
ON_NAME_PAGE = {"name", "form", "step", "back"}
GIVEN = (State.RUNNING, State.PAUSED, State.COMING)


@bp.route("/add", methods=["GET", "POST"])
def add(child_id: uuid.UUID) -> ResponseReturnValue:
    """First the name, then how much and how often: the name decides what the second step offers.

    A number that was worked out from the label is looked at before anything is kept (H15), and a
    second plan of the same weekly drug (H5).
    """
    moment = now()
    form = Form.sent(several=SEVERAL)
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        if request.method == "GET" and (told := asked_in_room(session, child)) is not None:
            form.text = {"ordered_by": told.whom} | carried(request.args)
        if request.method == "GET" or form.get("back"):
            return _name_page(session, actor, child, form)
        box = read_box(form)
        if "name" in form.errors or "form" in form.errors:
            return make_response(_name_page(session, actor, child, form), 422)
        if form.get("step") != "2" and names_weekly_medicine(box.name):
            # Another name than the one before: it starts as what it is (H4).
            form.text["rhythm"] = "week"
        if form.get("step") != "2" or form.get("again"):
            return _dosing_page(session, actor, child, form, box, moment)
        dosing = read_dosing(form, box.name, box.label)
        if dosing is None:
            return make_response(_dosing_page(session, actor, child, form, box, moment), 422)
        found = (looked_at(dosing, box.label), _two_weekly(session, child, box.name, moment))
        notes = [note for note in found if note is not None]
        if notes and form.get("seen") != _seen(notes):
            return _check_page(session, actor, child, form, box, dosing, notes)
    try:
        with writing() as (session, actor):
            bring_to_room(session, actor, child_id, form.text, moment)
            added = add_medicine(
                session,
                actor,
                child_id,
                name=box.name,
                strength=box.strength,
                form=box.form,
                dosing=dosing,
                now=moment,
            )
            # The page that follows says once which tests belong to it.
            fact = fact_of(added)
            offered = added.id if fact and lab_templates_of(fact.id) else None
    except Refused as refused:
        form.refuse(at_fields(form, refused))
        with reading() as (session, actor):
            return make_response(_dosing_page(session, actor, child, form, box, moment), 422)
    toast(_("%(medicine)s added for %(name)s", medicine=box.name, name=child.name))
    back = visit_address(child_id, form.text)
    own = url_for("medicines.index", child_id=child_id, added=offered)
    return redirect(back or own, code=303)


def _name_page(session: Session, actor: Actor, child: Child, form: Form) -> str:
    names = [
        (
            one.name,
            " · ".join(part for part in (one.generic, _(one.form) if one.form else "") if part)
            if one.is_brand
            else "",
        )
        for one in products()
    ]
    return page(
        session,
        actor,
        child,
        "medicines/add_name.html",
        tab="plan",
        form=form,
        names=names,
        fields=[(name, typed) for name, typed in sent_again(form) if name not in ON_NAME_PAGE],
    )


def _dosing_page(
    session: Session, actor: Actor, child: Child, form: Form, box: Box, moment: datetime
) -> str:
    return page(
        session,
        actor,
        child,
        "medicines/add_dose.html",
        tab="plan",
        form=form,
        team=team_tiles(session, child.id, form.get("ordered_by")),
        alike=_alike(session, child, box.name, moment),
        choices=dosing_choices(
            form,
            box.name,
            box.label,
            moment=moment,
            child=child,
            anchors=anchor_options(session, child, None, moment),
        ),
    )


def _alike(session: Session, child: Child, name: str, moment: datetime) -> list[tuple[str, str]]:
    """The same medicine under another name, and names that are easily taken for this one (H42)."""
    active = [
        one.medicine.name for one in standings(session, child, now=moment) if one.state in GIVEN
    ]
    same = same_medicine(name, active)
    found = []
    fact = meant_by(name)
    if same and fact is not None:
        found.append(
            (
                _(
                    "%(name)s takes %(generic)s already (%(others)s)",
                    name=child.name,
                    generic=_(fact.generic),
                    others=", ".join(same),
                ),
                _("Is this the same medicine? Then change the dose of that one instead."),
            )
        )
    alike = [other for other in look_alike(name, active) if other not in same]
    if alike:
        found.append(
            (
                _("%(name)s takes %(others)s already", name=child.name, others=", ".join(alike)),
                _("The names are much alike. Check name, strength and form on the box."),
            )
        )
    return found


def _two_weekly(
    session: Session, child: Child, name: str, moment: datetime
) -> tuple[str, str] | None:
    """Methotrexate beside methotrexate: two doses in every week, whatever the days (H5)."""
    if not names_weekly_medicine(name):
        return None
    names = names_of(session, child.id)
    others = [
        names[one.medicine.id].whole
        for one in standings(session, child, now=moment)
        if one.state in GIVEN and names_weekly_medicine(one.medicine.name)
    ]
    if not others:
        return None
    text = _(
        "%(others)s stays in the plan beside this one: two plans of one weekly drug. If this one "
        "takes its place, stop that one first. If both are meant, ask your team about the days.",
        others=", ".join(others),
    )
    return _("The same weekly drug twice"), text


def _seen(notes: list[tuple[str, str]]) -> str:
    """What the family has looked at, as the check page sends it back."""
    return " ".join(text for _title, text in notes)


def _check_page(
    session: Session,
    actor: Actor,
    child: Child,
    form: Form,
    box: Box,
    dosing: Dosing,
    notes: list[tuple[str, str]],
) -> str:
    names = {id_: one.whole for id_, one in names_of(session, child.id).items()}
    lines: list[tuple[str, Any]] = [
        (_("Amount"), unbroken(both_text(worked_out(dosing, box.label)))),
        (_("Strength"), strength_text(box.strength, box.label.form)),
        (_("How often"), rhythm_text(dosing.rhythm, names)),
        (_("From"), day_text(dosing.first_on)),
    ]
    return page(
        session,
        actor,
        child,
        "medicines/check_amount.html",
        tab="plan",
        name=box.name,
        notes=notes,
        lines=lines,
        seen=_seen(notes),
        action=request.path,
        fields=sent_again(form),
    )
