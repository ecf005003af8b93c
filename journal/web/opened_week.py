"""A week of the page of trends, or a month of it, in words: what was recorded, day by day."""

import uuid
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import get_locale
from sqlmodel import Session, col

from journal.entries.reading import timeline
from journal.records.children import Child
from journal.records.entries import Entry, Kind
from journal.summary import stretches
from journal.summary.stretches import Step, Stretch
from journal.summary.window import Window
from journal.web.cursors import write_cursor
from journal.web.entry_words import timeline_line
from journal.web.medicine_names import names_of
from journal.web.photo_words import pictures_of
from journal.words import long_day

MOST = 100
LAST = uuid.UUID(int=2**128 - 1)
# Of doses there are dozens in a week: they are counted, and stand in the journal.
TOLD = [kind for kind in Kind if kind is not Kind.DOSE]


def opened_week(
    session: Session,
    child: Child,
    window: Window,
    week: Stretch,
    by_month: bool,
    reader: uuid.UUID,
) -> dict[str, Any]:
    """Return title, days (see timeline_day in _ui/lists.html), doses, and the journal's addresses.

    more  whether there was more than is shown here
    """
    span = Window(from_on=week.from_on, to_on=week.to_on, zone=window.zone)
    shown, older = timeline(
        session,
        child.id,
        reader=reader,
        kinds=TOLD,
        start=span.start,
        end=span.end,
        limit=MOST,
    )
    names = names_of(session, child.id)
    photos = pictures_of(session, child, shown)
    days = groupby(shown, key=lambda one: span.day(one.at))
    before = write_cursor((span.end, LAST))
    return {
        "title": stretches.label(
            week, Step.MONTH if by_month else Step.WEEK, str(get_locale() or "en")
        ),
        "days": [
            {
                "label": long_day(on),
                "entries": [
                    timeline_line(one, names, span.zone, photos=photos.get(one.id, []))
                    for one in several
                ],
            }
            for on, several in days
        ],
        "more": older is not None,
        "doses": _doses(session, child, span),
        "journal_url": url_for("journal.index", child_id=child.id, before=before),
        "doses_url": url_for(
            "journal.index", child_id=child.id, kind=Kind.DOSE.value, before=before
        ),
    }


def _doses(session: Session, child: Child, span: Window) -> int:
    query = sa.select(sa.func.count()).where(
        col(Entry.child_id) == child.id,
        col(Entry.kind) == Kind.DOSE,
        col(Entry.deleted).is_(False),
        col(Entry.at) >= span.start,
        col(Entry.at) < span.end,
    )
    return int(session.execute(query).scalar_one())
