"""A hospital stay as its page shows it: since when, questions, its days, what comes after it."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session, col, select

from journal.entries.reading import Shown, entries_by_id, timeline
from journal.plans.reviewing import after_stay
from journal.plans.standing import standings
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.entries import Entry, Kind
from journal.records.kinds.question import QuestionRow
from journal.records.kinds.review import ReviewRow
from journal.records.kinds.stay_note import StayNoteRow
from journal.web.entry_words import moment_words, timeline_line
from journal.web.log.scene import Scene
from journal.web.medicine_names import names_of
from journal.web.photo_words import pictures_of
from journal.web.stay_medicines import medicine_rows
from journal.web.stay_to_come import to_come_rows
from journal.web.stay_words import nights_text
from journal.words import long_day

Row = dict[str, Any]
# A day of forty vital signs, and a stay of weeks.
MOST = 500
# What the stay's own sections show above its days.
ABOVE = (Kind.STAY, Kind.QUESTION, Kind.REVIEW)


def stay_shown(
    session: Session, actor: Actor, child: Child, stay: Shown, now: datetime
) -> dict[str, Any]:
    """The context of templates/stays/show.html."""
    zone, names = ZoneInfo(child.zone), names_of(session, child.id)
    left = moment_of(stay.fields.get("discharged"))
    parts = _parts_of(session, child, stay.id)
    reviews = [one for one in parts if one.kind is Kind.REVIEW]
    questions = [one for one in parts if one.kind is Kind.QUESTION]
    inside = timeline(session, child.id, start=stay.at, end=left or now, limit=MOST)[0]
    days = {one.id: one for one in [*inside, *parts] if one.kind not in ABOVE}.values()
    found = standings(session, child, now=now)
    after = after_stay(session, child, [one.medicine.id for one in found], now=now)
    photos = pictures_of(session, child, list(days))
    is_over = left is not None and left <= now
    return {
        **stay_frame(child, str(stay.id), may_record=actor.may(Right.RECORD, child.id)),
        "title": stay.fields["hospital"],
        "facts": [
            _("since %(moment)s", moment=moment_words(stay.at.isoformat(), zone)),
            _("until %(moment)s", moment=moment_words(left.isoformat(), zone)) if left else None,
            nights_text(stay.at, min(left or now, now), zone),
            stay.fields.get("ward"),
            stay.fields.get("reason"),
        ],
        "is_over": is_over,
        "medicines": medicine_rows(actor, child, stay.id, after, reviews, found, names, now=now)
        if is_over
        else [],
        "questions": [_question(actor, child, one) for one in questions],
        "to_come": to_come_rows(Scene(session, child, now), actor, parts),
        "days": [
            {
                "label": long_day(day),
                "entries": [
                    timeline_line(one, names, zone, photos=photos.get(one.id, ())) for one in each
                ],
            }
            for day, each in _by_day(list(days), zone)
        ],
    }


def stay_frame(child: Child, stay: str, *, may_record: bool) -> dict[str, Any]:
    """What hangs on nothing that happened: the ways to the forms. `stay` may be a token."""
    if not may_record:
        return {"tiles": [], "end_url": None, "new_url": None}

    def form(word: str, more: str = "") -> str:
        return f"{url_for('log.new', child_id=child.id, what=word)}?stay={stay}{more}"

    def plain(word: str) -> str:
        return url_for("log.new", child_id=child.id, what=word)

    kinds = (
        (_("Question for rounds"), "question", form("question")),
        (_("What happened"), "hospital", form("stay_note")),
        (_("Night"), "clock", form("stay_note", "&what=night")),
        (_("Result to come"), "blood", form("stay_note", "&what=pending")),
        (_("Follow-up"), "visit", form("stay_note", "&what=follow_up")),
        (_("Symptom"), "symptom", plain("symptom")),
        (
            _("Temperature"),
            "temperature",
            plain("temperature"),
        ),
        (_("You gave a medicine"), "medicine", plain("dose")),
    )
    nobody = uuid.UUID(int=0)
    edit = url_for("entries.edit", child_id=child.id, entry_id=nobody, end="now")
    return {
        "tiles": [{"label": label, "icon": icon, "url": url} for label, icon, url in kinds],
        "end_url": edit.replace(str(nobody), stay),
        "new_url": form("review", "&decision=new"),
    }


def moment_of(text: str | None) -> datetime | None:
    """A moment of the wire, or None."""
    return datetime.fromisoformat(text) if text else None


def _parts_of(session: Session, child: Child, stay: uuid.UUID) -> list[Shown]:
    """Every note, question and review that names the stay, earliest first."""
    ids: list[uuid.UUID] = []
    for table in (StayNoteRow, QuestionRow, ReviewRow):
        ids += session.exec(
            select(table.entry_id)
            .join(Entry, col(Entry.id) == col(table.entry_id))
            .where(table.child_id == child.id, table.stay == stay)
            .where(col(Entry.deleted).is_(False))
        ).all()
    return sorted(entries_by_id(session, ids), key=lambda one: (one.at, one.id))


def _by_day(entries: Sequence[Shown], zone: ZoneInfo) -> Any:
    """Newest day first, and within it the newest first."""
    found = sorted(entries, key=lambda one: (one.at, one.id), reverse=True)
    return groupby(found, key=lambda one: one.at.astimezone(zone).date())


def _question(actor: Actor, child: Child, one: Shown) -> Row:
    answer, by = one.fields.get("answer"), one.fields.get("answered_by")
    said = _("%(name)s: %(answer)s", name=by, answer=answer) if by and answer else answer
    where = "entries.edit" if actor.may(Right.RECORD, child.id) else "entries.show"
    return {
        "when": None,
        "what": one.fields["text"],
        "note": said or _("open: tap to write the answer"),
        "url": url_for(where, child_id=child.id, entry_id=one.id),
    }
