"""What is to come after a stay: the reminder of it, and the one tap that says that it came."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from journal.entries.reading import Shown
from journal.plans.own_reminders import reminders_from
from journal.records.access import Actor, Right
from journal.records.entries import Kind
from journal.records.kinds.stay_note import CAME, StayWhat
from journal.web.changes import fresh_ids
from journal.web.entry_pages import seen_now
from journal.web.log.scene import PHOTOS_ASKED, Scene
from journal.web.log.stay_parts import StayNoteForm

Row = dict[str, Any]
# What the form of the page asks itself, and what it leaves as it is.
ASKED = ("note", "photos", PHOTOS_ASKED)


def to_come_rows(scene: Scene, actor: Actor, parts: Sequence[Shown]) -> list[Row]:
    """The open results and follow-ups among the parts of a stay.

    text, by, is_visit; url: the form that makes a reminder of it, or None; reminder: the page of
    the one there is, or None; came: url, hidden, note of the form that says that it came, or None
    """
    return [
        _row(scene, actor, one)
        for one in parts
        if one.kind is Kind.STAY_NOTE and one.fields["what"] in list(CAME)
    ]


def _row(scene: Scene, actor: Actor, one: Shown) -> Row:
    child_id, text = scene.child.id, one.fields["text"]
    is_visit = one.fields["what"] == StayWhat.FOLLOW_UP
    reminders = reminders_from(scene.session, child_id, one.id)
    row: Row = {"id": str(one.id), "text": text, "by": one.fields.get("by"), "is_visit": is_visit}
    row |= {"url": None, "reminder": None, "came": None}
    if actor.may(Right.RECORD, child_id):
        row["came"] = _came(scene, one)
    if not actor.may(Right.PLAN, child_id):
        return row
    if is_visit:
        row["url"] = url_for("planned.add_appointment", child_id=child_id, with_whom=text[:200])
    elif reminders and reminders[-1].ended_at is None:
        last = reminders[-1].id
        row["reminder"] = url_for("planned_own.change", child_id=child_id, reminder_id=last)
    else:
        # A second one has an id of its own: the first was ended by hand.
        own = None if reminders else str(one.id)
        row["url"] = url_for("planned_own.add", child_id=child_id, text=text[:200], row=own)
    return row


def _came(scene: Scene, one: Shown) -> Row:
    """The note's own form, with another word for what it is about."""
    filled = StayNoteForm().fill(one.fields, scene)
    kept = {name: value for name, value in filled.items() if name not in ASKED}
    ids = {"change": str(fresh_ids(scene.now).change), "base": seen_now(one)}
    return {
        "url": url_for("entries.edit", child_id=scene.child.id, entry_id=one.id),
        "hidden": {**kept, **ids, "what": CAME[StayWhat(one.fields["what"])].value},
        "note": one.fields.get("note") or "",
    }
