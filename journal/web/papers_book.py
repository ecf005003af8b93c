"""The entries of the book of the whole journal: read, and said as the timeline says them, whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.reading import Shown, timeline
from journal.records.access import Right, Stranger
from journal.records.children import Child
from journal.records.entries import Kind
from journal.summary.document import Document
from journal.summary.papers.book import (
    MOST_OF_A_KIND,
    MOST_ROWS,
    EntriesPart,
    Line,
    first_part,
    spans_of,
)
from journal.summary.papers.book_words import entries_paper, first_paper
from journal.summary.papers.head import head_of
from journal.web.entry_words import detail_of, title_of
from journal.web.journal_pages import kind_labels
from journal.web.lab_words import results_line
from journal.web.medicine_names import Names, names_of
from journal.web.vaccine_words import without_time
from journal.words import clock_text

# What a new team reads by itself; doses, symptoms and evenings stand in their order alone.
ALONE = (
    Kind.DRAW,
    Kind.SCORE,
    Kind.STRENGTH,
    Kind.MEASUREMENT,
    Kind.VISIT,
    Kind.QUESTION,
    Kind.INFECTION,
    Kind.STAY_NOTE,
    Kind.RESPONSE,
)
# A text longer than this says where the rest is; shorter ones where a part is full of long ones,
# which the typesetter has no memory for.
LONGEST, SHORT = 2000, 500
MOST_LETTERS = 1_500_000


def book_paper(
    session: Session, child: Child, part: int, *, now: datetime, language: str, waits: Sequence[str]
) -> Document:
    """Return one part of the book, the first as 1. Raises Stranger for a part that is not there."""
    if part == 1:
        found = first_part(session, child, now=now, waits=waits, kinds=_kinds(session, child))
        return first_paper(found, kind_labels(), language)
    spans = spans_of(session, child)
    if not 2 <= part <= len(spans) + 1:
        raise Stranger
    span = spans[part - 2]
    newest, _older = timeline(
        session, child.id, start=span.start, end=span.end, limit=MOST_ROWS + MOST_ROWS // 4
    )
    head = head_of(session, child, now=now, from_on=span.first_on, to_on=span.last_on)
    entries = EntriesPart(
        # The first and the last day may go on in another part.
        head=replace(head, entries=span.times),
        number=part,
        of=len(spans) + 1,
        lines=tuple(_lines(session, child, newest)),
        left=span.times - len(newest),
    )
    return entries_paper(entries, language)


def parts_of(session: Session, child: Child, shown: int | None) -> list[dict[str, Any]]:
    """Links to the parts of the book, and to its photos for whoever sees them.

    shown: the part that the page shows, None for the photos
    """
    rows = [
        {
            "label": _("Part %(n)s", n=number),
            "url": url_for("papers.show", child_id=child.id, sheet="book", part=number),
            "is_shown": number == shown,
        }
        for number in range(1, len(spans_of(session, child)) + 2)
    ]
    if g.actor.may(Right.PHOTOS, child.id):
        url = url_for("book_photos.show", child_id=child.id)
        rows.append({"label": _("Photos"), "url": url, "is_shown": shown is None})
    return rows


def _kinds(session: Session, child: Child) -> Mapping[Kind, Sequence[Line]]:
    return {
        kind: _lines(
            session, child, timeline(session, child.id, kinds=[kind], limit=MOST_OF_A_KIND)[0]
        )
        for kind in ALONE
    }


def _lines(session: Session, child: Child, newest: Sequence[Shown]) -> list[Line]:
    """The oldest first."""
    zone, names = ZoneInfo(child.zone), names_of(session, child.id)
    lines = [_line(one, names, zone, LONGEST) for one in reversed(newest)]
    if sum(len(line.detail) for line in lines) <= MOST_LETTERS:
        return lines
    return [_line(one, names, zone, SHORT) for one in reversed(newest)]


def _line(one: Shown, names: Names, zone: ZoneInfo, longest: int) -> Line:
    title = title_of(one, names)
    parts = [*_said(one, names, zone), _note(one, title)]
    return Line(
        on=one.at.astimezone(zone).date(),
        clock="" if without_time(one.fields) else clock_text(one.at, zone),
        what=title,
        detail=_whole(" · ".join(part for part in parts if part), longest),
        by=one.by,
    )


def _said(one: Shown, names: Names, zone: ZoneInfo) -> list[str]:
    """The further line of the timeline, with the texts that it cuts."""
    fields = one.fields
    match one.kind:
        case Kind.DRAW:
            return [results_line(fields)]
        case Kind.VISIT:
            return [fields.get("place") or "", fields.get("told") or ""]
        case Kind.QUESTION:
            answer = fields.get("answer")
            said = _("Answer: %(text)s", text=answer) if answer else _("open")
            return [fields["text"], said, fields.get("answered_by") or ""]
    return [detail_of(one, names, zone) or ""]


def _note(one: Shown, title: str) -> str:
    note = one.fields.get("note") or ""
    return "" if note == title else note


def _whole(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    left = len(text) - longest
    begin = text[:longest].rstrip()
    return _("%(begin)s … (%(num)d more letters in the journal)", begin=begin, num=left)
