"""Ways to act on a medicine's plans, for the tests of histories and of tapers."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import select

from journal.care.rhythm import read_rhythm
from journal.care.taper import read_taper
from journal.plans.expected import expected
from journal.plans.medicines import Dosing, change_dose
from journal.plans.tapers import start_taper
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from tests.family import NOW


def acting(family, act, by="ada", medicine=None):
    """Run `act(session, actor, medicine)` in one transaction."""
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        return act(session, family.actor(session, by), row)


def taper(family, medicine, data, now=NOW):
    """Start a taper of what the API would be sent."""
    read = read_taper(data)

    def act(session, actor, row):
        plan = session.exec(select(DosePlan).where(DosePlan.medicine_id == row.id)).first()
        dosing = Dosing(
            amount=plan.amount,
            unit=plan.unit,
            rhythm=read_rhythm(plan.rhythm),
            first_on=read.steps[0].first_on,
        )
        return start_taper(session, actor, row, read, dosing, now=now)

    return acting(family, act, medicine=medicine)


def change_to(family, medicine, amount, first_on, by="ada"):
    """Change the dose to so many mg every day at 08:00."""

    def act(session, actor, row):
        dosing = Dosing(
            amount=Decimal(amount),
            unit="mg",
            rhythm=read_rhythm({"every": "day", "times": ["08:00"]}),
            first_on=first_on,
        )
        return change_dose(session, actor, row, dosing, now=NOW)

    return acting(family, act, by=by, medicine=medicine)


def amounts(family, first, days):
    """The planned amount of each slot, in order."""
    start = datetime.combine(first, datetime.min.time(), NOW.tzinfo)
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        found = expected(session, child, start, start + timedelta(days=days))
        return [str(one.amount) for one in found]
