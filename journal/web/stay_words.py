"""The parts of a hospital stay in words: notes of its days, and what becomes of the medicines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.stays import nights
from journal.records.kinds.review import Reviewed
from journal.records.kinds.stay_note import StayWhat

Fields = Mapping[str, Any]


def kind_words(what: str) -> str:
    """What a note of a stay is about; "" for a word that is none."""
    words: dict[str, str] = {
        StayWhat.PROCEDURE: _("Procedure"),
        StayWhat.TEST: _("Test"),
        StayWhat.MEDICINE: _("Change of medicine"),
        StayWhat.PERSON: _("Person"),
        StayWhat.NIGHT: _("Night"),
        StayWhat.PENDING: _("Result to come"),
        StayWhat.FOLLOW_UP: _("Follow-up"),
        StayWhat.RESULT: _("Result that came"),
        StayWhat.FOLLOWED_UP: _("Follow-up, done"),
        StayWhat.OTHER: _("Something else"),
    }
    return words.get(what, "")


def decision_words(decision: str) -> str:
    """What was decided about a medicine; "" for a word that is none."""
    words: dict[str, str] = {
        Reviewed.CONTINUES: _("goes on as before"),
        Reviewed.CHANGED: _("changed"),
        Reviewed.STOPPED: _("stopped"),
        Reviewed.NEW: _("new"),
    }
    return words.get(decision, "")


def note_title(fields: Fields) -> str:
    """ "Test: ultrasound of the belly"."""
    return f"{kind_words(fields['what'])}: {fields['text']}"


def review_title(fields: Fields, medicine: str) -> str:
    """ "Prednisolone: goes on as before", "Prednisolone: changed, 10 mg"."""
    name = fields.get("name") or medicine
    parts = (decision_words(fields["decision"]), fields.get("told"))
    return f"{name}: {', '.join(part for part in parts if part)}"


def part_detail(fields: Fields) -> list[str | None]:
    """Who said or did it."""
    by = fields.get("by")
    return [_("said by %(name)s", name=by) if by else None]


def nights_text(admitted: datetime, until: datetime, zone: ZoneInfo) -> str:
    """How many nights a stay has had: midnights of the child's clock; "1 day" without one."""
    count = nights(admitted.astimezone(zone).date(), until.astimezone(zone).date())
    return ngettext("%(num)s night", "%(num)s nights", count) if count else _("1 day")
