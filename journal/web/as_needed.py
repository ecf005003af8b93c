"""Medicines given as needed: how many in the last 24 hours, and the label's limits (H41)."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session, col, select

from journal.care.doses import TAKEN, next_allowed_at, rolling_count
from journal.care.rhythm import AsNeeded
from journal.care.rhythm_json import LONGEST_GAP_HOURS
from journal.care.units import show_amount
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.words import clock_text, short_day

# The longest gap that a label's limit may ask for.
LOOK_BACK = timedelta(hours=LONGEST_GAP_HOURS)


def taken_lately(
    session: Session, medicines: Sequence[uuid.UUID], now: datetime
) -> dict[uuid.UUID, list[datetime]]:
    """When doses of these medicines were taken in the last days, oldest first."""
    found: dict[uuid.UUID, list[datetime]] = {medicine: [] for medicine in medicines}
    if not medicines:
        return found
    rows = session.exec(
        select(DoseRow.medicine, DoseRow.at)
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.medicine).in_(medicines), col(DoseRow.at) > now - LOOK_BACK)
        .where(col(DoseRow.outcome).in_(list(TAKEN)), col(Entry.deleted).is_(False))
        .order_by(col(DoseRow.at))
    )
    for medicine, at in rows:
        found[medicine].append(at)
    return found


def limits_words(
    limit: AsNeeded, taken: Sequence[datetime], now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """What Today says of one medicine: the count, the last one, the label's limits, the earliest
    next. `waits` is True while the label's limits, as the family copied them, ask to wait."""
    count = rolling_count(taken, now)
    earliest = next_allowed_at(taken, limit, now)
    waits = earliest is not None and earliest > now
    return {
        "count": ngettext("%(num)s in last 24 h", "%(num)s in last 24 h", count),
        "last": _("last %(time)s", time=_when(taken[-1], now, zone)) if taken else None,
        "limits": _limits(limit),
        "waits": waits,
        "next": _("next from %(time)s by the label", time=_when(earliest, now, zone))
        if waits and earliest
        else None,
    }


def _limits(limit: AsNeeded) -> str:
    parts = []
    if limit.least_gap_hours is not None:
        parts.append(_("%(hours)s h apart", hours=show_amount(limit.least_gap_hours)))
    if limit.most_in_24_hours is not None:
        parts.append(_("at most %(most)s in 24 h", most=show_amount(limit.most_in_24_hours)))
    if not parts:
        return _("No limit was copied from the label: ask your team.")
    return _("Label, as you copied it: %(limits)s", limits=", ".join(parts))


def _when(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    day = moment.astimezone(zone).date()
    clock = clock_text(moment, zone)
    return clock if day == now.astimezone(zone).date() else f"{short_day(day)} {clock}"
