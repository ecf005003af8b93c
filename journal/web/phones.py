"""The phones page: this phone, its reminders, a test, and which phones work."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import col, select

from journal.clock import now
from journal.records.access import Right
from journal.records.children import Child
from journal.records.reminder_choices import Wording
from journal.reminders.answers import Kind
from journal.reminders.phone_tests import send_test
from journal.reminders.phones import Phone, forget, phones_of, word
from journal.web.devices import device_rows
from journal.web.extensions import database, reading, reminder_words, sender, writing
from journal.web.forms import Form
from journal.web.frame import last_toast, toast
from journal.web.phone_rows import phone_row
from journal.web.signed_in import require_person

bp = Blueprint("phones", __name__)
bp.before_request(require_person)


@bp.get("/phones")
def index() -> ResponseReturnValue:
    """This phone, and every phone that is reminded for one's children."""
    moment = now()
    with reading() as (session, actor):
        found: dict[Any, Phone] = {}
        children = [child for child in actor.children if actor.may(Right.RECORD, child)]
        for child_id in children:
            found |= {phone.id: phone for phone in phones_of(session, child_id, now=moment)}
        named = session.exec(
            select(Child).where(col(Child.id).in_(children)).order_by(col(Child.created_at))
        ).all()
        devices = device_rows(session, actor)
    zone = ZoneInfo(named[0].zone) if named else ZoneInfo("UTC")
    return render_template(
        "phones/index.html",
        phones=[phone_row(phone, zone, mine=actor.account_id) for phone in found.values()],
        devices=devices,
        proofs=[
            {"name": child.name, "url": url_for("proof.index", child_id=child.id)}
            for child in named
        ],
        public_key=sender().vapid.public,
        may_be_reminded=bool(children),
        toast=last_toast(),
    )


@bp.get("/phones/install")
def install() -> ResponseReturnValue:
    """How Sunhat gets onto the home screen, for each kind of phone."""
    return render_template("phones/install.html")


@bp.get("/phones/lock")
def lock() -> ResponseReturnValue:
    """The lock of this phone, which its browser alone knows of (T24)."""
    return render_template("phones/lock.html", form=Form({"how": "phone", "after": "5"}))


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


@bp.post("/phones/reminded/<uuid:phone_id>/forget")
def forget_one(phone_id: uuid.UUID) -> ResponseReturnValue:
    """Say that a lost phone of one's own is not to be reminded any more."""
    with writing() as (session, actor):
        if forget(session, actor.account_id, phone_id):
            toast(_("It is reminded no more, and nothing is said of it."))
    return redirect(url_for("phones.index"), code=303)


@bp.post("/phones/reminded/<uuid:phone_id>/wording")
def worded(phone_id: uuid.UUID) -> ResponseReturnValue:
    """Choose what the lock screen of one's own phone may show (T21)."""
    full = Form.sent().get("wording") == Wording.FULL
    with writing() as (session, actor):
        if word(session, actor.account_id, phone_id, Wording.FULL if full else Wording.PRIVATE):
            toast(_("Its next reminder says so."))
    return redirect(url_for("phones.index"), code=303)
