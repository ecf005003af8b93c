"""What became of a dose, in words: was it taken, who gave it, who said to leave it (H43)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.doses import TAKEN
from journal.words import wall_text

Fields = Mapping[str, Any]


def happened(fields: Fields) -> str:
    """What became of it, without who: "given", "vomited after 15 min"."""
    match fields["outcome"]:
        case "given":
            return _("given")
        case "partly":
            return _("partly given")
        case "refused":
            return _("refused")
        case "vomited":
            minutes = fields.get("minutes_after")
            if minutes is not None:
                return _("vomited after %(minutes)s min", minutes=minutes)
            return _("vomited")
    return _("skipped")


def outcome_text(fields: Fields) -> str:
    """What became of it and through whom: "given by Grandma", "skipped, Dr. Okafor said so"."""
    by_whom = giver(fields)
    if fields["outcome"] == "given":
        if by_whom is None:
            return happened(fields)
        if not fields.get("given_by"):
            return _("given by the hospital")
        return _("given by %(name)s", name=by_whom)
    return ", ".join(part for part in (happened(fields), by_whom, advice(fields)) if part)


def more_today(others: Sequence[tuple[str, str]]) -> str:
    """ "and 2 more today: Ben 12:01, Ada 14:30", each (who wrote it, when)."""
    who = ", ".join(f"{by} {at}" for by, at in others)
    return str(
        ngettext(
            "and %(num)s more today: %(who)s",
            "and %(num)s more today: %(who)s",
            len(others),
            who=who,
        )
    )


def giver(fields: Fields) -> str | None:
    """Who gave it, when it was not whoever recorded it: "hospital", "Grandma"."""
    parts = [_("hospital") if fields.get("in_hospital") else None, fields.get("given_by")]
    return ", ".join(part for part in parts if part) or None


def advice(fields: Fields) -> str | None:
    """ "Dr. Okafor said so", or None when nobody's advice was written down."""
    name = fields.get("advised_by")
    return _("%(name)s said so", name=name) if name else None


def recorded_by(fields: Fields, by: str) -> tuple[str, str | None]:
    """Whom Today names beside the time, and who wrote it down when that was somebody else."""
    by_whom = giver(fields)
    if by_whom is None:
        return by, None
    if fields["outcome"] not in TAKEN:
        return by, by_whom
    return by_whom, _("recorded by %(by)s", by=by)


def of_another_day(what: str, fields: Mapping[str, Any], zone: ZoneInfo, now: datetime) -> str:
    """The dose in words, with its day when that is not today (H11).

    "Prednisolone 12.5 mg, planned for Saturday 21 Nov, 20:00".
    """
    today = now.astimezone(zone).date()
    slot = wall_of(fields.get("slot"))
    at = datetime.fromisoformat(fields["at"]).astimezone(zone)
    if slot is not None and slot.date() != today:
        return _("%(what)s, planned for %(moment)s", what=what, moment=wall_text(slot))
    if at.date() != today:
        return _("%(what)s, on %(moment)s", what=what, moment=wall_text(at))
    return what


def wall_of(slot: str | None) -> datetime | None:
    """The wall time of a slot's key; None without one, or when it is none of ours."""
    try:
        return datetime.fromisoformat(slot) if slot else None
    except ValueError:
        return None
