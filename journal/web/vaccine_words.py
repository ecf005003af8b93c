"""Vaccines in words: as a card names them, whether they are live, and what is asked about them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.care.dates import MONTHS
from journal.care.knowledge.vaccines import Vaccine, find_vaccine, vaccines
from journal.words import known_text, moment_text

Fields = Mapping[str, Any]

# Which of them a record may mean whose name does not say whether it was the live one.
MAY_MEAN: Mapping[str, tuple[str, ...]] = {
    "influenza_unspecified": ("influenza_inactivated", "laiv"),
    "polio_unspecified": ("ipv", "opv"),
    "typhoid_unspecified": ("typhoid_oral",),
    "zoster_unspecified": ("zoster_recombinant", "zoster_live"),
    "smallpox_mpox_unspecified": ("smallpox_mpox_live",),
    "cholera_unspecified": ("cholera_live",),
    "hepa_unspecified": ("hepa_inactivated", "hepa_live"),
}


def vaccine_text(vaccine: str) -> str:
    """Its name in the catalogue, or the family's own."""
    found = _by_id(vaccine)
    return _(found.name) if found else vaccine


def live_text(vaccine: str) -> str:
    """Whether it is live. Never "not live" for what the catalogue does not know to be so."""
    found = _by_id(vaccine)
    live = found.live if found else None
    if live is None:
        return _("not known whether live")
    return _("live vaccine") if live else _("not a live vaccine")


def unsure_text(vaccine: str) -> str | None:
    """What is said wherever such a record is shown; None where the catalogue knows."""
    found = _by_id(vaccine)
    return _("not known whether live") if found is None or found.live is None else None


def which_tiles(vaccine: Vaccine) -> list[tuple[str, str, str]]:
    """What a name that may mean a live vaccine is asked about with: id, name, whether live."""
    known = [_by_id(id_) for id_ in MAY_MEAN.get(vaccine.id, ())]
    return [
        *((one.id, _(one.name), live_text(one.id)) for one in known if one),
        (vaccine.id, _("Nobody knows which"), live_text(vaccine.id)),
    ]


def vaccine_names() -> list[tuple[str, str]]:
    """Names to choose from while typing, each with what else it is called."""
    return [(_(one.name), ", ".join(one.also_called[:3])) for one in vaccines()]


def given_text(fields: Fields, zone: ZoneInfo) -> str:
    """When it was given: the day and its time, or what is known of them."""
    at = datetime.fromisoformat(fields["at"])
    if without_time(fields):
        return known_text(at.astimezone(zone).date(), fields.get("day_known"))
    return moment_text(at, zone)


def without_time(fields: Fields) -> bool:
    """Whether an entry's moment stands for a day of which no time is known, or not even the day."""
    return bool(fields.get("day_only") or fields.get("day_known"))


def month_names() -> list[tuple[str, str]]:
    """The months to choose from where a day is not known, none of them first."""
    return [("", _("Not known")), *((str(n), _(name)) for n, name in enumerate(MONTHS, 1))]


def _by_id(vaccine: str) -> Vaccine | None:
    found = find_vaccine(vaccine)
    return found if found is not None and found.id == vaccine else None
