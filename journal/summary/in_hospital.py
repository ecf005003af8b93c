"""Days in hospital on a page: the stays, what they left, and the days, by the calendar."""

import uuid
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.stays import days_in
from journal.plans.decided import Decided, decided
from journal.plans.stay_notes import to_come
from journal.records.children import Child
from journal.summary import reading
from journal.summary.hospital import Stay, ToCome
from journal.summary.page import Page
from journal.summary.window import Window


def stays_of(session: Session, child: Child, window: Window) -> tuple[Stay, ...]:
    """Return the stays that touch the window, each with what was said of its medicines."""
    said: dict[uuid.UUID, list[Decided]] = {}
    for each in decided(session, child):
        said.setdefault(each.stay, []).append(each)
    return tuple(
        Stay(
            admitted_on=window.day(row.admitted),
            discharged_on=window.day(row.discharged) if row.discharged else None,
            hospital=row.hospital,
            ward=row.ward,
            reason=row.reason,
            decided=tuple(said.get(row.entry_id, ())),
            entry=str(row.entry_id),
        )
        for row in reading.stays(session, child.id, window.start, window.end)
    )


def to_come_of(session: Session, child: Child, window: Window) -> tuple[ToCome, ...]:
    """Return what stays left open: written before the window's end, however long ago."""
    rows = [row for row in to_come(session, child.id) if row.at < window.end]
    stays = reading.stays_by_id(session, child.id, [row.stay for row in rows])
    found = []
    for row in rows:
        stay = stays.get(row.stay)
        each = ToCome(text=row.text, by=row.by, entry=str(row.entry_id), told_on=window.day(row.at))
        if stay:
            ended = window.day(stay.discharged) if stay.discharged else None
            each = replace(each, admitted_on=window.day(stay.admitted), discharged_on=ended)
        found.append(each)
    return tuple(found)


def made_on(page: Page) -> date:
    """Return the child's date when the page was made."""
    return page.made_at.astimezone(ZoneInfo(page.period.zone)).date()


def days_in_hospital(page: Page) -> int:
    """Return on how many days of the period the child was in hospital for a part of the day."""
    stays = ((each.admitted_on, each.discharged_on) for each in page.stays)
    return days_in(stays, page.period.from_on, page.period.to_on, today=made_on(page))
