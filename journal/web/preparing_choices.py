"""What may be chosen for a prepared page: photos, what is drawn, what a second side shows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.photographed import photographed
from journal.plans.preparations import sitting_of
from journal.plans.prepared import MOST_CHOSEN, Chosen
from journal.records.children import Child
from journal.records.preparations import Preparation
from journal.summary.over_time import over_time
from journal.summary.window import Window
from journal.summary.wishes import Second
from journal.summary.written_charts import SKIN
from journal.web.photo_words import pictures_of
from journal.web.preparing_page import window_of
from journal.words import day_text

Row = dict[str, Any]
# Of a long period the newest pictures; an older one is chosen for shorter days.
MOST_PHOTOS = 24
# Of what the page of trends draws those that stand as lines on this one.
LINES = ("task:", "score:", "lab:", "symptom:", SKIN, "pain", "fatigue", "wellbeing")


def photos_of(session: Session, child: Child, row: Preparation, window: Window) -> list[Row]:
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


def is_offered(
    session: Session, child: Child, row: Preparation, what: Chosen, key: str, moment: datetime
) -> bool:
    """Whether the page offers to choose this; of photos `choose` itself looks."""
    if what is Chosen.SECOND:
        return key in {one["key"] for one in sides_of(row)}
    if what is Chosen.CHARTED:
        window = window_of(session, child, row, sitting_of(session, child, row), moment)
        series = series_of(session, child, row, window, moment, "en")
        return key in {one["key"] for one in series["rows"]}
    return True


def series_of(
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


def sides_of(row: Preparation) -> list[Row]:
    """What a second side may show besides photos: key, label, chosen."""
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
