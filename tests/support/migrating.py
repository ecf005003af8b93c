"""A migration that is killed at every one of its statements, as a program of its own.

Run: python -m tests.support.migrating '{"folder": …, "from": null, "kills": null, "mutant": false}'
With "server", the address of a PostgreSQL database, its copies lie there instead of in `folder`.
For every statement, or for as many as `kills` says, spread from the first to the last, it forks a
process that dies there, looks at what is left, starts again, and prints what it saw as JSON:
{"statements": n, "killed": n, "halves": […], "unfinished": […]}. With `mutant` the migration runs
without a transaction, to show that half a schema would be seen.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from journal.records import schema
from journal.records.database import Database


def main() -> None:
    """Kill at the first statement, at the last one, and between."""
    order = json.loads(sys.argv[1])
    run = in_no_transaction if order["mutant"] else schema.migrate
    undisturbed = new(order, "whole")
    passed: list[object] = []
    with each_statement(lambda *_anything: passed.append(1)):
        schema.migrate(undisturbed)
    whole = state_of(undisturbed)
    before = state_of(new(order, "before"))
    seen = {"statements": len(passed), "killed": 0, "halves": [], "unfinished": []}
    for statement in spread(len(passed), order["kills"]):
        database = new(order, f"at{statement}")
        if survives(database, statement, run):
            break
        seen["killed"] += 1
        if state_of(database) not in (before, whole):
            seen["halves"].append(statement)
        elif state_of(migrated(database, schema.migrate)) != whole:
            seen["unfinished"].append(statement)
        database.close()
        if order["mutant"] and seen["halves"]:
            break
    sys.stdout.write(json.dumps(seen))


def spread(statements: int, kills: int | None) -> list[int]:
    """The numbers of the statements to die at: all, or so many from the first to the last."""
    if not kills or kills >= statements:
        return list(range(1, statements + 1))
    return [1 + number * (statements - 1) // (kills - 1) for number in range(kills)]


@contextmanager
def each_statement(do: Callable[..., None]) -> Iterator[None]:
    """Call this before every statement and commit meanwhile."""
    events = ("before_cursor_execute", "commit")
    for event in events:
        sa.event.listen(sa.Engine, event, do)
    yield
    for event in events:
        sa.event.remove(sa.Engine, event, do)


def new(order: dict[str, str], name: str) -> Database:
    """A database at the schema to start from, copied from one that was migrated to it once."""
    if order.get("server"):
        return new_on_server(order, name)
    path = Path(order["folder"]) / f"{name}.sqlite3"
    start = Path(order["folder"]) / "start.sqlite3"
    if order["from"] and not start.exists():
        first = Database(f"sqlite:///{start}")
        with schema.migration_connection(first) as connection:
            command.upgrade(schema._config(connection), order["from"])
        first.close()
    if order["from"]:
        shutil.copyfile(start, path)
    return Database(f"sqlite:///{path}")


def new_on_server(order: dict[str, str], name: str) -> Database:
    """The same on PostgreSQL, by its templates."""
    server = sa.make_url(order["server"])
    database = Database(place(server, f"{server.database}_{name}"))
    start = f"{server.database}_start"
    if order["from"] and name == "whole":
        create(server, start, "template1")
        first = Database(place(server, start))
        with schema.migration_connection(first) as connection:
            command.upgrade(schema._config(connection), order["from"])
        first.close()
    create(server, f"{server.database}_{name}", start if order["from"] else "template1")
    return database


def place(server: sa.URL, name: str) -> str:
    """The address of another database on this server."""
    return server.set(database=name).render_as_string(hide_password=False)


def create(server: sa.URL, name: str, template: str) -> None:
    """Copy a database."""
    engine = sa.create_engine(place(server, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    engine.dispose()


def migrated(database: Database, run: Callable[[Database], None]) -> Database:
    """The database after a migration that nobody disturbed."""
    run(database)
    return database


def survives(database: Database, statement: int, run: Callable[[Database], None]) -> bool:
    """Migrate in a process that kills itself before its n-th statement or commit."""
    database.close()
    child = os.fork()
    if not child:
        left = iter(range(statement - 1))

        def count(*_anything: object) -> None:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        with each_statement(count):
            run(database)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL
    return status == 0


def state_of(database: Database) -> object:
    """The schema as it stands: its revision and everything it consists of."""
    revision = schema.current(database)
    if not database.is_sqlite:
        return revision, everything_in(database)
    with database.engine.connect() as connection:
        parts = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")
        return revision, sorted((kind, name, _lines(sql)) for kind, name, sql in parts)


EVERYTHING = """
SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
       || coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT tablename || policyname || coalesce(qual, '') FROM pg_policies
"""


def everything_in(database: Database) -> list[str]:
    """Columns, keys, indexes, triggers, functions and policies of a PostgreSQL database."""
    with database.engine.connect() as connection:
        found = sorted(connection.exec_driver_sql(EVERYTHING).scalars())
    database.close()  # whoever stays connected keeps it from being a template
    return found


def _lines(sql: str | None) -> list[str]:
    """A definition without the order of its lines: a rebuilt table names its keys in any order."""
    return sorted(line.strip().rstrip(",") for line in (sql or "").splitlines())


def in_no_transaction(database: Database) -> None:
    """A migration as Python's own SQLite module would run it: every statement for itself."""
    engine = sa.create_engine(database.engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        command.upgrade(schema._config(connection), "head")


if __name__ == "__main__":
    main()
