"""The phones that are reminded, as rows: whether each works, and what to do when it does not."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from journal.records.reminder_choices import Wording
from journal.records.reminders import PhoneState
from journal.reminders.phones import Phone
from journal.words import moment_text

BROKEN = (PhoneState.FAILING, PhoneState.GONE)


def phone_row(phone: Phone, zone: ZoneInfo, *, mine: uuid.UUID) -> dict[str, Any]:
    """What templates/phones/_rows.html shows of a phone. `mine` is who looks at it."""
    words = {
        PhoneState.WORKS: _("works"),
        PhoneState.UNCONFIRMED: _("unconfirmed: nothing was shown there lately"),
        PhoneState.FAILING: _("failing: open Sunhat on it and switch reminders on again"),
        PhoneState.GONE: _("lost: it gets no reminders until they are switched on there again"),
    }
    asked = phone.unanswered if phone.state is PhoneState.UNCONFIRMED else None
    icons = {PhoneState.WORKS: "check", PhoneState.UNCONFIRMED: "question"}
    row = {
        "person": phone.person,
        "label": phone.label or _("a browser"),
        "state": _unanswered(asked, zone) if asked else words[phone.state],
        "icon": icons.get(phone.state, "needs"),
        "shown": _("last shown there %(moment)s", moment=moment_text(phone.shown_at, zone))
        if phone.shown_at
        else _("it has never said that it showed one"),
    }
    return {**row, **_own(phone)} if phone.account_id == mine else row


def _own(phone: Phone) -> dict[str, Any]:
    """What its own person may choose for it."""
    if phone.state in BROKEN:
        return {"forget_url": url_for("phones.forget_one", phone_id=phone.id)}
    full = phone.wording is Wording.FULL
    return {
        "wording": _("Its lock screen says the child's name, the medicine and the amount.")
        if full
        else _("Its lock screen says an initial and the time, and no medicine."),
        "wording_url": url_for("phones.worded", phone_id=phone.id),
        "wording_other": Wording.PRIVATE.value if full else Wording.FULL.value,
        "wording_label": _("Say no medicine there") if full else _("Say medicine and amount there"),
    }


def _unanswered(tested_at: datetime, zone: ZoneInfo) -> str:
    return _(
        "unconfirmed: it has not shown the test of %(moment)s. Open Sunhat on it, look whether it "
        "allows notifications, and send a test.",
        moment=moment_text(tested_at, zone),
    )
