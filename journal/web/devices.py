"""The phones that keep the journal: the list, and taking one away (T24)."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.devices import Device, devices_at, devices_of
from journal.records.people import AuthSession
from journal.web.extensions import reading, writing
from journal.web.frame import toast
from journal.web.signed_in import remove_phone, require_person, this_session
from journal.web.unsent import facts_of, named, waiting_on

bp = Blueprint("devices", __name__, url_prefix="/phones")
bp.before_request(require_person)


@bp.get("/<uuid:device_id>")
def show(device_id: uuid.UUID) -> ResponseReturnValue:
    """One of one's own phones: what removing it means."""
    with reading() as (session, actor):
        phone = session.get(Device, (device_id, actor.account_id))
        if phone is None:
            return redirect(url_for("phones.index"), code=303)
        row = _row(phone, "", _zone(session, actor), mine=True, here=None)
    return render_template("phones/remove.html", phone=row)


@bp.post("/<uuid:device_id>/remove")
def remove(device_id: uuid.UUID) -> ResponseReturnValue:
    """Take a phone away: its sessions are over, and it erases itself when it hears of it."""
    with writing() as (session, actor):
        removed = remove_phone(session, actor.account_id, device_id, now=now())
    if removed:
        toast(_("Phone removed. It erases what it keeps as soon as it has signal."))
    return redirect(url_for("phones.index"), code=303)


@bp.post("/<uuid:device_id>/seen")
def seen(device_id: uuid.UUID) -> ResponseReturnValue:
    """Its person knows that entries of this phone never arrived: it is not said again."""
    with writing() as (session, actor):
        phone = session.get(Device, (device_id, actor.account_id))
        if phone is not None:
            phone.lost = 0
    return redirect(url_for("phones.index"), code=303)


def device_rows(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """One's own phones, then those of everybody who records for the same children."""
    here = None
    if not g.by_token and (signed_in := session.get(AuthSession, this_session())):
        here = signed_in.device
    zone = _zone(session, actor)
    own = [(phone, "", False) for phone in devices_of(session, actor.account_id)]
    homes = {actor.homes[child] for child in actor.children if actor.may(Right.RECORD, child)}
    others = [
        (phone, name, shared)
        for phone, name, shared in devices_at(session, homes)
        if phone.account_id != actor.account_id
    ]
    return [
        {
            **_row(phone, name, zone, mine=phone.account_id == actor.account_id, here=here),
            "note": ", ".join(facts_of(phone, zone, shared=shared)),
        }
        for phone, name, shared in own + others
    ]


def _row(
    phone: Device, name: str, zone: ZoneInfo, *, mine: bool, here: uuid.UUID | None
) -> dict[str, Any]:
    is_here = mine and phone.id == here
    label = phone.label or _("a browser")
    return {
        "what": _("%(phone)s (this phone)", phone=label) if is_here else named(phone, name),
        "note": ", ".join(facts_of(phone, zone)),
        "needs": bool(waiting_on(phone)),
        "remove_url": url_for("devices.show", device_id=phone.id) if mine and not is_here else None,
        "removed_url": url_for("devices.remove", device_id=phone.id),
        "seen_url": url_for("devices.seen", device_id=phone.id) if mine and phone.lost else None,
        "announced": phone.announced or 0,
    }


def _zone(session: Session, actor: Actor) -> ZoneInfo:
    """The clock of the first child: a page without a child has none of its own."""
    for child_id in actor.children:
        return ZoneInfo(session.get_one(Child, child_id).zone)
    return ZoneInfo("UTC")
