"""A prepared page as its family sees it: what stands on it, and what may be chosen for it."""

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.plans.preparations import Sitting, preparations_of, sitting_of, unheld_of
from journal.plans.prepared import MOST_LINES, lines_of
from journal.plans.ranked import MOST as MOST_RANKED
from journal.plans.ranked import open_questions, open_ranked
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.people import Account
from journal.records.preparations import Preparation
from journal.summary.struck import leave_out
from journal.summary.written_charts import SKIN
from journal.web.brought import brought_to
from journal.web.preparing_choices import photos_of, series_of, sides_of
from journal.web.preparing_items import items
from journal.web.preparing_page import gathered, window_of, wishes_of
from journal.web.unsent import missing_for
from journal.words import long_day, moment_text

Row = dict[str, Any]
# Of a long period the newest pictures; an older one is chosen for shorter days.
MOST_PHOTOS = 24
# Of what the page of trends draws those that stand as lines on this one.
LINES = ("task:", "score:", "lab:", "symptom:", SKIN, "pain", "fatigue", "wellbeing")


def shown(
    session: Session, child: Child, row: Preparation, moment: datetime, language: str
) -> dict[str, Any]:
    """The context of templates/visits/page.html: `page`, and what is done to it."""
    sitting = sitting_of(session, child, row)
    window = window_of(session, child, row, sitting, moment)
    return {
        **headed(session, child, row, sitting, moment),
        **_page(session, child, row, moment, language),
        "questions": _questions(session, child, row),
        "lines": _lines(session, row),
        "new_line": str(uuid7(moment)),
        "lines_full": len(lines_of(row)) >= MOST_LINES,
        "photos": photos_of(session, child, row, window),
        "series": series_of(session, child, row, window, moment, language),
        "sides": sides_of(row),
        "days": {
            "from": window.from_on.isoformat(),
            "to": row.to_on.isoformat() if row.to_on else "",
        },
    }


def _page(
    session: Session, child: Child, row: Preparation, moment: datetime, language: str
) -> dict[str, Any]:
    """The page, and item by item what may be left out: of one that was brought nothing any more."""
    if (brought := brought_to(row)) is not None:
        return {"page": brought.page, "groups": []}
    # Read once: with everything that is struck, then without it.
    wishes = wishes_of(row)
    whole = gathered(session, child, row, replace(wishes, struck=frozenset()), moment)
    return {
        "page": leave_out(whole, wishes.struck),
        "groups": items(whole, wishes.struck, language),
    }


def headed(
    session: Session, child: Child, row: Preparation, sitting: Sitting, moment: datetime
) -> dict[str, Any]:
    """Whom, when, what may be missing, and the ways from one of its pages to the next."""
    here: dict[str, Any] = {"child_id": child.id, "preparation_id": row.id}
    return {
        "row": row,
        "whom": sitting.whom,
        "when": long_when(sitting),
        "called_off": sitting.called_off,
        "is_over": row.held_at is not None,
        # What was brought to a visit that is over changes no more, whatever arrives.
        "missing": [] if row.held_at else missing_lines(session, child, moment),
        "urls": {
            "change": url_for("preparing.change", **here),
            "page": url_for("preparing.show", **here),
            "room": url_for("in_room.show", **here),
            "all": url_for("preparing.index", child_id=child.id),
            "a4": url_for("preparing.pdf", paper="a4", **here),
            "letter": url_for("preparing.pdf", paper="letter", **here),
        },
    }


def prepared_rows(
    session: Session, child: Child, moment: datetime, *, over: bool = True
) -> list[Row]:
    """The pages of a child as rows: the next visit first; those whose day has passed and nobody
    marked over; then those that are over, if wanted."""
    rows = preparations_of(session, child.id)
    today = moment.astimezone(ZoneInfo(child.zone)).date()
    coming, passed = unheld_of(session, child, rows, today)
    been = [row for row in reversed(rows) if row.held_at is not None] if over else []
    return [
        {
            "when": "",
            "what": sitting.whom or _("A visit"),
            "note": ", ".join(filter(None, [long_when(sitting), _state(row, row in passed)])),
            "url": url_for("preparing.show", child_id=child.id, preparation_id=row.id),
        }
        for row in [*coming, *passed, *been]
        for sitting in [sitting_of(session, child, row)]
    ]


def _state(row: Preparation, is_passed: bool) -> str:
    if row.held_at:
        return _("over")
    return _("the day has passed, not marked as over") if is_passed else ""


def long_when(sitting: Sitting) -> str:
    """The day of a visit, and its time where an appointment has one."""
    if sitting.appointment is None:
        return long_day(sitting.on)
    return moment_text(sitting.appointment.at, ZoneInfo(sitting.appointment.zone))


def missing_lines(session: Session, child: Child, moment: datetime) -> list[str]:
    """A line for each phone that may still hold entries of this child (H23)."""
    zone = ZoneInfo(child.zone)
    lines = []
    for each in missing_for(session, child, now=moment):
        heard = each.last_seen_at
        said = _("last heard from %(when)s", when=moment_text(heard, zone)) if heard else ""
        lines.append(", ".join(part for part in (each.device, said) if part))
    return lines


def _questions(session: Session, child: Child, row: Preparation) -> dict[str, Any]:
    """Those asked first, in their order, and the others that are open."""
    texts = {str(one.entry_id): one.text for one in open_questions(session, row.child_id)}
    ranked = open_ranked(session, row)

    def shown_as(each: str) -> Row:
        url = url_for("entries.show", child_id=child.id, entry_id=each)
        return {"id": each, "text": texts[each], "url": url}

    return {
        "ranked": [shown_as(each) for each in ranked],
        "others": [shown_as(each) for each in texts if each not in ranked],
        "is_full": len(ranked) >= MOST_RANKED,
        "new_url": url_for("log.new", child_id=child.id, what="question", prepared=row.id),
    }


def _lines(session: Session, row: Preparation) -> list[Row]:
    """The family's own lines, each with the name of who wrote it."""
    lines = lines_of(row)
    ids = {uuid.UUID(line["by"]) for line in lines}
    found = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(ids))).all()
    names = dict(iter(found))
    return [line | {"name": names.get(uuid.UUID(line["by"]), "")} for line in lines]
