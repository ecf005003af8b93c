"""The page behind a notification, made ready for its template: the slot as it stands now."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text, bottle_text
from journal.care.bottles import new_bottle
from journal.care.doses import TAKEN
from journal.entries.after_restore import unknown
from journal.entries.reading import Shown, entries_by_id
from journal.plans.expected import Expected
from journal.plans.labels import label_of
from journal.records.medicines import Turn
from journal.records.planned import plans_of
from journal.reminders.actions import Reminder
from journal.reminders.checks import unreviewed
from journal.reminders.ends import STALE
from journal.reminders.given import given_values
from journal.web.already import find_already, recorded_when, weekly_title, who_and_when
from journal.web.changes import fresh_ids
from journal.web.entry_words import title_of
from journal.web.forms import Form
from journal.web.language import said
from journal.web.log.reasons import again_tiles
from journal.web.medicine_names import Names, names_of
from journal.web.pocket_weekly import is_weekly
from journal.words import because, clock_text, short_day, weekly_label


def due_shown(session: Session, reminder: Reminder, now: datetime) -> dict[str, Any]:
    """What templates/due/show.html shows of a dose's reminder."""
    zone = ZoneInfo(reminder.child.zone)
    due_at, expected = reminder.occurrence.due_at, reminder.expected
    names = names_of(session, reminder.child.id)
    stands = find_already(
        session, reminder.child, reminder.medicine, reminder.occurrence.slot, at=now
    )
    waits = unreviewed(session, reminder.occurrence, now=now)
    return {
        "id": reminder.occurrence.id,
        "proof_url": url_for("proof.index", child_id=reminder.child.id)
        if reminder.may_record
        else None,
        "medicine": reminder.medicine.name,
        "amount": both_text(expected.plan, expected.amount) if expected else "",
        "given": {**given_values(expected), **fresh_ids(now).hidden()} if expected else {},
        "kept_until": None if waits else _kept_until(session, reminder, now),
        "unreviewed": waits,
        "bottle": _bottle(session, reminder, now, zone),
        "weekly": weekly_label(expected.plan.rhythm) if expected else None,
        "due": clock_text(due_at, zone),
        "due_at": due_at.isoformat(),
        "day": short_day(due_at.astimezone(zone).date()),
        "now": clock_text(now, zone),
        "late": (now - due_at).total_seconds() >= 3600,
        "already": _already(stands, names, zone, now) if stands else None,
        "unsure": None if reminder.recorded else _unsure(session, reminder, now),
        "as_written": _as_written(reminder, expected, now) if expected else None,
        "again": _again(reminder, expected, now)
        if stands and expected and reminder.may_give
        else None,
        "recorded": None if stands else _recorded(session, reminder, names, zone),
        "stopped": _stopped(reminder),
        "may_give": reminder.may_give and stands is None and not _is_taken(reminder),
        "may_snooze": reminder.may_snooze,
        "may_otherwise": reminder.may_record and not _is_taken(reminder),
        "other_url": url_for(
            "log.new",
            child_id=reminder.child.id,
            what="dose",
            medicine=reminder.medicine.id,
            slot=reminder.occurrence.slot,
        ),
    }


def _already(stands: Shown, names: Names, zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """Who gave it and when, before anything can be pressed (H1); a weekly one by its day (H5)."""
    medicine = names[uuid.UUID(stands.fields["medicine"])]
    if medicine.weekly:
        title = weekly_title(stands, medicine.name, zone, beside=now)
        lines = [who_and_when(stands, names, zone), _("Ask your team before another dose.")]
    else:
        title = recorded_when(stands, zone, beside=now)
        lines = [title_of(stands, names), _("Talk to each other before you give another.")]
    return {"title": title, "text": "\n".join(lines)}


def _again(reminder: Reminder, expected: Expected, now: datetime) -> dict[str, Any]:
    """The form that says a second dose was meant, and why."""
    planned = _planned(reminder, expected, now, again="yes")
    return {**planned, "whys": again_tiles(), "form": Form({})}


def _kept_until(session: Session, reminder: Reminder, now: datetime) -> str | None:
    """How long Given may be kept on the phone when the signal has gone meanwhile; None: never.

    Of what is asked about first the page keeps nothing: a weekly medicine (H5), and every dose
    while phones are waited for after a restore (H35). Nor after 12 hours (H22).
    """
    child, medicine = reminder.child, reminder.medicine
    today = now.astimezone(ZoneInfo(child.zone)).date()
    if is_weekly(session, medicine, today) or unknown(session, child, at=now):
        return None
    return (reminder.occurrence.due_at + STALE).isoformat()


def _unsure(session: Session, reminder: Reminder, now: datetime) -> str | None:
    """Why nobody can tell whether it was given: the journal came back from a backup (H35)."""
    found = unknown(session, reminder.child, at=now)
    return said(found) if found else None


def _as_written(reminder: Reminder, expected: Expected, now: datetime) -> dict[str, Any]:
    """The form of somebody who has read that and asked."""
    return _planned(reminder, expected, now, confirmed="restored_waiting")


def _planned(reminder: Reminder, expected: Expected, now: datetime, **more: str) -> dict[str, Any]:
    hidden = {
        "medicine": str(reminder.medicine.id),
        "slot": reminder.occurrence.slot,
        "outcome": "given",
        "amount": f"{expected.amount:f}",
        "unit": expected.plan.unit,
        **more,
        **fresh_ids(now).hidden(),
    }
    return {"url": url_for("doses.give", child_id=reminder.child.id), "hidden": hidden}


def _is_taken(reminder: Reminder) -> bool:
    return reminder.recorded is not None and reminder.recorded.outcome in TAKEN


def _bottle(session: Session, reminder: Reminder, now: datetime, zone: ZoneInfo) -> str | None:
    plans = plans_of(session, [reminder.medicine.id])[reminder.medicine.id]
    form = label_of(reminder.medicine).form
    bottle = new_bottle(plans, now.astimezone(zone).date(), form)
    return bottle_text(bottle) if bottle else None


def _recorded(session: Session, reminder: Reminder, names: Names, zone: ZoneInfo) -> str | None:
    """What somebody recorded of the slot: "Ben, Sun 22 Nov 08:05: Prednisolone, refused"."""
    if reminder.recorded is None:
        return None
    (shown,) = entries_by_id(session, [reminder.recorded.entry_id])
    return who_and_when(shown, names, zone)


def _stopped(reminder: Reminder) -> str | None:
    if reminder.stopped is None:
        return None
    said = {
        "day": short_day(reminder.stopped.on),
        "by": reminder.stopped_by,
        "reason": because(reminder.stopped.cause, reminder.stopped.reason),
    }
    if reminder.stopped.turn is Turn.PAUSE:
        return _("Paused on %(day)s by %(by)s: %(reason)s", **said)
    return _("Stopped on %(day)s by %(by)s: %(reason)s", **said)
