"""PostgreSQL: who writes down what falls due refers to child and medicine, and nobody waits for it.

Planning a child takes seconds on a busy machine, and a parent's tap must not hang on it.
"""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import sqlalchemy as sa

from journal.entries import Result, record
from journal.plans.packages import Packed, write_supply
from journal.records.medicines import Supplied
from journal.reminders.planning import plan_ahead
from tests.family import NOW, change, fresh_database, make_family
from tests.reminders.world import BEFORE


@pytest.fixture
def family(postgres):
    family = make_family(fresh_database(postgres()))
    yield family
    family.database.close()


def give(family, session, medicine):
    fields = {"medicine": str(medicine.id), "outcome": "given", "amount": "12.5", "unit": "mg"}
    dose = change(family.nora, "dose", slot="2026-11-20T08:00", **fields)
    return record(session, family.actor(session, "ada"), dose, now=NOW).result is Result.APPLIED


def count(family, session, medicine):
    said = Packed(what=Supplied.COUNTED, amount=Decimal(34), unit="tablet", at=NOW)
    return write_supply(session, family.actor(session, "ada"), medicine, said, now=NOW)


@pytest.mark.parametrize("act", [give, count])
def test_g1_nobody_waits_for_the_reminders_that_are_being_planned(family, act):
    medicine = family.medicine(now=BEFORE)

    def acting():
        with family.database.transaction() as session:
            session.execute(sa.text("SET LOCAL lock_timeout = '20s'"))
            return act(family, session, medicine)

    with ThreadPoolExecutor(1) as pool, family.database.transaction() as planning:
        assert plan_ahead(planning, now=BEFORE)
        assert pool.submit(acting).result(timeout=60)


@pytest.mark.parametrize("act", [give, count])
def test_g8_reminders_are_planned_while_somebody_writes(family, act):
    medicine = family.medicine(now=BEFORE)

    def planning():
        with family.database.transaction() as session:
            session.execute(sa.text("SET LOCAL lock_timeout = '20s'"))
            return plan_ahead(session, now=BEFORE)

    with ThreadPoolExecutor(1) as pool, family.database.transaction() as writing:
        assert act(family, writing, medicine)
        assert pool.submit(planning).result(timeout=60)
