"""The supply on other pages: quiet rows that lead to its own page."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.plans.supply import SupplyStanding, asking
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.web.supply_words import (
    cannot_text,
    if_given_text,
    left_text,
    notice_text,
    until_text,
    use_by_text,
)


def supply_row(stands: SupplyStanding, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """The row on the medicine's page: what is left, until when, and the earliest use-by."""
    today = now.astimezone(zone).date()
    notes = [
        if_given_text(stands),
        until_text(stands, today) if stands.left is not None else "",
        use_by_text(stands.use_by, today) if stands.use_by else "",
    ]
    return {
        "when": _("Supply"),
        "what": left_text(stands) or cannot_text(stands),
        "note": " · ".join(note for note in notes if note),
        "url": _url(stands.medicine),
    }


def low_texts(
    session: Session, child: Child, medicines: Sequence[Medicine], *, now: datetime
) -> dict[uuid.UUID, str]:
    """Per medicine of which the family wants to be told now: "about 5 days left"."""
    today = now.astimezone(ZoneInfo(child.zone)).date()
    found = asking(session, child, medicines, now=now)
    return {stands.medicine.id: notice_text(stands, today) for stands in found}


def low_rows(
    session: Session, child: Child, medicines: Sequence[Medicine], *, now: datetime
) -> list[dict[str, Any]]:
    """The same as rows of Today: "Prednisolone: about 5 days left"."""
    texts = low_texts(session, child, medicines, now=now)
    return [
        {
            "when": None,
            "what": _("%(medicine)s: %(left)s", medicine=medicine.name, left=texts[medicine.id]),
            "note": "",
            "url": _url(medicine),
        }
        for medicine in medicines
        if medicine.id in texts
    ]


def _url(medicine: Medicine) -> str:
    return url_for("supply.index", child_id=medicine.child_id, medicine_id=medicine.id)
