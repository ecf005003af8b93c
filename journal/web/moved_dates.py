"""Dates of waiting that moved: said on Today until somebody has seen it (H26)."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, select

from journal.clock import now
from journal.entries.reading import Shown, entries_by_id
from journal.plans.moved_dates import Because, mark_seen, unseen
from journal.records.access import Right
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.vaccine_plans import MovedDate
from journal.web.day import Day
from journal.web.extensions import writing
from journal.web.forms import Form
from journal.web.frame import child_or_404, toast
from journal.web.signed_in import require_person
from journal.web.vaccine_words import vaccine_text
from journal.words import day_text

bp = Blueprint("moved_dates", __name__, url_prefix="/children/<uuid:child_id>/vaccines/moved")
bp.before_request(require_person)

MOST_LINES = 6
# Of the line of a phone, which goes away again; the others stand on Today.
MOST_SAID = 2


@bp.post("/seen")
def seen(child_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody has seen it: it stands on Today no longer."""
    ids = [_id(typed) for typed in Form.sent().get("seen").split()]
    with writing() as (session, actor):
        child = child_or_404(session, actor, child_id, Right.RECORD)
        mark_seen(session, actor, child.id, [one for one in ids if one], now=now())
    toast(_("Seen. The dates stand under Vaccines."))
    return redirect(url_for("today.index", child_id=child_id), code=303)


def moved_banner(session: Session, day: Day) -> list[dict[str, Any]]:
    """One notice of every date that moved and that nobody has seen yet."""
    rows = unseen(session, day.child.id)
    if not rows:
        return []
    actions: list[dict[str, Any]] = [
        {
            "label": _("Vaccines"),
            "url": url_for("vaccine_list.index", child_id=day.child.id),
        }
    ]
    if day.may_record:
        url = url_for("moved_dates.seen", child_id=day.child.id)
        hidden = {"seen": " ".join(str(row.id) for row in rows)}
        actions.insert(0, {"label": _("Seen"), "url": url, "post": True, "hidden": hidden})
    title = ngettext("A date moved", "Dates moved", len(rows))
    text = moved_text(session, day.child, rows)
    return [{"kind": "due", "title": title, "text": text, "actions": actions}]


def moved_text(session: Session, child: Child, rows: Sequence[MovedDate]) -> str:
    """A line for each that moved, the first few, and what such a date is; "" for none."""
    lines = moved_lines(session, child, rows)
    more = len(lines) - MOST_LINES
    if more > 0:
        lines = [*lines[:MOST_LINES], ngettext("and one more", "and %(num)s more", more)]
    if lines:
        lines.append(_("It is the end of a waiting time that a source names: ask your team."))
    return "\n".join(lines)


def moved_lines(session: Session, child: Child, rows: Sequence[MovedDate]) -> list[str]:
    """A sentence for each: what moved from when to when, and because of what."""
    ids = {row.entry_id for row in rows if row.entry_id}
    entries = {shown.id: shown for shown in entries_by_id(session, ids)} if ids else {}
    together: dict[object, list[MovedDate]] = {}
    for row in rows:
        what = (row.made_at, row.before, row.after, row.because, row.entry_id)
        together.setdefault(what, []).append(row)
    return [_sentence(child, entries, same) for same in together.values()]


def _sentence(child: Child, entries: dict[uuid.UUID, Shown], same: list[MovedDate]) -> str:
    first = same[0]
    values = {
        "vaccines": "; ".join(vaccine_text(row.vaccine) for row in same),
        "before": day_text(first.before) if first.before else "",
        "after": day_text(first.after) if first.after else "",
        "because": _because(child, first, entries.get(first.entry_id) if first.entry_id else None),
    }
    if first.before is None:
        return _("%(vaccines)s: there is a date now, %(after)s, because %(because)s.", **values)
    if first.after is None:
        return _(
            "%(vaccines)s: the date %(before)s is gone, because %(because)s. "
            "It cannot be worked out now, or something else is open.",
            **values,
        )
    return _(
        "%(vaccines)s: the date moved from %(before)s to %(after)s, because %(because)s.", **values
    )


def _because(child: Child, row: MovedDate, entry: Shown | None) -> str:
    on = day_text(entry.at.astimezone(ZoneInfo(child.zone)).date()) if entry else ""
    if entry is not None and entry.kind is Kind.DOSE:
        return _because_dose(row.because, on)
    match row.because:
        case Because.ADDED:
            return _("the infusion of %(day)s was recorded", day=on)
        case Because.CHANGED:
            return _("the infusion of %(day)s was changed", day=on)
        case Because.DELETED:
            return _("the infusion of %(day)s was deleted", day=on)
        case Because.RESTORED:
            return _("the infusion of %(day)s was brought back", day=on)
        case Because.FIGURE:
            return _("a figure of your clinic was changed")
        case Because.ZONE:
            return _("the clock of %(name)s was moved", name=child.name)
    return _("the plan of a medicine was changed")


def _because_dose(because: str, on: str) -> str:
    """A wait by the clinic's own figure counts from the last dose of a medicine."""
    said = {
        Because.ADDED: _("a dose of %(day)s was recorded", day=on),
        Because.CHANGED: _("a dose of %(day)s was changed", day=on),
        Because.DELETED: _("a dose of %(day)s was deleted", day=on),
        Because.RESTORED: _("a dose of %(day)s was brought back", day=on),
    }
    return said[Because(because)]


def written_by(
    session: Session, child: Child, written: Collection[tuple[uuid.UUID, datetime]]
) -> str:
    """What a phone is told of the dates that its changes moved, "" for none.

    written  the entry of each change, and when it came: a repeated one is told the same again
    """
    entries = {entry for entry, _came in written}
    query = select(MovedDate).where(
        MovedDate.child_id == child.id, col(MovedDate.entry_id).in_(entries)
    )
    rows = session.exec(query.order_by(col(MovedDate.vaccine))).all()
    moved = [row for row in rows if (row.entry_id, row.made_at) in written]
    return " ".join(moved_lines(session, child, moved)[:MOST_SAID])


def _id(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
