"""What a calendar shows of a child's plan: the same as the reminders, in the wording chosen."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlmodel import Session, select

from journal.amounts import both_text
from journal.exchange.calendar import CalendarEvent
from journal.lab_names import written_tests
from journal.plans.appointments import appointments_of
from journal.plans.expected import medicines_of, readable
from journal.plans.vaccine_wishes import followed
from journal.records.appointments import Appointment, OwnReminder
from journal.records.children import Child
from journal.records.lab_plans import LabRule
from journal.records.reminders import About
from journal.reminders.sources import wanted
from journal.reminders.wanted import Look, Wanted
from journal.reminders.wording import NOTICES, TITLE, initial
from journal.web.planned_words import appointment_text
from journal.web.vaccine_words import vaccine_text

SHORT, VISIT = timedelta(minutes=15), timedelta(hours=1)


def calendar_name(child: Child, *, is_full: bool) -> str:
    """What the calendar is called on the other device."""
    return child.name if is_full else str(_(TITLE, initial=initial(child.name))).rstrip(".")


def calendar_events(
    session: Session, child: Child, start: datetime, end: datetime, *, is_full: bool, now: datetime
) -> list[CalendarEvent]:
    """Return every event with start <= at < end: the doses and notices, and the appointments.

    is_full  with names, medicines and amounts; else as on a lock screen, without any (T21)

    An appointment stands there once, at its own time, and not at the times of its reminders.
    """
    found = wanted(Look(session=session, child=child, start=start, end=end, now=now))
    if found.broken:
        # A calendar that is answered with an error keeps what it has.
        raise RuntimeError("Some kinds of reminders cannot be told.")
    told = [one for one in found.asked.values() if one.decided_at <= one.due_at]
    titles = _titles(session, child, start, end) if is_full else {}
    return [
        *(_reminder(child, one, titles) for one in told if one.about is not About.APPOINTMENT),
        *_appointments(session, child, start, end, is_full=is_full),
    ]


def _reminder(child: Child, one: Wanted, titles: dict[str, str]) -> CalendarEvent:
    return CalendarEvent(
        key=one.key,
        at=one.due_at,
        lasts=SHORT,
        title=_title(child, one, titles),
        text="",
        changed_at=one.decided_at,
    )


def _title(child: Child, one: Wanted, titles: dict[str, str]) -> str:
    plain = _private(child, one.about, one.slot)
    if not titles:
        return plain
    subject = one.subject_id or one.medicine_id
    known = titles.get(one.key) or titles.get(str(subject))
    if one.about in {About.DOSE, About.OWN} and known:
        return f"{child.name}: {known}"
    said = _(NOTICES[one.about]) if one.about in NOTICES else plain
    return f"{child.name}: {said}" + (f" ({known})" if known else "")


def _private(child: Child, about: About, slot: str) -> str:
    title = str(_(TITLE, initial=initial(child.name)))
    if about not in NOTICES or about is About.APPOINTMENT:
        return title
    return f"{title} {_(NOTICES[about], time=slot[-5:])}"


def _titles(session: Session, child: Child, start: datetime, end: datetime) -> dict[str, str]:
    """In the family's words: per dose its medicine and amount, per subject what it is called."""
    medicines = medicines_of(session, child.id)
    found = {str(one.id): one.name for one in medicines}
    doses, _unreadable = readable(session, child, medicines, start, end)
    for dose in doses:
        key = f"{dose.medicine.id}:{dose.slot.key}"
        found[key] = f"{dose.medicine.name} {both_text(dose.plan, dose.amount)}"
    found |= {str(id_): text for id_, text in _subjects(session, child)}
    return found


def _subjects(session: Session, child: Child) -> Iterator[tuple[uuid.UUID, str]]:
    for own in session.exec(select(OwnReminder).where(OwnReminder.child_id == child.id)):
        yield own.id, own.text
    for rule in session.exec(select(LabRule).where(LabRule.child_id == child.id)):
        yield rule.id, written_tests(rule.tests)
    for row in session.exec(select(Appointment).where(Appointment.child_id == child.id)):
        yield row.id, appointment_text(row)
    for wish in followed(session, child.id):
        yield wish.id, vaccine_text(wish.vaccine)


def _appointments(
    session: Session, child: Child, start: datetime, end: datetime, *, is_full: bool
) -> Iterator[CalendarEvent]:
    for row in appointments_of(session, child.id, start, end):
        full = f"{child.name}: {appointment_text(row)}"
        about = _("An appointment")
        plain = f"{_(TITLE, initial=initial(child.name))} {about}"
        yield CalendarEvent(
            key=f"{About.APPOINTMENT.value}:{row.id}",
            at=row.at,
            lasts=VISIT,
            title=full if is_full else plain,
            text=row.note if is_full else "",
            changed_at=row.made_at,
        )
