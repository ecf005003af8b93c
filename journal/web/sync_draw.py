"""Entries as this server draws them, for phones that show them without it."""

import logging
import uuid
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.clock import now
from journal.entries.alerts import open_alerts
from journal.entries.change import Revised
from journal.entries.clocks import marked
from journal.entries.evenings import answers_for
from journal.entries.reading import Shown, history, texts_of
from journal.records.access import Actor, Right, teens_of
from journal.records.children import Child
from journal.records.entries import AlertKind, Kind
from journal.web.clash_words import clashes_of
from journal.web.entry_fields import fact_rows, mark_words
from journal.web.entry_words import timeline_line
from journal.web.log.kinds import form_of
from journal.web.log.scene import Scene
from journal.web.medicine_names import Names, names_of
from journal.words import clock_text, short_day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Journal:
    """What all entries of one child are drawn with: read once, however many there are."""

    scene: Scene
    names: Names
    may_record: bool
    reader: uuid.UUID
    teens: Set[uuid.UUID]


def drawn(session: Session, actor: Actor, found: Sequence[Shown]) -> list[dict[str, Any]]:
    """Each entry as its line in the journal and as its page, and as the form that changes it.

    row    its line, drawn as the journal draws it
    title  what it is, in a few words
    page   what its page says, without its history
    on     its date on the child's wall clock; day: the same as the family reads it
    form   what stands in its form when it is changed; None for somebody who may only look
    base   the revision all of this shows, and the change that made it
    aside  an evening that leaves the question of its day open for this person
    text   what search reads of it
    """
    if not found:
        return []
    journals = _journals(session, actor, {shown.child_id for shown in found})
    ids = [shown.id for shown in found]
    asked: dict[str, set[AlertKind]] = {}
    for alert in open_alerts(session, journals):
        for entry in alert.entries:
            asked.setdefault(entry, set()).add(alert.kind)
    text, marks = texts_of(session, ids), marked(session, ids)
    return [
        _drawn(
            shown,
            journals[shown.child_id],
            asked.get(str(shown.id), set()),
            mark=mark_words(marks.get(shown.id)),
        )
        | {"text": text[shown.id]}
        for shown in found
    ]


def _journals(
    session: Session, actor: Actor, children: set[uuid.UUID]
) -> Mapping[uuid.UUID, _Journal]:
    moment = now()
    return {
        child.id: _Journal(
            scene=Scene(session, child, moment, actor),
            names=names_of(session, child.id),
            may_record=actor.may(Right.RECORD, child.id),
            reader=actor.account_id,
            teens=teens_of(session, child.id),
        )
        for child in session.exec(select(Child).where(col(Child.id).in_(children)))
    }


def _drawn(shown: Shown, journal: _Journal, asked: Set[AlertKind], *, mark: str) -> dict[str, Any]:
    """As far as it can be drawn: one entry that fails must not keep the family's phones from all
    that came after it."""
    try:
        return _whole(shown, journal, asked, mark=mark)
    except Exception:
        logging.getLogger(__name__).exception("entry %s cannot be drawn", shown.id)
        return _plain(shown, journal)


def _plain(shown: Shown, journal: _Journal) -> dict[str, Any]:
    row = get_template_attribute("_ui/lists.html", "timeline_entry")
    zone: ZoneInfo = journal.scene.zone
    on = shown.at.astimezone(zone).date()
    title = _("An entry that only opens with signal")
    line = {
        "icon": "note",
        "title": title,
        "url": url_for("entries.show", child_id=shown.child_id, entry_id=shown.id),
        "at": clock_text(shown.at, zone),
        "by": shown.by,
        "photos": [],
    }
    return {
        "row": row(line),
        "title": title,
        "page": "",
        "on": on.isoformat(),
        "day": short_day(on),
        "form": None,
        "base": str(Revised(shown.revision, shown.change_id)),
    }


def _whole(shown: Shown, journal: _Journal, asked: Set[AlertKind], *, mark: str) -> dict[str, Any]:
    row = get_template_attribute("_ui/lists.html", "timeline_entry")
    page = get_template_attribute("entries/_facts.html", "entry_facts")
    zone: ZoneInfo = journal.scene.zone
    line = timeline_line(shown, journal.names, zone, questioned=bool(asked))
    clashes = _clashes(shown, journal) if AlertKind.CONFLICT in asked else []
    on = shown.at.astimezone(zone).date()
    return {
        "row": row(line),
        "title": line["title"],
        "page": page(
            shown,
            fact_rows(shown.fields, journal.names, zone),
            bool(asked - {AlertKind.CONFLICT}),
            clashes=clashes,
            mark=mark,
        ),
        "on": on.isoformat(),
        "day": short_day(on),
        "form": _form(shown, journal) if journal.may_record else None,
        "base": str(Revised(shown.revision, shown.change_id)),
        "aside": _is_aside(shown, journal),
    }


def _is_aside(shown: Shown, journal: _Journal) -> bool:
    """Whether it is an evening that leaves the question of its day open for whoever reads."""
    if shown.kind is not Kind.CHECK_IN:
        return False
    answers = answers_for(shown.by_id, journal.reader, journal.teens)
    return not (shown.fields.get("day") and answers)


def _clashes(shown: Shown, journal: _Journal) -> list[dict[str, Any]]:
    session, zone = journal.scene.session, journal.scene.zone
    return clashes_of(session, shown, history(session, shown.id), journal.names, zone)


def _form(shown: Shown, journal: _Journal) -> dict[str, Any]:
    log_form = form_of(shown)
    return {"what": log_form.what, "values": log_form.fill(shown.fields, journal.scene)}
