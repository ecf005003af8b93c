"""The taper on its medicine's page: the stairs, and what may still be changed of it."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.amounts import both_text
from journal.plans.standing import Standing, State
from journal.plans.taper_changes import editable_taper, first_open_day
from journal.plans.tapers import RunningTaper, running_taper
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.web.stairs import stairs_of
from journal.words import day_text

WEEK = timedelta(days=7)


def taper_shown(
    session: Session, child: Child, medicine: Medicine, standing: Standing, *, moment: datetime
) -> dict[str, Any] | None:
    """The stairs, a link for each step that may change, and what one week longer would mean."""
    zone = ZoneInfo(child.zone)
    today = moment.astimezone(zone).date()
    running = running_taper(session, medicine, on=today)
    if running is None or standing.state is State.STOPPED:
        return None
    since = first_open_day(session, child, medicine, now=moment)
    may_change = editable_taper(session, medicine, on=since) is not None
    links = {
        number: _step_url(medicine, one.first_on)
        for number, one in enumerate(running.steps, start=1)
        if may_change and (one.last_on is None or one.last_on >= since)
    }
    stairs = stairs_of(running, zone=zone, today=today)
    return {"stairs": stairs, "links": links, "longer": _longer(running) if may_change else None}


def _longer(running: RunningTaper) -> str | None:
    """What "one week longer" means, or None where the step has no last day that could move."""
    if running.current is None:
        return None
    last_on = running.taper.steps[running.steps.index(running.current)].last_on
    if last_on is None:
        return None
    amount = both_text(running.current.plan, running.current.amount)
    said = {"amount": amount, "day": day_text(last_on + WEEK)}
    if running.next is not None or running.ends_on is not None:
        return _("%(amount)s until %(day)s; everything after it a week later.", **said)
    return _("%(amount)s until %(day)s", **said)


def _step_url(medicine: Medicine, first_on: date) -> str:
    return url_for(
        "taper_steps.step",
        child_id=medicine.child_id,
        medicine_id=medicine.id,
        day=first_on.isoformat(),
    )
