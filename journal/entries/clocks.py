"""Clocks of phones that are wrong: nothing is refused for it, and what they wrote says so."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.days import read_zone, show_moment
from journal.care.problems import N_, Problem
from journal.entries.change import ChangeRequest, restored
from journal.records.entries import Change, Revision

CLOCK_WRONG = "clock_wrong"
WORTH_SAYING = timedelta(minutes=5)
MOST_SKEW = timedelta(days=10)


def ahead(change: ChangeRequest, now: datetime) -> timedelta:
    """How far the phone's clock ran ahead when it wrote this, as far as can be known.

    Negative when it was behind. A clock that was put right before the change was sent still shows
    in a change that was made later than now.
    """
    return max(change.skew, min(change.made_at - now, MOST_SKEW))


def clock_mark(
    change: ChangeRequest, changed: Collection[str], now: datetime
) -> tuple[Problem, ...]:
    """What to say of an entry whose moment comes from a clock that was wrong."""
    wrong = ahead(change, now)
    if "at" not in changed or abs(wrong) <= WORTH_SAYING:
        return ()
    zone = read_zone(change.zone, "zone")
    return (
        Problem(
            code=CLOCK_WRONG,
            field="at",
            text=N_(
                "The clock of the phone that wrote this showed %(at)s when it was %(now)s. "
                "Check the time of this entry."
            ),
            values={
                "at": show_moment(now + wrong, zone, beside=now),
                "now": show_moment(now, zone, beside=now + wrong),
            },
        ),
    )


def marked(session: Session, entries: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Problem]:
    """The mark of each of these entries whose moment was last written by a wrong clock."""
    warned = sa.cast(col(Change.warnings), sa.Text).contains(CLOCK_WRONG)
    ours = select(Change.entry_id).where(col(Change.entry_id).in_(entries), warned)
    rows = session.execute(
        sa.select(
            *(col(each) for each in (Revision.entry_id, Revision.changed, Change.warnings)),
        )
        .join(Change, col(Change.id) == col(Revision.change_id))
        .where(col(Revision.entry_id).in_(ours))
        .order_by(col(Revision.number))
    )
    found: dict[uuid.UUID, Problem] = {}
    for entry, changed, warnings in rows:
        if "at" in changed:
            found.pop(entry, None)
        if mark := _mark_in(warnings):
            found[entry] = mark
    return found


def _mark_in(warnings: Collection[Mapping[str, Any]]) -> Problem | None:
    return next((restored(dict(each)) for each in warnings if each["code"] == CLOCK_WRONG), None)
