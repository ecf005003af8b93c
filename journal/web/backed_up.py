"""What an owner reads of the backups: the last one that was tried out, or what is wrong with it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlmodel import Session

from journal.records.access import Right
from journal.records.backups import Tried, last_tried
from journal.records.children import Child
from journal.records.people import Household
from journal.web.extensions import settings
from journal.words import moment_text

if TYPE_CHECKING:
    from journal.web.day import Day

# There is one a day. So long nobody is told that one failed.
LATE_AFTER = timedelta(days=2)


def no_backup(day: "Day") -> list[dict[str, Any]]:
    """For owners: that the last backup or its copy is too long ago, and whom to ask. Else nothing.

    What nobody can mend in a day, such as a photo that is lost, stands under People.
    """
    if not day.actor.may(Right.MANAGE, day.child.id):
        return []
    said = backup_said(day.session, day.child, now=day.now)
    return [said] if said["kind"] == "due" else []


def backup_said(session: Session, child: Child, *, now: datetime) -> dict[str, Any]:
    """A banner: the tick of the last backup that was tried and what was compared; or, instead of
    the tick, what is wrong with it."""
    tried, zone = last_tried(session), ZoneInfo(child.zone)
    since = tried.at if tried else session.get_one(Household, child.household_id).created_at
    if now - since > LATE_AFTER:
        title = (
            _("The last backup is of %(at)s", at=moment_text(tried.at, zone))
            if tried
            else _("Your journal was never backed up")
        )
        return _banner("due", title, _ask())
    if tried is None:
        return _banner("settled", _("Not backed up yet"), _each_day())
    return _without_tick(tried, child, now) or _banner("recorded", _done(tried, zone), _each_day())


def _without_tick(tried: Tried, child: Child, now: datetime) -> dict[str, Any] | None:
    """What is wrong, the gravest first, though there is a backup."""
    zone, since = ZoneInfo(child.zone), tried.uncopied_since
    done = _done(tried, zone)
    if settings().backups is not None and since is not None and now - since > LATE_AFTER:
        at = moment_text(since, zone)
        title = _("Backups do not reach the other disk since %(at)s", at=at)
        here = _("They lie on this server alone: with its disk they would be lost.")
        return _banner("due", title, "\n".join([done, here, _ask()]))
    if tried.lost:
        title = _("Photos are missing in the last backup")
        text = _("Their files on the server are lost or damaged. An older backup may have them.")
        return _banner("needs", title, "\n".join([done, text, _ask()]))
    if str(child.household_id) in tried.broken:
        title = _("Somebody changed the list of who did what, from outside of Sunhat")
        text = _("What you recorded is whole and backed up.")
        return _banner("needs", title, "\n".join([done, text, _ask()]))
    return None


def _banner(kind: str, title: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "title": title, "text": text, "actions": []}


def _done(tried: Tried, zone: ZoneInfo) -> str:
    return _("Backed up and tried out: %(at)s", at=moment_text(tried.at, zone))


def _ask() -> str:
    return _("Ask whoever runs your server to look after it. What you record is kept meanwhile.")


def _each_day() -> str:
    """What was compared, and where the backup lies."""
    compared = _(
        "Each day this server makes a backup, restores it into an empty journal and compares "
        "every line and every photo."
    )
    where = (
        _("Each is copied to another folder, read there again and compared.")
        if settings().backups is not None
        else _("It lies on the same machine as your journal.")
    )
    return f"{compared} {where}"
