"""The phones that keep the journal: the list, and taking one away (T24)."""

import uuid
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from journal.clock import now
from journal.records.access import Actor, Right, Stranger
from journal.records.acts import WHOSE, note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.devices import Device, devices_at, devices_of
from journal.records.people import Account, AuthSession, Membership
from journal.web.extensions import reading, writing
from journal.web.frame import toast
from journal.web.own_devices import note_removed
from journal.web.signed_in import remove_phone, require_person, this_session
from journal.web.unsent import facts_of, named, waiting_on

bp = Blueprint("devices", __name__)
bp.before_request(require_person)
# A phone and its person: two may share one.
Key = tuple[uuid.UUID, uuid.UUID]
OF_A_MEMBER = "/households/<uuid:household_id>/phones/<uuid:device_id>/of/<uuid:account_id>"


@bp.get("/phones/<uuid:device_id>")
def show(device_id: uuid.UUID) -> ResponseReturnValue:
    """One of one's own phones: what removing it means."""
    with reading() as (session, actor):
        return _asked(session, actor, device_id, actor.account_id)


@bp.post("/phones/<uuid:device_id>/remove")
def remove(device_id: uuid.UUID) -> ResponseReturnValue:
    """Take a phone away: its sessions are over, and it erases itself when it hears of it."""
    with writing() as (session, actor):
        phone = session.get(Device, (device_id, actor.account_id))
        if phone is not None:
            note_removed(session, phone.label or _("a browser"), device_id)
        return _removed(session, device_id, actor.account_id)


@bp.get(OF_A_MEMBER)
def show_of(
    household_id: uuid.UUID, device_id: uuid.UUID, account_id: uuid.UUID
) -> ResponseReturnValue:
    """The phone of somebody in a household of the owner: what removing it means."""
    with reading() as (session, actor):
        _require_owner_of(session, actor, household_id, account_id)
        return _asked(session, actor, device_id, account_id)


@bp.post(f"{OF_A_MEMBER}/remove")
def remove_of(
    household_id: uuid.UUID, device_id: uuid.UUID, account_id: uuid.UUID
) -> ResponseReturnValue:
    """Take it away for whoever cannot: a lost phone was perhaps their only one."""
    with writing() as (session, actor):
        _require_owner_of(session, actor, household_id, account_id)
        phone = session.get(Device, (device_id, account_id))
        if phone is not None:
            person = session.get_one(Account, account_id).name
            words = {"name": phone.label or _("a browser"), "person": person}
            words |= {WHOSE: str(account_id)}
            note(
                session,
                household_id,
                actor,
                Did.PHONE_REMOVED,
                now=now(),
                about=device_id,
                words=words,
            )
        return _removed(session, device_id, account_id)


def _require_owner_of(
    session: Session, actor: Actor, household_id: uuid.UUID, account_id: uuid.UUID
) -> None:
    """Raise Stranger or NotAllowed unless they own the household this person is in."""
    actor.require_household(household_id)
    if session.get(Membership, (household_id, account_id)) is None:
        raise Stranger


def _asked(
    session: Session, actor: Actor, device_id: uuid.UUID, account_id: uuid.UUID
) -> ResponseReturnValue:
    phone = session.get(Device, (device_id, account_id))
    if phone is None:
        return redirect(url_for("phones.index"), code=303)
    name = session.get_one(Account, account_id).name
    found = next(row for row in device_rows(session, actor) if row["is"] == (device_id, account_id))
    mine = account_id == actor.account_id
    return render_template("phones/remove.html", phone=found, person="" if mine else name)


def _removed(session: Session, device_id: uuid.UUID, account_id: uuid.UUID) -> ResponseReturnValue:
    if remove_phone(session, account_id, device_id, now=now()):
        toast(_("Phone removed. It erases what it keeps as soon as it has signal."))
    return redirect(url_for("phones.index"), code=303)


@bp.post("/phones/<uuid:device_id>/seen")
def seen(device_id: uuid.UUID) -> ResponseReturnValue:
    """Its person knows that entries of this phone never arrived: it is not said again."""
    with writing() as (session, actor):
        phone = session.get(Device, (device_id, actor.account_id))
        if phone is not None:
            phone.lost = 0
    return redirect(url_for("phones.index"), code=303)


def device_rows(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """One's own phones, then those of everybody who records for the same children.

    An owner sees those of whoever may only look, too: any phone may be lost.
    """
    here = None
    if not g.by_token and (signed_in := session.get(AuthSession, this_session())):
        here = signed_in.device
    zone = _zone(session, actor)
    rows = [_row(phone, zone, here=here) for phone in devices_of(session, actor.account_id)]
    homes = {actor.homes[child] for child in actor.children if actor.may(Right.RECORD, child)}
    others: dict[Key, tuple[Device, str, bool, uuid.UUID | None]]
    others = {_key(one[0]): (*one, None) for one in devices_at(session, homes)}
    for owned in actor.managed:
        everybody = devices_at(session, [owned], everybody=True, known=actor.managed)
        others |= {_key(one[0]): (*one, owned) for one in everybody}
    return rows + [
        _row(phone, zone, name=name, shared=shared, owned=owned)
        for phone, name, shared, owned in sorted(others.values(), key=lambda one: one[1])
        if phone.account_id != actor.account_id
    ]


def _key(phone: Device) -> Key:
    return phone.id, phone.account_id


def _row(
    phone: Device,
    zone: ZoneInfo,
    *,
    name: str = "",
    shared: bool = False,
    here: uuid.UUID | None = None,
    owned: uuid.UUID | None = None,
) -> dict[str, Any]:
    """A phone for the page. One of one's own has no `name`.

    owned  the household of its person that the asker owns
    """
    is_here = not name and phone.id == here
    label = phone.label or _("a browser")
    address = partial(url_for, device_id=phone.id)
    show: str | None = address("devices.show")
    remove: str | None = address("devices.remove")
    if name:
        address = partial(address, household_id=owned, account_id=phone.account_id)
        show = address("devices.show_of") if owned else None
        remove = address("devices.remove_of") if owned else None
    return {
        "is": _key(phone),
        "what": _("%(phone)s (this phone)", phone=label) if is_here else named(phone, name),
        "note": ", ".join(facts_of(phone, zone, shared=shared)),
        "needs": bool(waiting_on(phone)),
        "remove_url": None if is_here else show,
        "removed_url": remove,
        "seen_url": None if name or not phone.lost else address("devices.seen"),
        "announced": 0 if shared else phone.announced or 0,
    }


def _zone(session: Session, actor: Actor) -> ZoneInfo:
    """The clock of the first child: a page without a child has none of its own."""
    for child_id in actor.children:
        return ZoneInfo(session.get_one(Child, child_id).zone)
    return ZoneInfo("UTC")
