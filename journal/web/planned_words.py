"""How appointments and infusion days are said on pages."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from journal.plans.appointments import NAMES
from journal.records.appointments import Appointment, AppointmentKind
from journal.records.infusion_plans import InfusionPlan
from journal.records.reminder_choices import Wording
from journal.web.infusion_plan_words import prepare_facts
from journal.words import clock_text, coming_day, day_text


def kind_text(kind: AppointmentKind) -> str:
    """ "Visit to the clinic"."""
    return _(NAMES[kind])


def kind_tiles() -> list[tuple[str, str]]:
    """The kinds as tiles: value and words."""
    return [
        (kind.value, _("Something else") if kind is AppointmentKind.OTHER else kind_text(kind))
        for kind in AppointmentKind
    ]


def appointment_text(row: Appointment) -> str:
    """ "Infusion, Dr. Okafor, Ward 3"."""
    return ", ".join(part for part in (kind_text(row.kind), row.with_whom, row.place) if part)


def when_text(row: Appointment, zone: ZoneInfo, now: datetime) -> str:
    """ "Tuesday 24 Nov, 09:30" on the child's wall clock, with the year when it is another one."""
    local = row.at.astimezone(zone)
    day = coming_day(local.date())
    if local.year != now.astimezone(zone).year:
        day = day_text(local.date())
    return f"{day}, {clock_text(row.at, zone)}"


def bring_list(plans: Sequence[InfusionPlan]) -> list[tuple[str, str]]:
    """What an infusion day wants ready the day before: the plan's own words where there are some.

    Source: docs/rules.md#infusion-days.
    """
    found = {
        _("Drinks"): _("How much to drink today and tomorrow: as your team said."),
        _("Medicines before the infusion"): _(
            "Which, how much and when: as your team wrote it. Is enough at home?"
        ),
        _("Numbing cream"): _("Where, and how long before, if your team uses it."),
        _("Papers"): _("Referral or approval, insurance card, list of medicines, latest results."),
        _("For a long day"): _("Something to eat, to do and to hold on to."),
    }
    for plan in plans:
        about = f"{plan.product}: " if len(plans) > 1 and plan.product else ""
        own = {term: about + words for term, words in prepare_facts(plan)}
        found |= {
            term: f"{found[term]}\n{words}" if plan is not plans[0] and term in found else words
            for term, words in own.items()
        }
    return list(found.items())


def wording_tiles() -> list[tuple[str, str, str]]:
    """What may stand on a calendar: value, words, hint."""
    return [
        (
            Wording.PRIVATE.value,
            _("Private"),
            _("times and a first letter, no medicine and no place"),
        ),
        (Wording.FULL.value, _("Full"), _("names, medicines, amounts and places")),
    ]
