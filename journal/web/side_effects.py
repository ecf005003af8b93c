"""What the family thinks comes from a medicine: how often it was written down, and on which days.

Counts and days of their own entries. Nothing of a cause. Source: docs/rules.md#warning-signs.
"""

import uuid
from collections import defaultdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, select

from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.symptom import SymptomRow
from journal.web.entry_words import symptom_text
from journal.words import day_text

MOST_DAYS = 5


def thought_rows(session: Session, child: Child, medicine_id: uuid.UUID) -> list[dict[str, Any]]:
    """A row of _ui/lists.html for each symptom, the most often written one first."""
    rows = session.exec(
        select(SymptomRow.symptom, SymptomRow.name, SymptomRow.at)
        .join(Entry, col(Entry.id) == col(SymptomRow.entry_id))
        .where(SymptomRow.child_id == child.id, SymptomRow.medicine == medicine_id)
        .where(col(Entry.deleted).is_(False))
        .order_by(col(SymptomRow.at).desc())
    )
    zone, days = ZoneInfo(child.zone), defaultdict(list)
    for symptom, name, at in rows:
        days[symptom_text(symptom, name)].append(at.astimezone(zone).date())
    often = sorted(days.items(), key=lambda each: -len(each[1]))
    return [_row(child, what, each) for what, each in often]


def _row(child: Child, what: str, days: list[date]) -> dict[str, Any]:
    shown = list(dict.fromkeys(day_text(day) for day in days))
    times = ngettext("%(num)s time", "%(num)s times", len(days))
    said = ", ".join(shown[:MOST_DAYS])
    if len(shown) > MOST_DAYS:
        said = _("%(days)s and earlier", days=said)
    address = url_for("journal.index", child_id=child.id, kind="symptom", q=what)
    return {"when": None, "what": what, "note": f"{times}: {said}", "url": address}
