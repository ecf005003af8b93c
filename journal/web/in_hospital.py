"""All stays in hospital of a child with their nights, and their days added up."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.care.stays import days_in
from journal.records.children import Child
from journal.summary import reading
from journal.web.stay_words import nights_text
from journal.words import day_text

BEGINNING = datetime.fromisoformat("1900-01-01T00:00:00+00:00")


def in_hospital(session: Session, child: Child, moment: datetime) -> dict[str, Any] | None:
    """How many days in all, and a row for each stay, the earliest first; None without any."""
    zone = ZoneInfo(child.zone)
    today = moment.astimezone(zone).date()
    found = reading.stays(session, child.id, BEGINNING, moment)
    days = [
        (
            row.admitted.astimezone(zone).date(),
            row.discharged and row.discharged.astimezone(zone).date(),
        )
        for row in found
    ]
    if not days:
        return None
    whole = days_in(days, min(first for first, _last in days), today, today=today)
    return {
        "days": ngettext("%(num)s day in hospital", "%(num)s days in hospital", whole),
        "rows": [
            {
                "when": day_text(first),
                "what": ", ".join(part for part in (row.hospital, row.ward, row.reason) if part),
                "note": ", ".join(
                    (
                        _until(last),
                        nights_text(row.admitted, min(row.discharged or moment, moment), zone),
                    )
                ),
                "url": url_for("entries.show", child_id=child.id, entry_id=row.entry_id),
            }
            for row, (first, last) in zip(found, days, strict=True)
        ],
    }


def _until(last: date | None) -> str:
    return _("until %(day)s", day=day_text(last)) if last else _("still there")
