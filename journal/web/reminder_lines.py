"""What Today says of the reminders themselves: that they stopped, that a phone is lost (H18, H19),
and that some reached nobody (G8)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.records.reminders import PhoneState
from journal.reminders.due import Missed, failed_reminders
from journal.reminders.ends import End
from journal.reminders.heart import is_late, last_beat
from journal.reminders.phones import Phone, lost, silent
from journal.reminders.reminded import reminded_since
from journal.words import clock_text, short_day

if TYPE_CHECKING:
    from journal.web.day import Day

# What reached nobody is said so long; the page behind the line has two weeks.
SAID_FOR = timedelta(hours=24)
REACHED_NOBODY = (End.LATE, End.FAILED, End.NO_PHONE)

Banner = dict[str, Any]


def stopped(session: Session, day: "Day") -> list[Banner]:
    """Reminders that do not run are said first of all (H19)."""
    if not is_late(session, now=day.now):
        return []
    at = last_beat(session)
    title = (
        _("Reminders are not running since %(time)s", time=clock_text(at, day.zone))
        if at
        else _("Reminders are not running yet")
    )
    text = _("Nobody is reminded until the server is looked after. This page knows what is due.")
    return [{"kind": "needs", "title": title, "text": text, "actions": []}]


def lost_phones(day: "Day", phones: Sequence[Phone]) -> list[Banner]:
    """A phone that gets no reminders any more, said to everybody who records (H18)."""
    found = lost(phones) if day.may_record else []
    if not found:
        return []
    title = ngettext(
        "%(num)s phone gets no reminders", "%(num)s phones get no reminders", len(found)
    )
    text = "\n".join(_lost_text(phone) for phone in found)
    actions = [{"label": _("Phones and reminders"), "url": url_for("phones.index")}]
    return [{"kind": "needs", "title": title, "text": text, "actions": actions}]


def silent_phones(day: "Day", phones: Sequence[Phone]) -> list[Banner]:
    """A phone that did not say that it showed its test: quieter than one that is lost (H18)."""
    found = silent(phones) if day.may_record else []
    if not found:
        return []
    title = ngettext("%(num)s phone is unconfirmed", "%(num)s phones are unconfirmed", len(found))
    text = "\n".join(_silent_text(phone, day) for phone in found)
    actions = [{"label": _("Phones and reminders"), "url": url_for("phones.index")}]
    return [{"kind": "due", "title": title, "text": text, "actions": actions}]


def _silent_text(phone: Phone, day: "Day") -> str:
    sent = phone.unanswered or day.now
    return _(
        "%(person)s, %(phone)s: it has not shown the test of %(day)s. Open Sunhat on it and look "
        "whether it may show notifications.",
        person=phone.person,
        phone=phone.label or _("a browser"),
        day=short_day(sent.astimezone(day.zone).date()),
    )


def _lost_text(phone: Phone) -> str:
    names = {"person": phone.person, "phone": phone.label or _("a browser")}
    if phone.state is PhoneState.GONE:
        return _("%(person)s, %(phone)s: open Sunhat on it and switch reminders on again.", **names)
    return _("%(person)s, %(phone)s: the last reminder did not get through.", **names)


def reached_nobody(session: Session, day: "Day") -> list[Banner]:
    """How many reminders of the last day reached nobody, with the way to why (G8)."""
    if not day.may_record:
        return []
    missed = failed_reminders(session, day.child.id, day.now - SAID_FOR)
    missed = [one for one in missed if one.why in REACHED_NOBODY]
    since = reminded_since(session, day.child.id) if missed else None
    failed = [one for one in missed if _counts(one, since)]
    if not failed:
        return []
    title = ngettext(
        "%(num)s reminder reached nobody", "%(num)s reminders reached nobody", len(failed)
    )
    times = dict.fromkeys(_when(one, day) for one in failed)
    actions = [
        {
            "label": _("Why did nobody tell me?"),
            "url": url_for("proof.index", child_id=day.child.id),
        }
    ]
    text = _("Due at %(times)s", times=", ".join(times))
    return [{"kind": "due", "title": title, "text": text, "actions": actions}]


def _when(one: Missed, day: "Day") -> str:
    """ "18:42", and on another day than today's "Sat 21 Nov 18:42"."""
    due_on, at = one.due_at.astimezone(day.zone).date(), clock_text(one.due_at, day.zone)
    today = day.now.astimezone(day.zone).date()
    return at if due_on == today else f"{short_day(due_on)} {at}"


def _counts(one: Missed, since: datetime | None) -> bool:
    """Whether somebody waits to hear of it: a family without any phone was told to begin with."""
    return one.why is not End.NO_PHONE or (since is not None and since <= one.due_at)


def no_phone(day: "Day", phones: Sequence[Phone]) -> list[Banner]:
    """Nobody is reminded of this child's medicines: said quietly to those who record."""
    if not day.may_record or not day.medicines or phones:
        return []
    action = {"label": _("Reminders on this phone"), "url": url_for("phones.index")}
    return [
        {"kind": "settled", "title": _("No phone is reminded yet"), "text": "", "actions": [action]}
    ]
