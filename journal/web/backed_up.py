"""What an owner reads of the backups: the last one that was tried out, or that none was."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlmodel import Session

from journal.records.access import Right
from journal.records.backups import last_tried
from journal.records.children import Child
from journal.records.people import Household
from journal.words import moment_text

if TYPE_CHECKING:
    from journal.web.day import Day

# There is one a day. So long nobody is told that one failed.
LATE_AFTER = timedelta(days=2)


def no_backup(day: "Day") -> list[dict[str, Any]]:
    """For owners: that the last backup is too long ago, and whom to ask. Else nothing."""
    if not day.actor.may(Right.MANAGE, day.child.id):
        return []
    said = backup_said(day.session, day.child, now=day.now)
    return [said] if said["kind"] == "due" else []


def backup_said(session: Session, child: Child, *, now: datetime) -> dict[str, Any]:
    """A banner: the tick of the last backup that was tried, or that it is too long ago."""
    at, zone = last_tried(session), ZoneInfo(child.zone)
    since = at or session.get_one(Household, child.household_id).created_at
    ask = _("Ask whoever runs your server to look after it. What you record is kept meanwhile.")
    if now - since > LATE_AFTER:
        title = (
            _("The last backup is of %(at)s", at=moment_text(at, zone))
            if at
            else _("Your journal was never backed up")
        )
        return {"kind": "due", "title": title, "text": ask, "actions": []}
    if at is None:
        title = _("Not backed up yet")
        return {"kind": "settled", "title": title, "text": _each_day(), "actions": []}
    title = _("Backed up and tried out: %(at)s", at=moment_text(at, zone))
    return {"kind": "recorded", "title": title, "text": _each_day(), "actions": []}


def _each_day() -> str:
    return _(
        "Each day this server makes a backup, restores it into an empty journal and compares "
        "every line."
    )
