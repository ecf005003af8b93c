"""Infections, contacts and germs in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.care import knowledge
from journal.entries.reading import Shown
from journal.records.entries import Kind
from journal.records.kinds.infection import Infected
from journal.words import clock_text, day_text, moment_text

Fields = Mapping[str, Any]


def infection_title(fields: Fields) -> str:
    """ "Infection: Cold", "Contact with chickenpox", "Found: MRSA"."""
    name = infection_name(fields["name"])
    match fields["what"]:
        case Infected.EXPOSURE:
            return _("Contact: %(name)s", name=name)
        case Infected.GERM:
            return _("Germ found: %(name)s", name=name)
    return _("Infection: %(name)s", name=name)


def infection_name(name: str) -> str:
    """A name of the catalogue in words, or the family's own."""
    found = knowledge.find_infection(name)
    return _(found.label) if found else name


def infected_text(what: str) -> str:
    """Which of the three it is, "" for anything else."""
    words = {
        Infected.INFECTION: _("An infection"),
        Infected.EXPOSURE: _("A contact"),
        Infected.GERM: _("A germ found"),
    }
    return words.get(Infected(what), "") if what in list(Infected) else ""


def is_told_at_once(kind: Kind, fields: Fields) -> bool:
    """Whether the team is told of it at once: an infection or a contact, never a germ found."""
    if kind is not Kind.INFECTION:
        return False
    found = knowledge.meant_infection(fields["name"])
    return fields["what"] != Infected.GERM and found is not None and found.at_once is not None


def has_contact_page(kind: Kind, fields: Fields) -> bool:
    """Whether a page has what the team is told of it: of a contact in own words too."""
    return is_told_at_once(kind, fields) or (
        kind is Kind.INFECTION and fields["what"] == Infected.EXPOSURE
    )


def infection_parts(shown: Shown, zone: ZoneInfo) -> list[str | None]:
    """What its second line says."""
    fields = shown.fields
    until, told = fields.get("until"), fields.get("told_at")
    parts = [fields.get("contact"), fields.get("place")]
    if until:
        day = day_text(datetime.fromisoformat(until).astimezone(zone).date())
        parts.append(_("until %(moment)s", moment=day))
    if fields.get("treated"):
        parts.append(_("treated with %(what)s", what=fields["treated"]))
    if told:
        parts.append(_("team told %(moment)s", moment=_told(shown.at, told, zone)))
    elif is_told_at_once(shown.kind, fields):
        parts.append(_("nobody wrote that the team was told"))
    return parts


def _told(at: datetime, told: str, zone: ZoneInfo) -> str:
    moment = datetime.fromisoformat(told)
    same = moment.astimezone(zone).date() == at.astimezone(zone).date()
    return clock_text(moment, zone) if same else moment_text(moment, zone)
