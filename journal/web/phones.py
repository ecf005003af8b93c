"""The phones page: this phone, its reminders, a test, and which phones work."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from journal.clock import now
from journal.records.access import Right
from journal.records.reminders import PhoneState
from journal.reminders.answers import Kind
from journal.reminders.phones import Phone, phones_of, send_test
from journal.web.devices import device_rows
from journal.web.extensions import database, reading, reminder_words, sender
from journal.web.frame import last_toast, toast
from journal.web.signed_in import require_person

bp = Blueprint("phones", __name__)
bp.before_request(require_person)


@bp.get("/phones")
def index() -> ResponseReturnValue:
    """This phone, and every phone that is reminded for one's children."""
    with reading() as (session, actor):
        found: dict[Any, Phone] = {}
        for child_id in actor.children:
            if actor.may(Right.RECORD, child_id):
                found |= {phone.id: phone for phone in phones_of(session, child_id, now=now())}
        devices = device_rows(session, actor)
    return render_template(
        "phones/index.html",
        phones=[_row(phone) for phone in found.values()],
        devices=devices,
        public_key=sender().vapid.public,
        may_be_reminded=any(actor.may(Right.RECORD, child) for child in actor.children),
        toast=last_toast(),
    )


@bp.get("/phones/install")
def install() -> ResponseReturnValue:
    """How Sunhat gets onto the home screen, for each kind of phone."""
    return render_template("phones/install.html")


@bp.post("/phones/test")
def test() -> ResponseReturnValue:
    """Send a test to each of one's own phones and say what the push services answered."""
    results = send_test(database(), sender(), reminder_words(), g.account_id, now=now())
    accepted = sum(kind is Kind.ACCEPTED for kind in results.values())
    if not results:
        toast(_("No phone of yours is set up for reminders yet. Switch them on first."))
    elif accepted == len(results):
        toast(
            ngettext(
                "The push service took the test for %(num)s phone. Did it show?",
                "The push services took the test for %(num)s phones. Did they show?",
                accepted,
            )
        )
    else:
        toast(_("A test was not taken. The list below says which phone; switch it on again there."))
    return redirect(url_for("phones.index"), code=303)


def phone_label(agent: str) -> str:
    """A name for a phone that its owner recognises: "iPhone, Safari"."""
    devices = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    browsers = {"Edg": "Edge", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    device = next((name for name in devices if name in agent), "")
    browser = next((name for mark, name in browsers.items() if mark in agent), "")
    return ", ".join(part for part in (device.replace("Macintosh", "Mac"), browser) if part)


def _row(phone: Phone) -> dict[str, Any]:
    words = {
        PhoneState.WORKS: _("works"),
        PhoneState.UNCONFIRMED: _("unconfirmed: nothing was shown there lately"),
        PhoneState.FAILING: _("failing: open Sunhat on it and switch reminders on again"),
        PhoneState.GONE: _("lost: it gets no reminders until they are switched on there again"),
    }
    icons = {PhoneState.WORKS: "check", PhoneState.UNCONFIRMED: "question"}
    return {
        "person": phone.person,
        "label": phone.label or _("a browser"),
        "state": words[phone.state],
        "icon": icons.get(phone.state, "needs"),
        "works": phone.state is PhoneState.WORKS,
        "shown_at": phone.shown_at,
    }
