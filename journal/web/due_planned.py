"""The page behind a reminder of what is no medicine: what it is, when, what to bring or to ask."""

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.evenings import check_in_of
from journal.lab_names import named_tests
from journal.plans.infusion_days import plans_on
from journal.plans.lab_facts import LabFacts
from journal.records.appointments import Appointment, OwnReminder
from journal.records.entries import Entry
from journal.records.kinds.infusion import InfusionRow
from journal.records.reminders import About
from journal.records.vaccine_plans import VaccineWish
from journal.reminders.actions import Reminder
from journal.reminders.in_full import missing_tests
from journal.web.infusion_address import day_address
from journal.web.infusion_shown import after_url
from journal.web.planned_words import appointment_text, bring_list, when_text
from journal.web.vaccine_words import vaccine_text
from journal.words import clock_text, day_text, moment_text, short_day

Shown = dict[str, Any]


def planned_shown(session: Session, reminder: Reminder, now: datetime) -> Shown:
    """What templates/due/planned.html shows. Nothing on it can be recorded with one tap."""
    zone = ZoneInfo(reminder.child.zone)
    due_at = reminder.occurrence.due_at
    shown = _SHOWN[About(reminder.occurrence.about)](session, reminder, zone, now)
    day = short_day(due_at.astimezone(zone).date())
    return {
        "due": _("Reminder of %(day)s, %(time)s", day=day, time=clock_text(due_at, zone)),
        "over": not reminder.holds,
        "lines": [],
        "bring": [],
        "actions": [],
        "note": "",
        **shown,
    }


def _appointment(session: Session, reminder: Reminder, zone: ZoneInfo, now: datetime) -> Shown:
    row = session.get_one(Appointment, reminder.occurrence.subject_id)
    return {
        "title": when_text(row, zone, now),
        "lines": [appointment_text(row)],
        "note": row.note,
        "actions": [_to_planned(reminder)],
    }


def _prepare(session: Session, reminder: Reminder, zone: ZoneInfo, now: datetime) -> Shown:
    shown = _appointment(session, reminder, zone, now)
    row = session.get_one(Appointment, reminder.occurrence.subject_id)
    child = reminder.child
    plans = plans_on(session, child, row.at.astimezone(zone).date())
    infusions = {
        "label": _("The infusion’s plan"),
        "url": url_for("infusions.index", child_id=child.id),
    }
    return shown | {
        "bring": bring_list(plans),
        "lines": [*shown["lines"], _("Look through this today. What differs: ask your team.")],
        "actions": [infusions, *shown["actions"]],
    }


def _follow_up(session: Session, reminder: Reminder, zone: ZoneInfo, _now: datetime) -> Shown:
    entry = session.get_one(Entry, reminder.occurrence.subject_id)
    infusion = session.get_one(InfusionRow, entry.id)
    ended = infusion.ended or entry.at
    day = day_text(ended.astimezone(zone).date())
    what = _("%(product)s, infusion of %(day)s", product=infusion.product, day=day)
    return {
        "title": _("How are you after the infusion?")
        if reminder.is_me
        else _("How is %(name)s after the infusion?", name=reminder.child.name),
        "lines": [
            what,
            _("It ended: %(when)s", when=moment_text(ended, zone))
            if infusion.ended
            else _("It began: %(when)s. No end is recorded.", when=moment_text(ended, zone)),
            _("Headache? Fever? Vomiting, a stiff neck, a rash? Write down what there is."),
            _("What worries you: call your team. The numbers stand on the emergency card."),
        ],
        "actions": [
            *_logging(reminder, "symptom", "temperature"),
            {
                "label": _("The infusion"),
                "url": url_for("entries.show", child_id=reminder.child.id, entry_id=entry.id),
            },
            {
                "label": _("Emergency card"),
                "url": url_for("card.show", child_id=reminder.child.id),
            },
        ],
    }


