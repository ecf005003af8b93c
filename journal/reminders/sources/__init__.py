"""Where reminders come from: for each kind the function that finds what a child's plans ask for."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from journal.records.failures import place_of
from journal.records.reminders import About
from journal.reminders.sources import calendar, infusions, labs, medicines, own, vaccines
from journal.reminders.wanted import Asked, Look, Source, Wanted

SOURCES: Mapping[About, Source] = {
    About.DOSE: medicines.doses,
    About.STEP: medicines.notices_of_plans,
    About.TAPER_END: medicines.notices_of_plans,
    About.REVIEW: medicines.notices_of_plans,
    About.REFILL: medicines.supplies,
    About.OWN: own.own_reminders,
    About.CHECK_IN: own.check_ins,
    About.APPOINTMENT: calendar.appointments,
    About.PREPARE: calendar.preparations,
    About.FOLLOW_UP: infusions.follow_ups,
    About.LABS: labs.labs,
    About.VACCINE: vaccines.ending_waits,
    About.SEASON: vaccines.seasons,
}
# Those whose day moves with what is recorded: they are known by their key, wherever they lie.
UNDATED = (About.REFILL, About.FOLLOW_UP)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What all plans of a child ask for.

    asked       by key
    unreadable  the ids of medicines and own reminders whose plan cannot be read
    broken      the kinds of which nothing is known: their source failed
    """

    asked: dict[str, Wanted] = field(default_factory=dict)
    unreadable: set[uuid.UUID] = field(default_factory=set)
    broken: set[About] = field(default_factory=set)


def wanted(look: Look) -> Found:
    """Return what the plans ask for. A source that fails keeps no other from being heard.

    A kind that the family switched off for this child asks for nothing.
    """
    rules = look.rules
    found = Found()
    # The notices of plans are found all at once.
    for source in dict.fromkeys(SOURCES.values()):
        answer = _ask(source, look)
        found.asked.update((one.key, one) for one in answer.found if rules[one.about].on)
        found.unreadable.update(answer.unreadable)
        if answer.is_broken:
            found.broken.update(about for about, one in SOURCES.items() if one is source)
    return found


def asked_of(look: Look, about: About) -> Asked:
    """Return what the plans ask for of one kind alone; nothing of a kind that is switched off."""
    return _ask(SOURCES[about], look) if look.rules[about].on else Asked()


def _ask(source: Source, look: Look) -> Asked:
    try:
        answer = source(look)
        return Asked(list(answer.found), answer.unreadable)
    except SQLAlchemyError:
        raise  # the transaction is lost for the other sources too, and is tried again
    except Exception as error:
        log.error("A kind of reminder could not be planned: %s", place_of(error))
        return Asked(is_broken=True)
