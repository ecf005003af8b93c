"""A checkpoint in words: one clear line for its day's screen, the journal, its own page."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.units import show_amount
from journal.records.kinds.checkpoint import Seen

Fields = Mapping[str, Any]


def kind_words(what: str) -> str:
    """What a checkpoint is about; "" for a word that is none."""
    words: dict[str, str] = {
        Seen.VITALS: _("Vital signs"),
        Seen.RATE: _("Rate"),
        Seen.REACTION: _("Reaction"),
        Seen.AFTER: _("After the infusion"),
        Seen.BOTTLE: _("Bottle"),
        Seen.BEFORE: _("Given before"),
        Seen.LINE: _("Line"),
        Seen.PAUSE: _("Paused"),
        Seen.RESUME: _("Runs again"),
        Seen.PRESENT: _("There"),
    }
    return words.get(what, "")


def checkpoint_title(fields: Fields) -> str:
    """ "Rate 60 mL/h", "Pulse 98, 110/70 mmHg, 37.2 °C", "24 h after: none of these"."""
    match Seen(fields["what"]):
        case Seen.VITALS:
            return vitals_text(fields)
        case Seen.RATE:
            return _("Rate %(rate)s mL/h", rate=_number(fields["rate_ml_h"]))
        case Seen.REACTION:
            return _("Reaction: %(what)s", what=reaction_text(fields))
        case Seen.AFTER:
            seen = reaction_text(fields) or _("none of these")
            hours = fields.get("hours")
            if hours is None:
                return _("After the infusion: %(what)s", what=seen)
            return _("%(hours)s h after: %(what)s", hours=hours, what=seen)
        case Seen.BOTTLE:
            return _("Bottle, lot %(number)s", number=fields["lot"])
        case Seen.LINE:
            parts = [fields.get("text"), attempts_text(fields.get("attempts"))]
            return _("Line: %(what)s", what=", ".join(part for part in parts if part))
        case Seen.PAUSE | Seen.RESUME:
            return kind_words(fields["what"])
    return f"{kind_words(fields['what'])}: {fields['text']}"


def checkpoint_parts(fields: Fields) -> list[str | None]:
    """One further line, in parts."""
    expires, done = fields.get("expires"), fields.get("done")
    return [
        _("expires %(date)s", date=expires) if expires else None,
        _("done: %(what)s", what=done) if done else None,
    ]


def vitals_text(fields: Fields) -> str:
    """What was measured, each with its unit."""
    upper, lower = (fields.get(name) for name in ("systolic", "diastolic"))
    pulse, oxygen = fields.get("pulse"), fields.get("oxygen")
    found = [_("Pulse %(number)s", number=pulse) if pulse is not None else None]
    if upper is not None or lower is not None:
        both = "/".join("–" if one is None else str(one) for one in (upper, lower))
        found.append(f"{both} mmHg")
    found += [
        f"{_number(fields[name])} {unit}"
        for name, unit in (("celsius", "°C"), ("fahrenheit", "°F"))
        if fields.get(name) is not None
    ]
    found.append(_("oxygen %(number)s %%", number=oxygen) if oxygen is not None else None)
    return ", ".join(part for part in found if part)


def reaction_text(fields: Fields) -> str:
    """ "Headache, Chills 4"; "" for none."""
    words = ", ".join(_(word) for word in fields.get("reaction") or [])
    severity = fields.get("severity")
    return words if severity is None else f"{words} {severity}".strip()


def attempts_text(count: int | None) -> str:
    """How many needles it took."""
    return ngettext("%(num)s needle", "%(num)s needles", count) if count else ""


def _number(value: Any) -> str:
    return show_amount(Decimal(value))
