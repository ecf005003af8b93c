"""T33: a word in every text of a household is nowhere any more once the household is erased."""

import hashlib
import itertools
import uuid

import pytest
import sqlalchemy as sa
from sqlmodel import AutoString, select

from journal.clock import now
from journal.exchange import erase
from journal.exchange.backup import backup
from journal.exchange.digest import PEOPLE_AND_PLANS
from journal.exchange.erase import carry_out_erasures, sweep_erased
from journal.exchange.kept_beside import keep_beside
from journal.exchange.restore import restore
from journal.exchange.rows import canonical, read_rows
from journal.exchange.verify import verify
from journal.records.acts import note
from journal.records.audit import Act, Did
from journal.records.bound import BOUND
from journal.records.erasing import _theirs
from journal.records.erasures import Erased, Erasure
from journal.records.people import AuthSession, Membership, Role
from journal.records.photos import FOLDER
from journal.records.tables import METADATA
from journal.settings import Settings
from tests.exchange.busy import busy_family
from tests.exchange.test_erased import everything
from tests.family import fresh_database
from tests.support.photographed import PHOTO, photographed

CANARY = "zitronenfalter"
# What stays: ids, days and marks, which the chain of acts or phones still need.
CHAINED = {"act"}


@pytest.fixture
def here(database_url, tmp_path):
    """The busy journal in a data directory; Ada is the only one who records."""
    settings = Settings.from_environment({"JOURNAL_DATA": str(tmp_path)})
    family = busy_family(database_url)
    photographed(family, tmp_path)
    for path in (tmp_path / FOLDER).iterdir():
        path.write_bytes(f"{CANARY} {path.name}".encode())
    with family.database.transaction() as session:
        house = family.households["lindqvist"]
        for who in ("ben", "cleo"):
            session.get_one(Membership, (house, family.people[who])).role = Role.VIEWER
        ada = family.people["ada"]
        note(session, house, ada, Did.INVITED, now=now(), words={"name": CANARY, "role": "viewer"})
        session.add(
            AuthSession(
                id=hashlib.sha256(b"x").hexdigest(), account_id=ada, agent=CANARY, name=CANARY,
                created_at=now(), seen_at=now(),
            )
        )  # fmt: skip
    yield family, settings.data
    family.database.close()


def of_the_household(family):
    children = [family.nora, family.tom]
    owners = {"child": children, "household": [family.households["lindqvist"]]}
    people = [family.people[who] for who in ("ada", "ben", "cleo")]
    for table in METADATA.sorted_tables:
        if table.name in CHAINED:
            continue
        if table.name == "account":
            yield table, table.c.id.in_(people)
        elif table.name == "child":
            yield table, table.c.id.in_(children)
        elif BOUND.get(table.name) and BOUND[table.name].column == "account_id":
            yield table, table.c.account_id.in_(people)
        elif (theirs := _theirs(table, owners)) is not None:
            yield table, theirs


def plant(family) -> set[str]:
    """Write the word into every text column of every row of the household; which tables have it."""
    planted = set()
    numbers = itertools.count()
    with family.database.transaction() as session:
        connection = session.connection()
        for table, theirs in of_the_household(family):
            free = [
                column
                for column in table.c
                if isinstance(column.type, sa.String | AutoString)
                and not isinstance(column.type, sa.Enum)
                and not column.primary_key
                and not column.foreign_keys
                and len(CANARY) + 3 < (column.type.length or 10**6)
            ]
            keys = list(table.primary_key.columns)
            for row in connection.execute(sa.select(*keys).where(theirs)).all():
                here = sa.and_(*(key == value for key, value in zip(keys, row, strict=True)))
                values = {column: f"{CANARY} {next(numbers)}" for column in free}
                if values:
                    connection.execute(sa.update(table).where(here).values(values))
                    planted.add(table.name)
    return planted


def others(family) -> list[str]:
    return [
        line
        for line in everything(family.database).splitlines()
        if str(family.children["mia"]) in line or str(family.people["eve"]) in line
    ]


