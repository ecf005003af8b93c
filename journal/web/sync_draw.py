"""Entries as this server draws them, for phones that show them without it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import get_template_attribute
from sqlmodel import Session, col, select

from journal.clock import now
from journal.entries.alerts import open_alerts
from journal.entries.clocks import marked
from journal.entries.reading import Shown
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.web.entry_fields import fact_rows, mark_words
from journal.web.entry_words import timeline_line
from journal.web.log.kinds import form_of
from journal.web.log.scene import Scene
from journal.web.medicine_names import Names, names_of
from journal.words import short_day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Journal:
    """What all entries of one child are drawn with: read once, however many there are."""

    scene: Scene
    names: Names
    may_record: bool


def drawn(session: Session, actor: Actor, found: Sequence[Shown]) -> list[dict[str, Any]]:
    """Each entry as its line in the journal and as its page, and as the form that changes it.

    row    its line, drawn as the journal draws it
    title  what it is, in a few words
    page   what its page says, without its history
    on     its date on the child's wall clock; day: the same as the family reads it
    form   what stands in its form when it is changed; None for somebody who may only look
    base   the revision all of this shows
    """
    if not found:
        return []
    journals = _journals(session, actor, {shown.child_id for shown in found})
    marks = marked(session, [shown.id for shown in found])
    asked = {entry for alert in open_alerts(session, journals) for entry in alert.entries}
    return [
        _drawn(
            shown,
            journals[shown.child_id],
            questioned=str(shown.id) in asked,
            mark=mark_words(marks.get(shown.id)),
        )
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
        )
        for child in session.exec(select(Child).where(col(Child.id).in_(children)))
    }


def _drawn(shown: Shown, journal: _Journal, *, questioned: bool, mark: str) -> dict[str, Any]:
    row = get_template_attribute("_ui/lists.html", "timeline_entry")
    page = get_template_attribute("entries/_facts.html", "entry_facts")
    zone: ZoneInfo = journal.scene.zone
    line = timeline_line(shown, journal.names, zone, questioned=questioned)
    on = shown.at.astimezone(zone).date()
    return {
        "row": row(line),
        "title": line["title"],
        "page": page(shown, fact_rows(shown.fields, journal.names, zone), questioned, mark=mark),
        "on": on.isoformat(),
        "day": short_day(on),
        "form": _form(shown, journal) if journal.may_record else None,
        "base": shown.revision,
    }


def _form(shown: Shown, journal: _Journal) -> dict[str, Any]:
    log_form = form_of(shown)
    return {"what": log_form.what, "values": log_form.fill(shown.fields, journal.scene)}
