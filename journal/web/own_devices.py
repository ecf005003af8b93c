"""Where one is signed in: one list of phones and computers, each with a name of one's own."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.clock import now
from journal.records.acts import note_wherever_member
from journal.records.audit import Did
from journal.records.devices import Device, devices_of
from journal.records.people import Account, AuthSession
from journal.records.reminders import PushSubscription
from journal.records.sessions import is_over
from journal.web.extensions import database
from journal.web.forms import Form
from journal.web.frame import toast
from journal.web.own_phone import phone_label
from journal.web.signed_in import end_sessions, require_person, this_session
from journal.web.unsent import facts_of
from journal.words import moment_text

bp = Blueprint("own_devices", __name__, url_prefix="/account/devices")
bp.before_request(require_person)

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A phone or computer: its sign-in, what it syncs as, or both."""

    signed_in: AuthSession | None
    device: Device | None

    @property
    def name(self) -> str:
        """What its person calls it, or what its browser says it is."""
        if self.signed_in is not None and self.signed_in.name:
            return self.signed_in.name
        label = self.device.label if self.device else ""
        said = phone_label(self.signed_in.agent) if self.signed_in else ""
        return label or said or _("a browser")

    @property
    def seen_at(self) -> datetime:
        """When it was last heard of."""
        return max(each.seen_at for each in (self.signed_in, self.device) if each is not None)


@bp.post("/<handle>/name")
def name(handle: str) -> ResponseReturnValue:
    """Call a phone or computer by a name of one's own, here and wherever it is listed."""
    called = Form.sent().words("name", most=LONGEST_NAME)
    with database().transaction() as session:
        row = _find(session, handle)
        if row is not None and called:
            row.name = called
            device = session.get(Device, (row.device, row.account_id)) if row.device else None
            if device is not None:
                device.label = called
            session.execute(
                sa.update(PushSubscription)
                .where(col(PushSubscription.session_id) == row.id)
                .values(label=called)
            )
            toast(_("It is called %(name)s now.", name=called))
    return redirect(url_for("own_account.index"), code=303)


@bp.post("/<handle>/remove")
def remove(handle: str) -> ResponseReturnValue:
    """End a sign-in that keeps nothing; one that keeps the journal has a page that asks first."""
    with database().transaction() as session:
        row = _find(session, handle)
        if row is not None and row.device is not None:
            return redirect(url_for("devices.show", device_id=row.device), code=303)
        if row is not None and row.id != this_session():
            called = Place(signed_in=row, device=None).name
            note_removed(session, called, row.id[:16])
            end_sessions(session, [row.id])
            toast(_("Signed out there."))
    return redirect(url_for("own_account.index"), code=303)


def note_removed(session: Session, called: str, about: object) -> None:
    """Note in every household of the person that they removed a phone of their own."""
    words = {"name": called, "person": session.get_one(Account, g.account_id).name}
    note_wherever_member(
        session, g.account_id, Did.PHONE_REMOVED, now=now(), about=about, words=words
    )


def place_rows(session: Session, account_id: uuid.UUID, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The person's phones and computers for the page, this one first, then the last heard of."""
    here = this_session()
    places = _places(session, account_id)
    places.sort(key=lambda one: (_is_here(one, here), one.seen_at), reverse=True)
    return [_row(place, zone, here=_is_here(place, here)) for place in places]


def _places(session: Session, account_id: uuid.UUID) -> list[Place]:
    rows = session.exec(
        select(AuthSession)
        .where(AuthSession.account_id == account_id, col(AuthSession.removed_at).is_(None))
        .order_by(col(AuthSession.seen_at))
    )
    moment = now()
    signed_in = [
        row for row in rows if not is_over(row.seen_at, row.created_at, lasts=row.lasts, now=moment)
    ]
    # A phone may have signed in more than once: its last time counts.
    by_device = {row.device: row for row in signed_in if row.device is not None}
    devices = {device.id: device for device in devices_of(session, account_id)}
    found = [
        Place(signed_in=by_device.get(device_id), device=device)
        for device_id, device in devices.items()
    ]
    alone = [row for row in signed_in if row.device not in devices]
    return found + [Place(signed_in=row, device=None) for row in alone]


def _is_here(place: Place, here: str | None) -> bool:
    return place.signed_in is not None and place.signed_in.id == here


def _row(place: Place, zone: ZoneInfo, *, here: bool) -> dict[str, Any]:
    handle = _handle(place.signed_in) if place.signed_in else None
    if place.device is not None:
        remove_url = url_for("devices.show", device_id=place.device.id)
    else:
        remove_url = url_for("own_devices.remove", handle=handle)
    facts = facts_of(place.device, zone, shared=False) if place.device else []
    seen = _("last seen %(moment)s", moment=moment_text(place.seen_at, zone))
    notes = facts or [seen]
    if place.signed_in is None:
        notes = [*notes, _("signed out there")]
    return {
        "name": place.name,
        "here": here,
        "note": ", ".join(notes),
        "asks_first": place.device is not None,
        "remove_url": None if here else remove_url,
        "name_url": url_for("own_devices.name", handle=handle) if handle else None,
        "handle": handle,
    }


def _find(session: Session, handle: str) -> AuthSession | None:
    rows = session.exec(select(AuthSession).where(AuthSession.account_id == g.account_id))
    return next((row for row in rows if row.removed_at is None and _handle(row) == handle), None)


def _handle(row: AuthSession) -> str:
    """What an address may say of a sign-in: not even the hash of its token."""
    return hashlib.sha256(f"handle:{row.id}".encode()).hexdigest()[:20]
