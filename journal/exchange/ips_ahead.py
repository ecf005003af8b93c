"""What is to come in a patient summary: appointments that stand, as one plan of care."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlmodel import Session

from journal.exchange.fhir_parts import Json, Part, moment, part, said
from journal.exchange.ips_facts import Coming, Facts
from journal.exchange.ips_section import Section
from journal.exchange.xhtml import table
from journal.plans.appointments import NAMES, appointments_of
from journal.records.children import Child
from journal.words import moment_text

# How far ahead, and how many at most: our own choice.
AHEAD, MOST = timedelta(days=366), 40


def coming_of(session: Session, child: Child, *, now: datetime) -> tuple[Coming, ...]:
    """Return the appointments of the next year that stand. Their notes are the family's own."""
    found = appointments_of(session, child.id, now, now + AHEAD)
    return tuple(
        Coming(
            id=str(one.id),
            what=_(NAMES[one.kind]),
            at=one.at,
            with_whom=one.with_whom,
            place=one.place,
        )
        for one in found[:MOST]
    )


def ahead(facts: Facts, patient: Json) -> Section:
    """Return the section: what the family planned, and that others may have planned more."""
    rows = [
        (moment_text(one.at, ZoneInfo(facts.zone)), one.what, one.with_whom, one.place)
        for one in facts.coming
    ]
    plan = [_plan(facts, patient)] if facts.coming else []
    return Section(
        code="18776-5",
        display="Plan of care note",
        title=_("Appointments to come"),
        text=(table((_("When"), _("What"), _("With whom"), _("Where")), rows),),
        parts=tuple(plan),
    )


def _plan(facts: Facts, patient: Json) -> Part:
    return part(
        "CarePlan",
        facts.id,
        status="active",
        intent="plan",
        title=_("Appointments to come"),
        subject=patient,
        activity=[{"detail": _activity(one, facts.zone)} for one in facts.coming],
    )


def _activity(one: Coming, zone: str) -> Json:
    return said(
        {
            "kind": "Appointment",
            "code": {"text": one.what},
            "status": "scheduled",
            "scheduledPeriod": {"start": moment(one.at, zone)},
            "location": said({"display": one.place}),
            "performer": _performer(one),
        }
    )


def _performer(one: Coming) -> Sequence[Json]:
    return [{"display": one.with_whom}] if one.with_whom else []
