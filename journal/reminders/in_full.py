"""What stands on a lock screen whose owner wants to read it there: medicine and amount (T21)."""

from datetime import datetime

from sqlmodel import Session

from journal.amounts import both_text
from journal.care.knowledge.vaccines import find_vaccine
from journal.lab_names import named_tests
from journal.plans.lab_facts import LabFacts
from journal.records.appointments import Appointment, OwnReminder
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.reminders import About, Occurrence
from journal.records.vaccine_plans import VaccineWish
from journal.reminders.checks import expected_now
from journal.words import weekly_label


def in_full(session: Session, occurrence: Occurrence, *, now: datetime) -> str:
    """Return what it is about: "Prednisolone 12.5 mg", "Physiotherapy"; "" when nothing names it.

    A weekly medicine says its weekday here too (H4). The amount is that of the plan as it stands.
    """
    if occurrence.medicine_id is None:
        return _subject(session, occurrence, now)
    name = session.get_one(Medicine, occurrence.medicine_id).name
    expected = expected_now(session, occurrence, now=now)
    if expected is None:
        return name
    weekly = weekly_label(expected.plan.rhythm)
    what = f"{name} {both_text(expected.plan, expected.amount)}"
    return f"{what} ({weekly})" if weekly else what


def _subject(session: Session, occurrence: Occurrence, now: datetime) -> str:
    if occurrence.subject_id is None:
        return ""
    if occurrence.about == About.LABS:
        return _labs(session, occurrence, now)
    own = session.get(OwnReminder, occurrence.subject_id)
    visit = session.get(Appointment, occurrence.subject_id)
    wish = session.get(VaccineWish, occurrence.subject_id)
    if wish is not None and (vaccine := find_vaccine(wish.vaccine)):
        return vaccine.name
    return own.text if own else visit.with_whom if visit else ""


def _labs(session: Session, occurrence: Occurrence, now: datetime) -> str:
    """Which tests are still missing: "ALT, Creatinine"."""
    child = session.get_one(Child, occurrence.child_id)
    facts = LabFacts(session=session, child=child, now=now)
    missing = missing_tests(facts, occurrence)
    return named_tests(missing, facts.own_words)


def missing_tests(facts: LabFacts, occurrence: Occurrence) -> list[str]:
    """The tests of the window that a reminder is about, which have no result yet."""
    return [
        one.test
        for one in facts.due
        if occurrence.key.startswith(f"{About.LABS.value}:{one.because.id}:{one.by}:")
    ]
