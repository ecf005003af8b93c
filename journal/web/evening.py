"""What stands before an evening's tap: the levels it carries on, and since when."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.days import day_of
from journal.entries.evenings import answers_for, check_ins_of
from journal.entries.levels import Level, key_of, last_levels
from journal.entries.reading import entries_by_id
from journal.records.access import teens_of
from journal.records.children import Child
from journal.web.entry_words import symptom_text
from journal.words import clock_text, short_day

LEVEL = "level."
AS_BEFORE = "="
A_WEEK = 7


def start_levels(session: Session, child: Child, *, now: datetime) -> dict[str, str]:
    """What a new check-in starts with: each known level as before, in the fields of its row."""
    found = last_levels(session, child, now=now)
    return {f"{LEVEL}{key_of(each)}": f"{AS_BEFORE}{each.severity}" for each in found}


def answered(
    session: Session, child: Child, *, reader: uuid.UUID | None, now: datetime
) -> list[dict[str, Any]]:
    """Who answered this family day for whoever reads, and when: for another evening's form."""
    zone, teens = ZoneInfo(child.zone), teens_of(session, child.id)
    found = check_ins_of(session, child, now)
    ids = [entry for entry, by in found.items() if answers_for(by, reader, teens)]
    return [
        {
            "label": _("%(by)s at %(time)s", by=shown.by, time=clock_text(shown.at, zone)),
            "url": url_for("entries.show", child_id=child.id, entry_id=shown.id),
            "post": False,
        }
        for shown in entries_by_id(session, ids)
    ]


def level_rows(
    session: Session, child: Child, typed: Mapping[str, Any], *, now: datetime
) -> list[dict[str, Any]]:
    """A row for each known level, each watched symptom and each that stands in the form already."""
    known = {key_of(each): each for each in last_levels(session, child, now=now)}
    keys = list(child.watched or known)
    keys += [name.removeprefix(LEVEL) for name in typed if name.startswith(LEVEL)]
    return [
        _row(child, key, known.get(key), str(typed.get(f"{LEVEL}{key}", "")), now)
        for key in dict.fromkeys(keys)
        if key != "more"
    ]


def _row(child: Child, key: str, known: Level | None, typed: str, now: datetime) -> dict[str, Any]:
    before = f"{AS_BEFORE}{known.severity}" if known else ""
    if typed.startswith(AS_BEFORE):
        before = typed  # what was drawn is what is meant
    return {
        "key": key,
        "name": f"{LEVEL}{key}",
        "label": label_of(key),
        "before": before,
        "number": before.removeprefix(AS_BEFORE),
        "since": since_words(child, known.at, now) if known else "",
        "typed": typed,
        "differs": bool(typed) and not typed.startswith(AS_BEFORE),
    }


def label_of(key: str) -> str:
    """A watched symptom in the family's words."""
    code, _colon, name = key.partition(":")
    return symptom_text(code, name or None)


def since_words(child: Child, at: datetime, now: datetime) -> str:
    """ "as yesterday", "as on Saturday", "as on Sat 7 Nov": the day a level is from.

    A phone keeps what is drawn for days: there it is always the day itself.
    """
    zone = ZoneInfo(child.zone)
    day = day_of(at, zone, child.day_begins)
    if g.get("for_phone"):
        return _("as on %(day)s", day=short_day(day))
    days = (day_of(now, zone, child.day_begins) - day).days
    if days <= 0:
        return _("as earlier today")
    if days == 1:
        return _("as yesterday")
    return _("as on %(day)s", day=format_date(day, "EEEE") if days < A_WEEK else short_day(day))
