"""The second lock by itself: whatever is asked, nobody's rows but those of the scope."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from journal.records.access import actor_for
from journal.records.bound import BOUND, OF_THE_SERVER
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.database import Database
from journal.records.entries import Entry, Revision
from journal.records.kinds.dose import DoseRow
from journal.records.medicines import Medicine
from journal.records.people import AuthSession, Membership
from journal.records.scope import NOBODY, UNTIL_KNOWN, Guarded, Scope, narrow, scope_of
from journal.records.tables import METADATA
from tests.exchange.busy import busy_family
from tests.family import NOW, Family

FAMILIES = sorted(BOUND.keys() - {"household", "membership", "child", "restored"})


@pytest.fixture
def family(database_url) -> Family:
    family = busy_family(database_url)
    with family.database.transaction() as session:
        for name in ("ada", "eve"):
            session.add(
                AuthSession(
                    id=name, account_id=family.people[name], agent="", created_at=NOW, seen_at=NOW
                )
            )
    yield family
    family.database.close()


@pytest.fixture
def eve(family) -> Scope:
    with family.database.reading() as session:
        return scope_of(session, actor_for(session, family.people["eve"]))


def test_every_table_says_whose_its_rows_are():
    assert METADATA.tables.keys() == BOUND.keys() | OF_THE_SERVER
    assert not BOUND.keys() & OF_THE_SERVER
    for name, bound in BOUND.items():
        assert bound.column in METADATA.tables[name].columns
        assert bound.to in {"child", "household", "account", *METADATA.tables}


def test_every_table_is_bound_by_the_nearest_column_it_has():
    for name, table in METADATA.tables.items():
        if "child_id" in table.columns and table.columns["child_id"].nullable is False:
            assert BOUND[name].to == "child", name
        elif "household_id" in table.columns and name != "child":
            assert BOUND[name].to == "household", name
        assert name in BOUND or not table.foreign_keys, name


def test_postgresql_has_a_policy_for_every_table_of_a_family(postgres):
    family = busy_family(postgres())
    with family.database.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT c.relname, c.relforcerowsecurity, count(p.polname) FROM pg_class c "
            "LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relrowsecurity GROUP BY 1, 2"
        ).all()
    family.database.close()
    assert {(name, True, 1) for name in BOUND} == {tuple(row) for row in rows}


def test_nobody_sees_another_familys_rows_however_they_ask(family, eve):
    hidden = 0
    with family.database.reading(scope=eve) as seen, family.database.reading() as all_:
        for name in FAMILIES:
            table = METADATA.tables[name]
            hidden += len(all_.execute(sa.select(table)).all())
            whose = table.c[BOUND[name].column]
            theirs = (
                set(seen.execute(sa.select(whose)).scalars())
                if (BOUND[name].to == "account")
                else seen.execute(sa.select(table)).all()
            )
            assert not theirs or theirs == {family.people["eve"]}, name
            told = seen.connection().exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar()
            assert told == len(theirs), name
    assert hidden > 60


def test_a_key_a_join_and_a_count_are_answered_as_if_nothing_were_there(family, eve):
    entry, revision, dose = table_of(Entry), table_of(Revision), table_of(DoseRow)
    with family.database.reading() as session:
        some = session.exec(select(Entry)).first()
    joined = sa.select(dose, entry.c.id).join(entry, entry.c.id == dose.c.entry_id)
    outer = sa.select(Child.id, entry.c.id).outerjoin(entry, entry.c.child_id == Child.id)
    with family.database.reading(scope=eve) as session:
        assert session.get(Entry, some.id) is None
        assert session.get(Child, family.nora) is None
        assert session.execute(joined).all() == []
        assert session.execute(outer).all() == [(family.children["mia"], None)]
        assert session.scalar(sa.select(sa.func.count()).select_from(revision)) == 0


def changes(family: Family):
    """What somebody might try on Nora's rows."""
    medicine, entry = table_of(Medicine), table_of(Entry)
    nora = {"child_id": family.nora}
    return {
        "update": sa.update(medicine).values(name="Water"),
        "move": sa.update(medicine).values(child_id=family.children["mia"]),
        "delete": sa.delete(table_of(Revision)),
        "insert": sa.insert(table_of(Membership)).values(
            household_id=family.households["lindqvist"],
            account_id=family.people["eve"],
            role="owner",
            created_at=NOW,
        ),
        "copy": sa.insert(medicine).from_select(
            ["id", "child_id", "name"],
            sa.select(sa.literal(uuid.uuid4()), sa.literal(family.nora, sa.Uuid()), entry.c.kind),
        ),
        "of a child": sa.update(entry).where(entry.c.child_id == family.nora).values(**nora),
        "plain": sa.text("UPDATE child SET name = 'Eve'"),
    }


