"""The page of a visit to come: its days, and what the family wishes of it."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.plans.preparations import Sitting, days_of, sitting_of
from journal.plans.prepared import lines_of
from journal.records.children import Child
from journal.records.preparations import Preparation
from journal.summary.gather import gather
from journal.summary.page import Page
from journal.summary.window import Window
from journal.summary.wishes import Second, Wishes
from journal.web.unsent import missing_for


def wishes_of(row: Preparation) -> Wishes:
    """What the family wishes of its page, as the page is told.

    A photo that is chosen is wished for: it stands on a second side without a further tap.
    """
    second = {Second(each) for each in row.second if each in list(Second)} - {Second.PHOTOS}
    return Wishes(
        whom=row.whom,
        struck=frozenset(row.struck),
        lines=tuple(line["text"] for line in lines_of(row)),
        ranked=tuple(uuid.UUID(each) for each in row.ranked),
        charted=tuple(row.charted),
        photos=tuple(uuid.UUID(each) for each in row.photos),
        second=frozenset(second | ({Second.PHOTOS} if row.photos else set())),
    )


def gathered_page(session: Session, child: Child, row: Preparation, moment: datetime) -> Page:
    """The page as it stands now."""
    return gathered(session, child, row, wishes_of(row), moment)


def gathered(
    session: Session, child: Child, row: Preparation, wishes: Wishes, moment: datetime
) -> Page:
    """The page as it stands now, with these wishes instead of the family's own."""
    window = window_of(session, child, row, sitting_of(session, child, row), moment)
    missing = missing_for(session, child, now=moment)
    return gather(
        session, child, window.from_on, window.to_on, now=moment, missing=missing, wishes=wishes
    )


def window_of(
    session: Session, child: Child, row: Preparation, sitting: Sitting, moment: datetime
) -> Window:
    """The days of the page."""
    zone = ZoneInfo(child.zone)
    today = moment.astimezone(zone).date()
    from_on, to_on = days_of(session, child, sitting, row, today)
    return Window(from_on=from_on, to_on=to_on, zone=zone)
