"""The second lock on what a row names (T1, H16): a row of one's own cannot name another's."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from journal.entries import record
from journal.plans.appointments import Visit, plan_appointment
from journal.records.access import actor_for
from journal.records.appointments import AppointmentKind
from journal.records.bound import NAMED, Names
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.medicines import Medicine
from journal.records.scope import is_refusal, scope_of
from journal.records.tables import METADATA
from tests.exchange.busy import busy_family
from tests.family import NOW, Family, change

# The rows of Nora's that are turned to name another's; the others are empty in a busy journal.
TURNED = [
    "dose.medicine",
    "review.medicine",
    "dose_plan.medicine_id",
    "medicine_turn.medicine_id",
    "supply.medicine_id",
    "preparation.appointment",
    "symptom.medicine",
    "infusion.medicine",
]


@pytest.fixture
def family(database_url) -> Family:
    family = busy_family(database_url)
    for child, by in (("tom", "ada"), ("mia", "eve")):
        family.medicine("Aspirin", child=child, by=by)
        note = change(family.children[child], "note", made_at=NOW - timedelta(days=1), note="x")
        with family.database.transaction() as session:
            actor = family.actor(session, by)
            assert record(session, actor, note, now=NOW).stored
            owned = session.get_one(Child, family.children[child])
            visit = Visit(kind=AppointmentKind.LAB, at=NOW + timedelta(days=2))
            plan_appointment(session, actor, owned, visit, now=NOW)
    yield family
    family.database.close()


def scope(family: Family, who: str):
    with family.database.reading() as session:
        return scope_of(session, actor_for(session, family.people[who]))


def test_everything_that_a_row_of_a_child_names_is_watched():
    found = {
        (name, Names(column.name, key.column.table.name, both))
        for name, table in METADATA.tables.items()
        for column in table.columns
        for key in column.foreign_keys
        for both in ("child_id", "household_id")
        if both in table.columns and both in key.column.table.columns and column.name != both
    }
    assert found == set(NAMED)


def a_row_of(session: sa.orm.Session, table: sa.Table, child: uuid.UUID) -> sa.Row:
    return session.execute(sa.select(table).where(table.c.child_id == child)).first()


@pytest.mark.parametrize("other", ["tom", "mia"])
@pytest.mark.parametrize("what", TURNED)
def test_t1_h16_b28_no_row_of_nora_comes_to_name_another_childs(family, what, other):
    name, column = what.split(".")
    table = METADATA.tables[name]
    target = METADATA.tables[dict(NAMED_BY)[name, column]]
    with family.database.reading() as session:
        theirs = a_row_of(session, target, family.children[other]).id
        assert a_row_of(session, table, family.nora) is not None
    turned = sa.update(table).where(table.c.child_id == family.nora).values({column: theirs})
    with (
        pytest.raises(DBAPIError) as refused,
        family.database.transaction(scope=scope(family, "ada")) as session,
    ):
        session.execute(turned)
    assert is_refusal(refused.value)


NAMED_BY = {(name, each.column): each.table for name, each in NAMED}.items()


def test_t1_a_medicine_of_another_family_cannot_be_named_by_a_new_row(family):
    dose_plan = METADATA.tables["dose_plan"]
    with family.database.transaction() as session:
        theirs = session.exec(select(Medicine).where(Medicine.child_id == family.nora)).first()
        mine = a_row_of(session, dose_plan, family.children["mia"])._asdict()
    mine |= {"id": uuid.uuid4(), "medicine_id": theirs.id}
    with (
        pytest.raises(DBAPIError) as refused,
        family.database.transaction(scope=scope(family, "eve")) as session,
    ):
        session.execute(sa.insert(dose_plan).values(mine))
    assert is_refusal(refused.value)


def test_t1_an_entry_of_another_family_cannot_get_fields_of_eves_child(family):
    note = METADATA.tables["note"]
    with family.database.transaction() as session:
        theirs = session.exec(
            select(Entry).where(Entry.child_id == family.nora, Entry.kind != "note")
        ).first()
        mine = a_row_of(session, note, family.children["mia"])._asdict()
    with (
        pytest.raises(DBAPIError) as refused,
        family.database.transaction(scope=scope(family, "eve")) as session,
    ):
        session.execute(sa.insert(note).values(mine | {"entry_id": theirs.id}))
    assert is_refusal(refused.value)


def test_t1_an_invitation_of_ones_own_house_names_no_child_of_another(family):
    invitation = METADATA.tables["invitation"]
    row = {
        "id": "x",
        "household_id": family.households["other"],
        "role": "teen",
        "child_id": family.nora,
        "made_by": family.people["eve"],
        "created_at": NOW,
        "expires_at": NOW,
    }
    with (
        pytest.raises(DBAPIError) as refused,
        family.database.transaction(scope=scope(family, "eve")) as session,
    ):
        session.execute(sa.insert(invitation).values(row))
    assert is_refusal(refused.value)
    row["child_id"] = family.children["mia"]
    with family.database.transaction(scope=scope(family, "eve")) as session:
        session.execute(sa.insert(invitation).values(row))