def follow_up_url(session: Session, reminder: Reminder) -> str:
    """The form of this look after an infusion, or its screen once it was written; else "".

    Who may only look, or whose infusion was deleted, is shown the page of the reminder.
    """
    if reminder.occurrence.about != About.FOLLOW_UP:
        return ""
    infusion = session.get_one(Entry, reminder.occurrence.subject_id)
    if infusion.deleted or not reminder.may_record:
        return ""
    minutes = reminder.occurrence.key.rpartition(":")[2]
    if not reminder.holds or not minutes.isdecimal():
        return day_address(reminder.child.id, str(infusion.id))
    return after_url(reminder.child.id, infusion.id, int(minutes) // 60)


def check_in_url(session: Session, reminder: Reminder, reader: uuid.UUID) -> str:
    """The evening's form, or the answer that this day has for whoever reads; else "".

    Who may only look, and whom nobody asks any more, is shown the page of the reminder.
    """
    if reminder.occurrence.about != About.CHECK_IN:
        return ""
    child = reminder.child
    if entry := check_in_of(session, child, reminder.occurrence.due_at, reader=reader):
        return url_for("entries.show", child_id=child.id, entry_id=entry)
    if not reminder.may_record or not reminder.holds:
        return ""
    return url_for("log.new", child_id=child.id, what="check_in")


def _own(session: Session, reminder: Reminder, _zone: ZoneInfo, _now: datetime) -> Shown:
    row = session.get_one(OwnReminder, reminder.occurrence.subject_id)
    return {"title": row.text, "actions": [_to_planned(reminder)]}


def _check_in(_session: Session, reminder: Reminder, _zone: ZoneInfo, _now: datetime) -> Shown:
    return {
        "title": _("How was your day?")
        if reminder.is_me
        else _("How was today for %(name)s?", name=reminder.child.name),
        "lines": [_("A usual day is one tap, and nothing is an answer too.")],
        "actions": [*_logging(reminder, "check_in", "note"), _to_planned(reminder)],
    }


def _vaccine(session: Session, reminder: Reminder, _zone: ZoneInfo, _now: datetime) -> Shown:
    wish = session.get_one(VaccineWish, reminder.occurrence.subject_id)
    day = date.fromisoformat(reminder.occurrence.key.split(":")[2])
    return {
        "title": _("A waiting time in the journal ends on %(day)s", day=day_text(day)),
        "lines": [
            vaccine_text(wish.vaccine),
            _(
                "It is what a source names after what is recorded. Other things may speak for "
                "waiting: ask your team."
            ),
        ],
        "actions": [_to_vaccines(reminder)],
    }


def _season(_session: Session, reminder: Reminder, _zone: ZoneInfo, _now: datetime) -> Shown:
    return {
        "title": _("Influenza and COVID-19: the season of this year"),
        "lines": [
            _("For %(name)s and for everybody around.", name=reminder.child.name),
            _("Which vaccine, and when beside the medicines: ask your team."),
        ],
        "actions": [
            _to_vaccines(reminder),
            {
                "label": _("The household's vaccines"),
                "url": url_for("vaccine_household.index", child_id=reminder.child.id),
            },
        ],
    }


def _to_vaccines(reminder: Reminder) -> dict[str, str]:
    url = url_for("vaccine_list.index", child_id=reminder.child.id)
    return {"label": _("Vaccines"), "url": url}


def _logging(reminder: Reminder, *kinds: str) -> list[dict[str, str]]:
    if not reminder.may_record:
        return []
    words = {
        "symptom": _("Log a symptom"),
        "check_in": _("Evening check-in"),
        "temperature": _("Log a temperature"),
        "note": _("Write a note"),
        "draw": _("Type in the report"),
    }
    child_id = reminder.child.id
    return [
        {"label": words[kind], "url": url_for("log.new", child_id=child_id, what=kind)}
        for kind in kinds
    ]


def _to_planned(reminder: Reminder) -> dict[str, str]:
    url = url_for("planned.index", child_id=reminder.child.id)
    return {"label": _("Appointments and reminders"), "url": url}


def _labs(session: Session, reminder: Reminder, _zone: ZoneInfo, now: datetime) -> Shown:
    facts = LabFacts(session=session, child=reminder.child, now=now)
    names = named_tests(missing_tests(facts, reminder.occurrence), facts.own_words)
    by = date.fromisoformat(reminder.occurrence.key.split(":")[2])
    child_id = reminder.child.id
    plans = {"label": _("All tests"), "url": url_for("lab_plans.index", child_id=child_id)}
    return {
        "title": _("Tests for %(name)s by %(day)s", name=reminder.child.name, day=day_text(by)),
        "lines": [_("Still missing: %(tests)s", tests=names)] if names else [],
        "actions": [*_logging(reminder, "draw"), plans],
    }


_SHOWN = {
    About.APPOINTMENT: _appointment,
    About.PREPARE: _prepare,
    About.FOLLOW_UP: _follow_up,
    About.OWN: _own,
    About.CHECK_IN: _check_in,
    About.LABS: _labs,
    About.VACCINE: _vaccine,
    About.SEASON: _season,
}
