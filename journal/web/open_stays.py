"""What has begun and not ended: a hospital stay, an infusion, the days after one."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import col, select

from journal.records.entries import Entry
from journal.records.kinds.checkpoint import Seen
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.stay import StayRow, stays_at
from journal.web.infusion_address import day_address
from journal.web.infusion_facts import InfusionDay
from journal.web.infusion_shown import after_url
from journal.web.stay_address import stay_address
from journal.words import clock_text, short_day

if TYPE_CHECKING:
    from journal.web.day import Day

# An infusion whose end nobody wrote is no longer asked about on the next day.
INFUSION_MAY_LAST = timedelta(hours=18)
# A look after an infusion is asked about for a day, unless the next one is due by then.
LOOK_LASTS = timedelta(days=1)
LOOKS_END = timedelta(days=8)


def still_open(day: "Day") -> list[dict[str, Any]]:
    """A banner for the open stay and for the infusion that runs."""
    stay = _open_stay(day)
    found = []
    if stay is not None:
        title = _("In hospital: %(hospital)s", hospital=stay.hospital)
        banner = _banner(day, stay, title, _("Write the discharge"), _silent())
        here = stay_address(day.child.id, str(stay.entry_id))
        banner["actions"].insert(0, {"label": _("Open the stay"), "url": here, "post": False})
        found.append(banner)
    infusion = _running_infusion(day)
    if infusion is not None:
        title = _("Infusion: %(product)s", product=infusion.product)
        found.append(_banner(day, infusion, title, _("Write the end"), screen=True))
    return [*found, *_look_due(day)]


def _open_stay(day: "Day") -> StayRow | None:
    return day.session.exec(
        select(StayRow)
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .where(StayRow.child_id == day.child.id, stays_at(day.now))
        .order_by(col(StayRow.at).desc())
        .limit(1)
    ).first()


def _running_infusion(day: "Day") -> InfusionRow | None:
    return day.session.exec(
        select(InfusionRow)
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(InfusionRow.child_id == day.child.id, col(InfusionRow.ended).is_(None))
        .where(col(InfusionRow.at) > day.now - INFUSION_MAY_LAST)
        .where(col(Entry.deleted).is_(False))
        .order_by(col(InfusionRow.at).desc())
        .limit(1)
    ).first()


def _look_due(day: "Day") -> list[dict[str, Any]]:
    """How is it, so long after the last infusion: until it is written, or the next look is due.

    Of a course of several days only the last day is asked about (H44).
    """
    row = day.session.exec(
        select(InfusionRow)
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(InfusionRow.child_id == day.child.id, col(Entry.deleted).is_(False))
        .where(col(InfusionRow.at) > day.now - LOOKS_END, col(InfusionRow.at) <= day.now)
        .order_by(col(InfusionRow.at).desc())
        .limit(1)
    ).first()
    if row is None or row.ended is None or not day.may_record:
        return []
    since, one = day.now - row.ended, InfusionDay(day.session, day.child, row, day.now)
    due = [hours for hours in one.variant.after_hours if timedelta(hours=hours) <= since]
    if not due or since > timedelta(hours=due[-1]) + LOOK_LASTS:
        return []
    if any(each.hours == due[-1] for each in one.of(Seen.AFTER)):
        return []
    url = after_url(day.child.id, row.entry_id, due[-1])
    return [
        {
            "kind": "settled",
            "title": _("%(hours)s h after the infusion: how is it?", hours=due[-1]),
            "text": row.product,
            "actions": [{"label": _("Write it down"), "url": url, "post": False}],
        }
    ]


def _silent() -> str:
    """What a stay means for the reminders (H37)."""
    return _(
        "Reminders of doses are silent. The hospital gives the medicines: "
        "log only what you gave yourself."
    )


def _banner(
    day: "Day",
    row: StayRow | InfusionRow,
    title: str,
    label: str,
    more: str = "",
    *,
    screen: bool = False,
) -> dict[str, Any]:
    begun: datetime = row.at
    since = f"{short_day(begun.astimezone(day.zone).date())} {clock_text(begun, day.zone)}"
    url = url_for("entries.edit", child_id=day.child.id, entry_id=row.entry_id, end="now")
    actions = [{"label": label, "url": url, "post": False}] if day.may_record else []
    if screen:
        here = day_address(day.child.id, str(row.entry_id))
        actions = [{"label": _("Open the infusion day"), "url": here, "post": False}, *actions]
    return {
        "kind": "settled",
        "title": title,
        "text": "\n".join(part for part in (_("since %(moment)s", moment=since), more) if part),
        "actions": actions,
    }
