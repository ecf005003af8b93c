"""The evening's question on Today: one tap for a usual day, as the page and as a phone draw it."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from journal.care import knowledge
from journal.care.days import due_instant
from journal.entries.evenings import check_in_of
from journal.entries.levels import key_of, last_levels, lasts
from journal.records.children import Child
from journal.records.kinds.check_in import DayWas
from journal.web.changes import fresh_ids
from journal.web.day import Day
from journal.web.drawn import CHANGE, ENTRY, entry_address, macro
from journal.web.evening import label_of, since_words
from journal.web.frame import seen

# From then on a day is asked about, on the child's wall clock: our own choice.
ASKED_FROM = time(16)


def evening_card(day: Day) -> dict[str, Any] | None:
    """The card of Today, see _ui/evening.html; None for who may only look, before four in the
    afternoon, and once this day has its answer for whoever reads."""
    if not day.may_record or day.now < asked_from(day.child, day.date):
        return None
    if check_in_of(day.session, day.child, day.now, reader=day.actor.account_id):
        return None
    levels = last_levels(day.session, day.child, now=day.now)
    return {
        **_card(day.child),
        "hidden": {**fresh_ids(day.now).hidden(), **_usual(day.date.isoformat())},
        "levels": [
            {
                "key": key_of(each),
                "label": label_of(key_of(each)),
                "number": each.severity,
                "since": since_words(day.child, each.at, day.now),
            }
            for each in levels
        ],
    }


def kept_evening(day: Day) -> dict[str, Any] | None:
    """The card for a phone, which puts the levels in: what is known, and what else may come."""
    if not day.may_record:
        return None
    child = day.child
    watched = child.watched
    lately = last_levels(day.session, child, now=day.now)
    model = {"key": "[[key]]", "label": "[[label]]", "number": "[[n]]", "since": "[[since]]"}
    card = {
        **_card(child),
        "hidden": {"change": CHANGE, "entry": ENTRY, **_usual("[[on]]")},
        "levels": "[[levels]]",
    }
    return {
        "card": macro("_ui/evening.html", "evening_card", card, seen(day.actor, child)),
        "answered": _answered(child),
        "level": macro("_ui/evening.html", "carried_level", model),
        "known": [
            {
                "key": key_of(each),
                "entry": str(each.entry),
                "n": each.severity,
                "at": each.at.isoformat(),
                "since": since_words(child, each.at, day.now),
            }
            for each in lately
        ],
        "watched": watched,
        "names": {each.id: _(each.label) for each in knowledge.symptoms() if lasts(each.id)},
    }


def asked_from(child: Child, on: date) -> datetime:
    """From when on a family day is asked about, aware UTC."""
    return due_instant(datetime.combine(on, ASKED_FROM), ZoneInfo(child.zone))


def _card(child: Child) -> dict[str, Any]:
    address = url_for("log.new", child_id=child.id, what="check_in")
    return {
        "url": address,
        "other_url": address,
        "next": url_for("today.index", child_id=child.id),
        "title": _("Evening: %(day)s", day=_("a usual day")),
    }


def _answered(child: Child) -> str:
    """What a second evening's form says, with the way to the first, which a phone names."""
    title, text = _("This day is answered already"), _("What you save here stands beside it.")
    there = {"label": _("Evening check-in"), "url": entry_address("entries.show", child.id)}
    return macro("_ui/lists.html", "banner", "settled", title, text, [there])


def _usual(on: str) -> dict[str, str]:
    return {"day": DayWas.USUAL.value, "evening": on}
