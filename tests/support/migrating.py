"""A migration that is killed at every one of its statements, as a program of its own.

Run: python -m tests.support.migrating '{"folder": …, "from": null, "every": 1, "mutant": false}'
For every n-th statement it forks a process that dies there, looks at what is left, starts again,
and prints what it saw as JSON: {"kills": n, "halves": […], "unfinished": […]}. With `mutant` the
migration runs without a transaction, to show that half a schema would be seen.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from journal.records import schema
from journal.records.database import Database


def main() -> None:
    """Kill at the first statement, then at the second, until the migration outlives it."""
    order = json.loads(sys.argv[1])
    run = in_no_transaction if order["mutant"] else schema.migrate
    whole = state_of(migrated(new(order, "whole"), schema.migrate))
    before = state_of(new(order, "before"))
    seen: dict[str, object] = {"kills": 0, "halves": [], "unfinished": []}
    for statement in range(1, 10_000, order["every"]):
        database = new(order, f"at{statement}")
        if survives(database, statement, run):
            break
        seen["kills"] = statement
        if state_of(database) not in (before, whole):
            seen["halves"].append(statement)
        elif state_of(migrated(database, schema.migrate)) != whole:
            seen["unfinished"].append(statement)
        database.close()
        if order["mutant"] and seen["halves"]:
            break
    sys.stdout.write(json.dumps(seen))


def new(order: dict[str, str], name: str) -> Database:
    """A database at the schema to start from, copied from one that was migrated to it once."""
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

        sa.event.listen(sa.Engine, "before_cursor_execute", count)
        sa.event.listen(sa.Engine, "commit", count)
        run(database)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WTERMSIG(status) == signal.SIGKILL
    return status == 0


def state_of(database: Database) -> object:
    """The schema as it stands: its revision and everything it consists of."""
    revision = schema.current(database)
    with database.engine.connect() as connection:
        parts = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")
        return revision, sorted((kind, name, _lines(sql)) for kind, name, sql in parts)


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
