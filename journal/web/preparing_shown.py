"""A prepared page as its family sees it: what stands on it, and what may be chosen for it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.entries.photographed import photographed
from journal.plans.preparations import Sitting, preparations_of, sitting_of, unheld_of
from journal.plans.prepared import MOST_CHOSEN, MOST_LINES, Chosen, lines_of
from journal.plans.ranked import MOST as MOST_RANKED
from journal.plans.ranked import open_questions, open_ranked
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.people import Account
from journal.records.preparations import Preparation
from journal.summary.over_time import over_time
from journal.summary.struck import leave_out
from journal.summary.window import Window
from journal.summary.wishes import Second
from journal.summary.written_charts import SKIN
from journal.web.brought import brought_to
from journal.web.photo_words import pictures_of
from journal.web.preparing_items import items
from journal.web.preparing_page import gathered, window_of, wishes_of
from journal.web.unsent import missing_for
from journal.words import day_text, long_day, moment_text

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
        "photos": _photos(session, child, row, window),
        "series": _series(session, child, row, window, moment, language),
        "sides": _sides(row),
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


def _photos(session: Session, child: Child, row: Preparation, window: Window) -> list[Row]:
    """The pictures of these days with their day, those that are chosen first."""
    found = photographed(session, child.id, window.start, window.end, most=MOST_PHOTOS)
    by_entry = pictures_of(session, child, found)
    rows = [
        {**picture, "day": _day(entry.at, window.zone), "chosen": picture["id"] in row.photos}
        for entry in found
        for picture in by_entry.get(entry.id, ())
        if picture["here"]
    ]
    shown_ids = {one["id"] for one in rows}
    elsewhere: list[Row] = [
        {
            "id": each,
            "day": _("not in these days"),
            "alt": _("A photo of another day"),
            "chosen": True,
            "away": True,
        }
        for each in row.photos
        if each not in shown_ids
    ]
    return [*elsewhere, *_chosen_first(rows)][:MOST_PHOTOS]


def _series(
    session: Session,
    child: Child,
    row: Preparation,
    window: Window,
    moment: datetime,
    language: str,
) -> dict[str, Any]:
    """What the time axis can show besides the medicines, by the names of the page of trends."""
    found = over_time(session, child, window, chosen=(), language=language, now=moment)
    rows = [
        {"key": one.key, "label": one.label, "chosen": one.key in row.charted}
        for one in found.choices
        if one.key.startswith(LINES)
    ]
    drawn = {one["key"] for one in rows}
    rows += [
        {
            "key": each,
            "label": f"{_named(each)}, {_('not in these days')}",
            "chosen": True,
            "away": True,
        }
        for each in row.charted
        if each not in drawn
    ]
    return {"rows": rows, "is_full": len(row.charted) >= MOST_CHOSEN[Chosen.CHARTED]}


def _named(key: str) -> str:
    """A series as its key names it, for one that has no values in these days."""
    return key.rpartition(":")[2].replace("_", " ")


def _sides(row: Preparation) -> list[Row]:
    labels = {
        Second.LABS: _("A table of lab results"),
        Second.LIST: _("Everything that is in the journal"),
    }
    return [
        {"key": side.value, "label": label, "chosen": side.value in row.second}
        for side, label in labels.items()
    ]


def _day(at: datetime, zone: ZoneInfo) -> str:
    return day_text(at.astimezone(zone).date())


def _chosen_first(rows: Sequence[Row]) -> list[Row]:
    chosen: Iterable[Row] = (one for one in rows if one["chosen"])
    return [*chosen, *(one for one in rows if not one["chosen"])]
