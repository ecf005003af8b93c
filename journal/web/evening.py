"""What stands before an evening's tap: the levels it carries on, and since when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import format_date
from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.days import day_of
from journal.entries.levels import Level, key_of, last_levels
from journal.records.children import Child
from journal.web.entry_words import symptom_text
from journal.words import short_day

LEVEL = "level."
AS_BEFORE = "="
A_WEEK = 7


def start_levels(session: Session, child: Child, *, now: datetime) -> dict[str, str]:
    """What a new check-in starts with: each known level as before, in the fields of its row."""
    found = last_levels(session, child, now=now)
    return {f"{LEVEL}{key_of(each)}": f"{AS_BEFORE}{each.severity}" for each in found}


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