@pytest.mark.parametrize(
    "what", ["update", "move", "delete", "insert", "copy", "of a child", "plain"]
)
def test_nobody_writes_another_familys_rows(family, eve, what):
    before = contents(family.database)
    try:
        with family.database.transaction(scope=eve) as session:
            session.execute(changes(family)[what])
    except DBAPIError:
        pass
    after = contents(family.database)
    for name in ("child", "medicine", "revision", "membership", "entry"):
        assert [row for row in after[name] if "Mia" not in row and "Eve" not in row] == [
            row for row in before[name] if "Mia" not in row
        ], name


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return {
            name: sorted(map(tuple, session.execute(sa.select(METADATA.tables[name]))), key=repr)
            for name in ("child", "medicine", "revision", "membership", "entry")
        }


def test_whoever_is_nobody_yet_is_refused_and_not_told_that_nothing_is_there(family):
    with family.database.reading() as session:
        filled = {
            name for name in BOUND if session.execute(sa.select(METADATA.tables[name])).first()
        }
    asked = {name for name in filled if not BOUND[name].early}
    assert len(asked) > 30
    for name in asked:
        with pytest.raises(DBAPIError), Guarded(family.database).reading() as session:
            session.execute(sa.select(METADATA.tables[name])).all()
    with Guarded(family.database).reading() as session:
        assert session.get(AuthSession, "ada") is not None


def test_a_scope_holds_in_the_next_transaction_of_its_session_and_in_no_other(family, eve):
    with family.database.reading(scope=UNTIL_KNOWN) as session:
        assert session.get(Child, family.nora) is not None
        narrow(session, eve)
        session.expunge_all()
        assert session.get(Child, family.nora) is None
        session.rollback()
        assert session.get(Child, family.nora) is None
    # The same connection, out of the pool again.
    with family.database.reading(scope=UNTIL_KNOWN) as session:
        assert session.get(Child, family.nora) is not None
    with family.database.transaction() as session:
        assert session.get(Child, family.nora) is not None
    with pytest.raises(DBAPIError), family.database.reading(scope=NOBODY) as session:
        session.get(Child, family.nora)


def test_those_who_live_together_see_each_others_phones_and_nobody_elses(family):
    with family.database.reading() as session:
        scope = scope_of(session, actor_for(session, family.people["ben"]))
    with family.database.reading(scope=scope) as session:
        assert session.scalars(select(AuthSession.id)).all() == ["ada"]


def test_a_family_writes_its_own_rows_as_before(family):
    with family.database.reading() as session:
        scope = scope_of(session, actor_for(session, family.people["ada"]))
    with family.database.transaction(scope=scope) as session:
        medicine = session.exec(select(Medicine)).first()
        medicine.form = "With food"
        session.add(child := another(session, family))
    with family.database.reading() as session:
        assert session.get_one(Medicine, medicine.id).form == "With food"
        assert session.get(Child, child.id) is not None


def another(session: Session, family: Family) -> Child:
    kept = session.get_one(Child, family.tom).model_dump()
    return Child(**kept | {"id": uuid.uuid4(), "name": "Ida"})
