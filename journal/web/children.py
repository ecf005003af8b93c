"""The children: what the family wrote about each, adding one, moving one's clock to a new zone."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from journal.clock import now
from journal.plans.children import add_child, change_child, own_household, team_of
from journal.plans.zone import change_zone, gaps
from journal.records.access import Right
from journal.records.children import COLOURS, Child
from journal.web.child_forms import (
    read_about,
    read_team,
    read_zone_of,
    team_rows,
    typed_child,
    zone_groups,
)
from journal.web.extensions import reading, writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, page, toast
from journal.web.signed_in import require_person
from journal.web.zone_preview import zone_preview
from journal.words import day_text

bp = Blueprint("children", __name__, url_prefix="/children")
bp.before_request(require_person)


@bp.route("/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Add a child to the household one owns."""
    moment = now()
    form = Form.sent()
    with reading() as (_session, actor):
        own_household(actor)
    if request.method == "GET" or form.get("more_team"):
        return _add_page(form)
    zone = read_zone_of(form)
    # Somewhere on earth it is tomorrow already: the child's own date decides.
    today = moment.astimezone(ZoneInfo(zone or "UTC")).date()
    team = read_team(form)
    about = read_about(form, today=today)
    if about is None or zone is None:
        return make_response(_add_page(form), 422)
    with writing() as (session, actor):
        child = add_child(session, actor, about, team, zone=zone, now=moment)
    toast(_("%(name)s added", name=child.name))
    return redirect(url_for("medicines.index", child_id=child.id), code=303)


@bp.get("/<uuid:child_id>")
def show(child_id: uuid.UUID) -> ResponseReturnValue:
    """What the family wrote about this child."""
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id)
        return page(
            session,
            actor,
            child,
            "children/show.html",
            about=_facts(child),
            emergency=[
                (_("What to do"), child.emergency_plan),
                (_("Steroids: dependence and sick-day plan"), child.steroid_plan),
                (_("Telephone"), child.emergency_phone),
            ],
            team=[
                (f"{one.name}, {one.part}" if one.part else one.name, one.telephone)
                for one in team_of(session, child.id)
            ],
            may_plan=actor.may(Right.PLAN, child.id),
        )


@bp.route("/<uuid:child_id>/edit", methods=["GET", "POST"])
def edit(child_id: uuid.UUID) -> ResponseReturnValue:
    """Write anew what stands there; the zone has a page of its own."""
    form = Form.sent()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        if request.method == "GET":
            form.text = typed_child(child, list(team_of(session, child.id)))
    if request.method == "GET" or form.get("more_team"):
        return _edit_page(child_id, form)
    today = now().astimezone(ZoneInfo(child.zone)).date()
    team = read_team(form)
    about = read_about(form, today=today)
    if about is None:
        return make_response(_edit_page(child_id, form), 422)
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        change_child(session, actor, child, about, team)
    toast(_("Saved for %(name)s", name=child.name))
    return redirect(url_for("children.show", child_id=child_id), code=303)


@bp.route("/<uuid:child_id>/zone", methods=["GET", "POST"])
def zone(child_id: uuid.UUID) -> ResponseReturnValue:
    """Move the child's clock: choose, look at the next 48 hours, confirm (H12)."""
    moment = now()
    form = Form.sent()
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        if request.method == "GET":
            form.text = {"zone": child.zone}
            return _zone_page(child_id, form)
        wanted = read_zone_of(form)
        found = gaps(session, child, ZoneInfo(wanted), now=moment) if wanted else []
    if wanted is None:
        return make_response(_zone_page(child_id, form), 422)
    if form.get("again") or wanted == child.zone:
        return _zone_page(child_id, form)
    if form.get("seen") != wanted:
        return _zone_page(child_id, form, preview=zone_preview(child_id, wanted, found, moment))
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        change_zone(session, actor, child, ZoneInfo(wanted), now=moment)
    toast(_("The clock of %(name)s is now that of %(zone)s", name=child.name, zone=wanted))
    return redirect(url_for("children.show", child_id=child_id), code=303)


def _facts(child: Child) -> list[tuple[str, str]]:
    return [
        (_("Born"), day_text(child.born_on)),
        (_("Growth chart"), _growth_chart(child.sex)),
        (_("Allergies"), child.allergies),
        (_("Diagnosis"), child.diagnosis),
        (_("Lines and ports"), child.lines),
        (_("Insurance"), child.insurance),
        (_("Time zone"), child.zone),
        (_("The day begins at"), f"{child.day_begins:%H:%M}"),
    ]


def _growth_chart(sex: str) -> str:
    """Which growth chart the family chose; "" for none."""
    return {"female": _("For girls"), "male": _("For boys")}.get(sex, "")


def _colours() -> list[tuple[str, str]]:
    words = {
        "teal": _("Teal"),
        "sky": _("Sky"),
        "indigo": _("Indigo"),
        "violet": _("Violet"),
        "rose": _("Rose"),
        "clay": _("Clay"),
        "moss": _("Moss"),
        "slate": _("Slate"),
    }
    return [(colour, words[colour]) for colour in COLOURS]


def _add_page(form: Form) -> str:
    form.text.setdefault("day_begins", "04:00")
    form.text.setdefault("colour", COLOURS[0])
    return render_template(
        "children/add.html",
        form=form,
        zones=zone_groups(form.get("zone")),
        colours=_colours(),
        team_rows=team_rows(form),
    )


def _edit_page(child_id: uuid.UUID, form: Form) -> str:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        return page(
            session,
            actor,
            child,
            "children/edit.html",
            form=form,
            colours=_colours(),
            team_rows=team_rows(form),
        )


def _zone_page(child_id: uuid.UUID, form: Form, *, preview: dict[str, Any] | None = None) -> str:
    with reading() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.PLAN)
        return page(
            session,
            actor,
            child,
            "children/zone.html",
            form=form,
            zones=zone_groups(form.get("zone")),
            preview=preview,
            zone_now=child.zone,
        )
