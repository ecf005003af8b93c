"""What every page of a child carries: the band, the tabs, the status line, the last toast."""

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import flask
from flask import render_template, url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.care.days import day_of
from journal.clock import now
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.reminders.heart import is_late, last_beat
from journal.web.visit_address import came_from
from journal.words import clock_text, short_day

TOAST = "toast"
# What is logged on most days: its tiles are large and stand first.
OFTEN = ("symptom", "dose", "temperature", "check_in")


def child_or_404(
    session: Session, actor: Actor, child_id: uuid.UUID, right: Right = Right.LOOK
) -> Child:
    """The child, when the person holds the right. Raises Stranger or NotAllowed."""
    actor.require(right, child_id)
    return session.get_one(Child, child_id)


def today_of(child: Child, moment: datetime) -> date:
    """The date on the child's wall clock."""
    return moment.astimezone(ZoneInfo(child.zone)).date()


def page(
    session: Session, actor: Actor, child: Child, template: str, *, tab: str = "", **context: Any
) -> str:
    """Render a page of this child inside its frame; a form of a visit leads back there."""
    back = came_from(child.id, getattr(context.get("form"), "text", {}))
    return render_template(
        template, came_from=back, **frame(session, actor, child, tab=tab), **context
    )


def frame(session: Session, actor: Actor, child: Child, *, tab: str = "") -> dict[str, Any]:
    """The context of base.html: whose page this is, and how to get elsewhere."""
    kept: dict[str, Any] | None = flask.g.get("kept_frame")
    if kept is not None:
        return kept | {"tab": tab}
    moment = now()
    zone = ZoneInfo(child.zone)
    records = actor.may(Right.RECORD, child.id)
    return {
        "child": seen(actor, child),
        "children": _children(session, actor, child),
        "day_label": short_day(day_of(moment, zone, child.day_begins)),
        "menu": _menu(actor, child),
        "sign_out_url": url_for("account.sign_out"),
        "status": _status(session, zone, moment),
        "toast": last_toast(),
        "nav": {
            "today": url_for("today.index", child_id=child.id),
            "journal": url_for("journal.index", child_id=child.id),
            "log": url_for("log.sheet", child_id=child.id) if records else None,
            "plan": url_for("medicines.index", child_id=child.id),
            "visit": url_for("summary.index", child_id=child.id),
        },
        "tab": tab,
        "log_tiles": log_tiles(child) if records else [],
    }


def seen(actor: Actor, child: Child) -> dict[str, Any]:
    """A child as templates show one; is_me: a page speaks to this child, and says "you"."""
    return {
        "id": child.id,
        "name": child.name,
        "initial": child.name.strip()[:1].upper(),
        "colour": child.colour,
        "zone": child.zone,
        "is_me": child.id == actor.own,
    }


def toast(text: str, undo_url: str | None = None, hidden: dict[str, str] | None = None) -> None:
    """Say on the next page what has just happened, with an Undo for ten seconds."""
    flask.session[TOAST] = {"text": text, "undo_url": undo_url, "hidden": hidden or {}}


def last_toast() -> dict[str, Any] | None:
    """What the page before wanted said, once."""
    if flask.g.get("for_phone"):
        return None  # it belongs to the page that a person sees next
    found: dict[str, Any] | None = flask.session.pop(TOAST, None)
    return found


def log_tiles(child: Child) -> list[dict[str, Any]]:
    """The tiles of the log sheet; the first of them, `often`, are large."""
    kinds = (
        ("symptom", "symptom", _("Symptom")),
        ("dose", "medicine", _("Medicine")),
        ("temperature", "temperature", _("Temperature")),
        ("check_in", "evening", _("Evening check-in")),
        ("faces", "faces", _("Six faces")),
        ("activity", "activity", _("Activity, sun, school")),
        ("picture", "photo", _("Photo")),
        ("infusion", "infusion", _("Infusion day")),
        ("stay", "hospital", _("Hospital stay")),
        ("infection", "infection", _("Infection, contact")),
        ("draw", "blood", _("Lab report")),
        ("weight", "weight", _("Weight, height")),
        ("strength", "strength", _("Timed task")),
        ("score", "score", _("Score")),
        ("question", "question", _("Question")),
        ("visit", "visit", _("Visit")),
        ("note", "note", _("Note")),
        ("vaccination", "vaccine", _("Vaccination")),
        ("diary", "diary", _("My diary")),
    )
    return [
        {
            "label": label,
            "icon": icon,
            "url": url_for("log.new", child_id=child.id, what=what),
            "often": what in OFTEN,
        }
        for what, icon, label in kinds
    ]


def _children(session: Session, actor: Actor, current: Child) -> list[dict[str, Any]]:
    rows = session.exec(
        select(Child)
        .where(col(Child.id).in_(list(actor.children)))
        .order_by(col(Child.created_at), col(Child.id))
    )
    return [
        {
            **seen(actor, child),
            "url": url_for("today.index", child_id=child.id),
            "current": child.id == current.id,
        }
        for child in rows
    ]


def _menu(actor: Actor, child: Child) -> list[dict[str, str]]:
    menu = [
        {
            "label": _("About %(name)s", name=child.name),
            "url": url_for("children.show", child_id=child.id),
            "icon": "note",
        },
        {
            "label": _("Emergency card"),
            "url": url_for("card.show", child_id=child.id),
            "icon": "medicine",
        },
        {
            "label": _("Appointments and reminders"),
            "url": url_for("planned.index", child_id=child.id),
            "icon": "clock",
        },
        {"label": _("Phones and reminders"), "url": url_for("phones.index"), "icon": "phone"},
        {
            "label": _("Sign-in and devices"),
            "url": url_for("own_account.index"),
            "icon": "settings",
        },
    ]
    if actor.may(Right.PHOTOS, child.id):
        series = url_for("pictures.index", child_id=child.id)
        menu.insert(1, {"label": _("Photos in series"), "url": series, "icon": "photo"})
    people = url_for("people.index", child_id=child.id)
    menu.append({"label": _("People"), "url": people, "icon": "people"})
    if actor.may(Right.MANAGE, child.id):
        menu.append({"label": _("Add a child"), "url": url_for("children.add"), "icon": "plus"})
    return menu


def _status(session: Session, zone: ZoneInfo, moment: datetime) -> dict[str, Any]:
    """How old the page is; or, first of all, that reminders are not running (H19)."""
    unknown = _("Unknown since %(time)s", time=clock_text(moment, zone))
    age = {"as_of": moment.isoformat(), "unknown": unknown}
    if is_late(session, now=moment):
        at = last_beat(session)
        text = (
            _("Reminders are not running since %(time)s", time=clock_text(at, zone))
            if at
            else _("Reminders are not running yet")
        )
        return {"kind": "attention", "text": text, **age}
    text = _("As of %(time)s", time=clock_text(moment, zone))
    return {"kind": "seen", "text": text, **age}
