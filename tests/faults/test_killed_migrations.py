"""F15: a killed migration leaves the old schema or the new one; the next start completes it."""

import json
import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from journal import create_app
from journal.exchange.verify import verify
from journal.records import schema
from journal.records.database import Database
from journal.records.schema import WrongSchema, check_schema, copy_before, migrate
from journal.settings import Settings
from tests.family import fresh_database, make_family

STEPS = list(ScriptDirectory.from_config(schema._config()).walk_revisions())

# Each kill costs half a second; `make nightly` kills at every statement of every step.
KILLS = 8
# From the newest schema but one, and from nothing: that runs every step.
ENDS = [STEPS[0], STEPS[-1]]


def killed_everywhere(folder, start, *, kills=None, mutant=False, server=None):
    order = {"folder": str(folder), "from": start, "kills": kills, "mutant": mutant}
    order = json.dumps(order | {"server": server})
    command = [sys.executable, "-m", "tests.support.migrating", order]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.slow
@pytest.mark.parametrize("step", ENDS, ids=[step.revision for step in ENDS])
def test_f15_killed_at_any_statement_the_schema_is_old_or_new_and_the_next_start_completes_it(
    tmp_path, step
):
    seen = killed_everywhere(tmp_path, step.down_revision, kills=KILLS)
    assert seen["killed"] == min(KILLS, seen["statements"])
    assert seen["statements"] > 3
    assert not seen["halves"]
    assert not seen["unfinished"]


@pytest.mark.nightly
@pytest.mark.parametrize("step", STEPS, ids=[step.revision for step in STEPS])
def test_f15_long_killed_at_every_statement(tmp_path, step):
    seen = killed_everywhere(tmp_path, step.down_revision)
    assert seen["killed"] == seen["statements"]
    assert not seen["halves"]
    assert not seen["unfinished"]


@pytest.mark.slow
def test_f15_a_migration_without_a_transaction_would_be_caught(tmp_path):
    assert killed_everywhere(tmp_path, None, mutant=True)["halves"]


@pytest.mark.slow
def test_f15_on_postgresql_too_the_schema_is_old_or_new(tmp_path, postgres):
    seen = killed_everywhere(tmp_path, STEPS[0].down_revision, kills=KILLS, server=postgres())
    assert seen["killed"] == min(KILLS, seen["statements"])
    assert not seen["halves"]
    assert not seen["unfinished"]


@pytest.mark.slow
def test_f15_a_migration_of_postgresql_without_a_transaction_would_be_caught(tmp_path, postgres):
    start = STEPS[0].down_revision
    assert killed_everywhere(tmp_path, start, mutant=True, server=postgres())["halves"]


@pytest.mark.nightly
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("step", STEPS, ids=[step.revision for step in STEPS])
def test_f15_long_killed_at_every_statement_on_postgresql(tmp_path, postgres, step):
    seen = killed_everywhere(tmp_path, step.down_revision, server=postgres())
    assert seen["killed"] == seen["statements"]
    assert not seen["halves"]
    assert not seen["unfinished"]


@pytest.fixture
def database(tmp_path):
    database = fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield database
    database.close()


def pretend(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_f15_a_journal_of_a_newer_sunhat_stops_the_start_with_one_sentence(database, tmp_path):
    pretend(database, "9999")
    settings = Settings.from_environment(
        {"JOURNAL_DATA": str(tmp_path), "JOURNAL_DATABASE": str(database.engine.url)}
    )
    with pytest.raises(WrongSchema, match="written by a newer Sunhat"):
        migrate(database)
    with pytest.raises(WrongSchema, match="has schema 9999"):
        create_app(settings)


def test_f15_a_journal_of_an_older_sunhat_is_not_served_before_it_is_migrated(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    with pytest.raises(WrongSchema, match="has schema none"):
        check_schema(database)
    migrate(database)
    check_schema(database)
    database.close()


def test_f15_the_copy_made_before_a_migration_is_a_whole_journal(database, tmp_path):
    make_family(database)
    copied = copy_before(database, tmp_path / "backups", "0000")
    copy = Database(f"sqlite:///{copied}")
    assert verify(copy, tmp_path) == verify(database, tmp_path)
    copy.close()


def test_f15_migrating_again_changes_nothing(database_url):
    database = fresh_database(database_url)
    with database.engine.connect() as connection:
        before = sa.inspect(connection).get_table_names()
    migrate(database)
    with database.engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == before
    database.close()
