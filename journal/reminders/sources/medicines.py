"""Doses, what is told of plans ahead, and supplies that run low."""

from journal.plans.expected import Expected, readable
from journal.plans.notices import Notice, notices
from journal.plans.refills import Refill, refills
from journal.records.reminders import About
from journal.reminders.wanted import Asked, Look, Wanted


def doses(look: Look) -> Asked:
    """The doses that the plans expect."""
    found, unreadable = readable(look.session, look.child, look.medicines, look.start, look.end)
    return Asked(map(_dose, found), {medicine.id for medicine in unreadable})


def notices_of_plans(look: Look) -> Asked:
    """A step of a dose, the end of a taper, the review of a pause."""
    found = notices(look.session, look.child, look.start, look.end, medicines=look.medicines)
    return Asked(map(_notice, found))


def supplies(look: Look) -> Asked:
    """Supplies that run low. How long they last follows from the doses recorded so far."""
    low = refills(look.session, look.child, look.medicines, now=look.now)
    return Asked(map(_refill, [one for one in low if look.covers(one.due_at)]))


def _dose(one: Expected) -> Wanted:
    return Wanted(
        key=f"{one.medicine.id}:{one.slot.key}",
        about=About.DOSE,
        medicine_id=one.medicine.id,
        slot=one.slot.key,
        due_at=one.slot.due_at,
        decided_at=one.plan.made_at,
    )


def _notice(one: Notice) -> Wanted:
    return Wanted(
        key=one.key,
        about=one.about,
        medicine_id=one.medicine.id,
        slot=one.slot,
        due_at=one.due_at,
        decided_at=one.matter.decided_at,
        matter=one.matter,
    )


def _refill(one: Refill) -> Wanted:
    return Wanted(
        key=one.key,
        about=About.REFILL,
        medicine_id=one.medicine.id,
        slot=one.slot,
        due_at=one.due_at,
        decided_at=one.stocked_at,
    )
