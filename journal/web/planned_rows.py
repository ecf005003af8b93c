"""The lines of what is planned, and of what was."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.plans import appointments, own_reminders
from journal.plans.preparations import preparation_for
from journal.records.access import Right
from journal.records.appointments import Appointment, AppointmentKind, OwnReminder
from journal.records.children import Child
from journal.records.people import Account
from journal.records.reminder_choices import CalendarFeed, Wording
from journal.web.planned_words import appointment_text, kind_text, when_text
from journal.words import clock_text, day_text, moment_text, rhythm_text, short_day

if TYPE_CHECKING:
    from journal.web.day import Day

Row = dict[str, Any]
WEEK = timedelta(days=7)
MOST_ENDED = 50


def appointment_row(child: Child, row: Appointment, now: datetime, may_plan: bool) -> Row:
    """ "Tue 24 Nov · Infusion · 09:30, Dr. Okafor, Ward 3"; leads to changing it."""
    zone = ZoneInfo(child.zone)
    day = row.at.astimezone(zone).date()
    is_near = day.year == now.astimezone(zone).year
    address = url_for("planned.appointment", child_id=child.id, appointment_id=row.id)
    return {
        "when": short_day(day) if is_near else day_text(day),
        "what": kind_text(row.kind),
        "note": ", ".join(
            part for part in (clock_text(row.at, zone), row.with_whom, row.place) if part
        ),
        "url": address if may_plan else None,
    }


def coming_appointments(day: "Day") -> list[Row]:
    """Those of the next seven days, and of the last hours: somebody may be on the way."""
    may_plan = day.actor.may(Right.PLAN, day.child.id)
    found = appointments.appointments_of(
        day.session, day.child.id, day.now - timedelta(hours=3), day.now + WEEK
    )
    return [
        appointment_row(day.child, one, day.now, may_plan)
        | _to_infusions(day.child, one)
        | _to_page(day, one)
        for one in found[:10]
    ]


def _to_infusions(child: Child, row: Appointment) -> Row:
    """An infusion that comes leads to its plan: what to bring, what to give before."""
    if row.kind is not AppointmentKind.INFUSION:
        return {}
    return {"url": url_for("infusions.index", child_id=child.id)}


def _to_page(day: "Day", row: Appointment) -> Row:
    """A visit that is prepared leads to its page, and on its day into the room."""
    prepared = preparation_for(day.session, day.child, row)
    if prepared is None:
        return to_prepare(day.session, day.child, row, day.actor.may(Right.RECORD, day.child.id))
    today = day.now.astimezone(ZoneInfo(day.child.zone)).date()
    is_today = row.at.astimezone(ZoneInfo(day.child.zone)).date() <= today
    where = "in_room.show" if is_today else "preparing.show"
    return {"url": url_for(where, child_id=day.child.id, preparation_id=prepared.id)}


def to_prepare(session: Session, child: Child, row: Appointment, may_record: bool) -> Row:
    """What the line of a visit offers besides: to prepare it, or the page that is prepared."""
    prepared = preparation_for(session, child, row)
    if prepared is not None:
        url = url_for("preparing.show", child_id=child.id, preparation_id=prepared.id)
        return {"way": {"label": _("The page"), "url": url}}
    if not may_record or row.kind is AppointmentKind.INFUSION:
        return {}
    url = url_for("preparing.begin", child_id=child.id)
    return {"way": {"label": _("Prepare"), "url": url, "hidden": {"appointment": str(row.id)}}}


def own_row(child: Child, row: OwnReminder, may_plan: bool) -> Row:
    """Its words, how often, and until when; leads to changing it."""
    often = rhythm_text(row.rhythm)
    until = _("until %(day)s", day=day_text(row.last_on)) if row.last_on else ""
    address = url_for("planned_own.change", child_id=child.id, reminder_id=row.id)
    return {
        "when": "",
        "what": row.text,
        "note": ", ".join(part for part in (often, until) if part),
        "url": address if may_plan else None,
    }


def calendar_rows(child: Child, feeds: Sequence[CalendarFeed]) -> list[Row]:
    """The addresses of one's own: which calendar, in what wording, and when it last asked."""
    zone = ZoneInfo(child.zone)
    rows = []
    for feed in feeds:
        made = _("made %(when)s", when=moment_text(feed.made_at, zone))
        read = _("last read %(when)s", when=moment_text(feed.read_at, zone)) if feed.read_at else ""
        full = _("full wording") if feed.wording is Wording.FULL else _("private wording")
        rows.append(
            {
                "label": feed.label or _("A calendar"),
                "note": ", ".join([full, made, read or _("not read yet")]),
                "end": url_for("calendars.end", child_id=child.id, feed_id=feed.id),
            }
        )
    return rows


def ended_rows(session: Session, child: Child, now: datetime) -> list[Row]:
    """What was changed, called off or ended, and by whom, the last one first."""
    planned: list[Appointment | OwnReminder] = [*appointments.history_of(session, child.id)]
    planned += own_reminders.history_of(session, child.id)
    followed = {row.follows for row in planned}
    ended = sorted(
        (row for row in planned if row.ended_at is not None),
        key=lambda row: (row.ended_at or now, str(row.id)),
        reverse=True,
    )[:MOST_ENDED]
    names = _names(session, {row.ended_by for row in ended if row.ended_by})
    zone = ZoneInfo(child.zone)
    return [
        {
            "when": "",
            "what": f"{appointment_text(row)}, {when_text(row, zone, now)}"
            if isinstance(row, Appointment)
            else f"{row.text}, {rhythm_text(row.rhythm)}",
            "note": _said(row, row.id in followed, names, zone),
            "url": None,
        }
        for row in ended
    ]


def _said(
    row: Appointment | OwnReminder, changed: bool, names: dict[uuid.UUID, str], zone: ZoneInfo
) -> str:
    assert row.ended_at is not None
    assert row.ended_by is not None
    who = {"name": names[row.ended_by], "when": moment_text(row.ended_at, zone)}
    if changed:
        return str(_("Changed by %(name)s, %(when)s", **who))
    if isinstance(row, Appointment):
        return str(_("Called off by %(name)s, %(when)s", **who))
    return str(_("Ended by %(name)s, %(when)s", **who))


def _names(session: Session, people: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    found = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(people)))
    return dict(iter(found))
