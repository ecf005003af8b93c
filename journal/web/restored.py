"""After a restore: whose phone is waited for, what that means, and the owner's "go on" (H35)."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.clock import now
from journal.records import restored
from journal.records.access import Right
from journal.records.children import Child
from journal.records.restored import SilentPhone
from journal.web.extensions import writing
from journal.web.frame import child_or_404, toast
from journal.web.signed_in import require_person
from journal.words import moment_text

if TYPE_CHECKING:
    from journal.web.day import Day

bp = Blueprint("restored", __name__, url_prefix="/children/<uuid:child_id>/restored")
bp.before_request(require_person)

# So long Today says that somebody went on without a phone.
TOLD = timedelta(days=2)


@bp.post("/go-on")
def go_on(child_id: uuid.UUID) -> ResponseReturnValue:
    """Rely on the journal as it is, without waiting for the phones that are silent."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        restored.go_on(session, actor, child.household_id, now=now())
    toast(_("From now on Today says again what is due. Who went on, and when, is kept."))
    return redirect(url_for("today.index", child_id=child_id), code=303)


@bp.post("/looked")
def looked(child_id: uuid.UUID) -> ResponseReturnValue:
    """An owner has looked through who may read the journal that came back."""
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.MANAGE)
        restored.look_through(session, actor, child.household_id, now=now())
    toast(_("Noted"))
    return redirect(url_for("people.index", child_id=child_id), code=303)


def look_through_banner(session: Session, child: Child) -> list[dict[str, Any]]:
    """For owners, until one has: who was removed after the backup may be back (T4)."""
    made_at = restored.unseen(session, child.household_id)
    if made_at is None:
        return []
    at = moment_text(made_at, ZoneInfo(child.zone))
    title = _("This journal came back from a backup of %(at)s", at=at)
    text = _(
        "Look through who is listed here, and what each may do: somebody who was removed after "
        "that may be back. Everybody looks at their own passkeys, codes and passphrase, under "
        "Sign-in and devices."
    )
    url = url_for("restored.looked", child_id=child.id)
    action = {"label": _("I have looked"), "url": url, "post": True}
    return [{"kind": "needs", "title": title, "text": text, "actions": [action]}]


def waits_banner(day: "Day") -> list[dict[str, Any]]:
    """What is missing, whose phones may have it, and what to do; nothing while all is known."""
    waits = day.restored
    if waits is None:
        return []
    lines = [
        _(
            "What was recorded after that may be missing here, so nobody can tell what is due. "
            "Ask each other before you give a dose. Reminders of doses wait."
        ),
        *(_phone_line(day, phone) for phone in waits.phones),
        _("Open Sunhat on each of these phones and sign in: it hands in what it has kept.")
        if waits.phones
        else _("No phone is known that has kept it. Add what is missing, then go on."),
    ]
    actions = []
    if day.actor.may(Right.MANAGE, day.child.id):
        url = url_for("restored.go_on", child_id=day.child.id)
        label = _("Go on without them") if waits.phones else _("Go on")
        actions = [{"label": label, "url": url, "post": True}]
    elif waits.phones:
        lines.append(_("The owner of the journal can go on without them."))
    title = _(
        "The journal was brought back from a backup of %(at)s",
        at=moment_text(waits.made_at, day.zone),
    )
    return [{"kind": "needs", "title": title, "text": "\n".join(lines), "actions": actions}]


def _phone_line(day: "Day", phone: SilentPhone) -> str:
    if phone.held:
        return ngettext(
            "%(name)s’s phone: %(num)s entry is still on it",
            "%(name)s’s phone: %(num)s entries are still on it",
            phone.held,
            name=phone.person,
        )
    heard = moment_text(phone.heard_at, day.zone)
    return _("%(name)s’s phone: last heard %(at)s", name=phone.person, at=heard)


def gone_on_banner(day: "Day") -> list[dict[str, Any]]:
    """Who went on without waiting, for two days."""
    if day.restored is not None:
        return []
    found = restored.gone_on(day.session, day.child.household_id)
    if found is None or day.now - found[1] > TOLD:
        return []
    title = _(
        "%(name)s went on without waiting for more phones, %(at)s",
        name=found[0],
        at=moment_text(found[1], day.zone),
    )
    text = _("The journal was brought back from a backup. A phone that comes late is still read.")
    return [{"kind": "settled", "title": title, "text": text, "actions": []}]


def unsure(row: dict[str, Any], *, may_give: bool) -> dict[str, Any]:
    """A planned dose that nobody recorded here, while nobody can tell whether somebody did."""
    later: dict[str, Any] = {} if may_give else {"give_url": None, "otherwise": None, "hidden": {}}
    reason = row["reason"] or _("ask each other first: the journal came back from a backup")
    return row | later | {"state": "restored", "reason": reason}


def unsure_count() -> dict[str, Any]:
    """Of a medicine given as needed: how many were given lately is not known."""
    count = _("Unknown how many lately")
    return {"count": count, "last": None, "next": None, "waits": True}