def places(data) -> list[str]:
    """Where the word, or a name of the family, stands in the data directory."""
    words = [word.encode() for word in (CANARY, "ada@example.org", "Prednisolone", "Privigen")]
    return [
        f"{path.relative_to(data)}: {word.decode()}"
        for path in data.rglob("*")
        if path.is_file()
        for word in words
        if word in path.read_bytes()
    ]


def ask(family, child=None):
    with family.database.transaction() as session:
        session.add(
            Erasure(
                household_id=family.households["lindqvist"],
                child_id=child,
                asked_by=family.people["ada"],
                asked_at=now(),
                due_at=now(),
            )
        )


def test_t33_a_word_in_every_text_of_a_household_is_nowhere_after_its_erasure(here, tmp_path):
    family, data = here
    planted = plant(family)
    assert {"account", "child", "medicine", "note", "share"} <= planted
    assert len(planted) > 25, sorted(planted)
    mias = others(family)
    ask(family)
    if family.database.is_sqlite:
        assert places(data)
    assert carry_out_erasures(family.database, data, now=now()) == 1
    assert CANARY not in everything(family.database)
    assert "Prednisolone" not in everything(family.database)
    assert others(family) == mias
    file = data / "after.zip"
    backup(family.database, data, file, now=now())
    scratch = fresh_database(f"sqlite:///{tmp_path / 'after.sqlite3'}")
    restore(scratch, tmp_path / "none", file, now=now(), photos=False)
    assert CANARY not in everything(scratch)
    scratch.close()
    assert places(data) == []
    assert verify(family.database, data).ok


def test_t33_no_list_names_a_child_who_lives_and_a_crash_leaves_nothing(here):
    """The commit fails; then it holds, and the server dies before anything else is done."""
    family, data = here
    ask(family, child=family.nora)

    def fail(*_each):
        raise OSError(28, "No space left on device")

    sa.event.listen(family.database.engine, "commit", fail)
    assert carry_out_erasures(family.database, data, now=now()) == 0
    sa.event.remove(family.database.engine, "commit", fail)
    listed = data / "erased.jsonl"
    assert not listed.exists()
    assert "Nora" in everything(family.database)
    photos = [path for path in (data / FOLDER).iterdir() if str(PHOTO) in path.name]
    assert photos

    with family.database.transaction() as session:
        house, ada = family.households["lindqvist"], family.people["ada"]
        erase._erase(session, data, house, family.nora, by=ada, now=now())
    assert "Nora" not in everything(family.database)
    assert all(path.exists() for path in photos)
    keep_beside(
        Settings.from_environment({"JOURNAL_DATA": str(data)}), family.database, present=now
    )
    assert str(family.nora) in listed.read_text()
    assert str(PHOTO) not in listed.read_text()
    assert sweep_erased(family.database, data, now=now())
    assert not any(path.exists() for path in photos)
    with family.database.reading() as session:
        assert {one.what for one in session.exec(select(Erased))} == {"child"}
        assert all(one.swept_at for one in session.exec(select(Erased)))
    assert not sweep_erased(family.database, data, now=now())


def test_t33_the_digest_of_everybody_else_is_the_same_after_an_erasure(here):
    """What counts for a digest, entry by entry, of the rows that are left."""
    family, data = here

    def told():
        with family.database.reading() as session:
            return {
                (name, canonical(row))
                for name in (*PEOPLE_AND_PLANS, "entry", "revision", "change")
                for row in read_rows(session, METADATA.tables[name])
                if str(family.households["other"]) in canonical(row)
                or str(family.children["mia"]) in canonical(row)
            }

    before = told()
    ask(family, child=family.nora)
    assert carry_out_erasures(family.database, data, now=now()) == 1
    assert told() == before
    left = everything(family.database)
    assert '"Tom"' in left
    assert "Nora" not in left
    with family.database.reading() as session:
        last = session.execute(sa.select(Act.what, Act.about).order_by(Act.number.desc())).first()
    assert last == ("erased", str(family.nora))
    assert uuid.UUID(last.about) == family.nora
