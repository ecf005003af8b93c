"""The second lock on SQLite: views and triggers of a connection, in place of row-level security.

SQLite looks for a name among a connection's temporary tables first. A temporary view of the same
name stands before each family's table and shows the rows of the scope alone; temporary triggers
refuse what is written outside it. Whatever is asked on the connection meets them, plain SQL too.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from journal.records.bound import ACCOUNT, BOUND, CHILD, HOUSEHOLD, NAMED, Bound, Names

log = logging.getLogger(__name__)
KEY = "journal_lock"
REFUSED = "outside the scope"
# What SQLite says of a function that raises; no others are written in Python.
ASKED_BY_NOBODY = "user-defined function raised exception"


@dataclass(slots=True)
class Lock:
    """What the functions of one connection answer. Ids as SQLite keeps them, beside each other."""

    is_open: bool = True
    knows: bool = True
    accounts: str = ""
    households: str = ""
    children: str = ""

    def open(self) -> None:
        self.is_open = self.knows = True

    def close(self, accounts: str, households: str, children: str, *, knows: bool) -> None:
        self.is_open, self.knows, self.accounts = False, knows, accounts
        self.households, self.children = households, children

    def told(self, ids: str) -> str:
        """The ids, or the refusal."""
        if not self.knows:
            log.error("A question about a family's rows came without a scope.")
            raise PermissionError
        return ids


def close_to(
    connection: sa.Connection,
    accounts: list[str],
    households: list[str],
    children: list[str],
    *,
    knows: bool,
) -> None:
    """Let this connection touch these alone, until its next transaction begins."""
    lock = connection.info[KEY]
    lock.close(" ".join(accounts), " ".join(households), " ".join(children), knows=knows)


def refused(error: BaseException) -> bool:
    """Whether it is this lock that refused what was asked."""
    return str(error) in {REFUSED, ASKED_BY_NOBODY}


def begins(connection: sa.Connection) -> None:
    """Of every transaction that begins, before anything is asked: the lock is there, and open."""
    lock = connection.info.get(KEY)
    if lock is not None:
        lock.open()
    elif connection.get_execution_options().get(KEY, False):
        connection.info[KEY] = _put_on(connection.connection.dbapi_connection)


_WRITES = re.compile(r'(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) ("?\w+"?)')


def name_the_table(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any
) -> tuple[str, Any]:
    """What is written goes to the table itself: its view cannot be written, its triggers watch.

    SQLite 3.40 says nothing of an UPDATE of a view that has RETURNING, and changes nothing.
    """
    if statement.startswith(("INSERT", "UPDATE", "DELETE", "WITH")):
        statement = _WRITES.sub(r"\1 main.\2", statement, count=1)
    return statement, parameters


def _put_on(connection: Any) -> Lock:
    lock = Lock()
    answers = {
        "journal_open": lambda: lock.is_open,
        # Whoever signs in is nobody yet, and asks for sign-ins and phones of accounts.
        "journal_no_one": lambda: lock.is_open or not lock.knows,
        "journal_accounts": lambda: lock.accounts,
        "journal_people": lambda: lock.told(lock.accounts),
        "journal_homes": lambda: lock.households,
        "journal_households": lambda: lock.told(lock.households),
        "journal_children": lambda: lock.told(lock.children),
    }
    for name, answer in answers.items():
        # Deterministic: asked once for each statement, not for each row.
        connection.create_function(name, 0, answer, deterministic=True)
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=0")
    for statement in _statements():
        cursor.execute(statement)
    cursor.close()
    return lock


@cache
def _statements() -> tuple[str, ...]:
    return tuple(statement for name in sorted(BOUND) for statement in _guard(name))


def _guard(name: str) -> Iterator[str]:
    bound = BOUND[name]
    kept, written = _holds(bound, "OLD"), _holds(bound.written or bound, "NEW")
    named = " AND ".join(_is_alike(each) for table, each in NAMED if table == name)
    if named:
        written = f"{written} AND (journal_open() OR {named})"
    yield f'CREATE TEMP VIEW "{name}" AS SELECT * FROM main."{name}" WHERE {_holds(bound, name)}'
    for verb, held in {
        "INSERT": f"coalesce({written}, 0)",
        "UPDATE": f"coalesce({kept}, 0) AND coalesce({written}, 0)",
        "DELETE": f"coalesce({kept}, 0)",
    }.items():
        yield (
            f'CREATE TEMP TRIGGER "{name} {verb}" BEFORE {verb} ON main."{name}" '
            f"WHEN NOT ({held}) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )


def _is_alike(names: Names) -> str:
    """The condition: what the new row names is nothing, or of the child that the row is of."""
    return (
        f'("NEW"."{names.column}" IS NULL OR EXISTS (SELECT 1 FROM main."{names.table}" AS named '
        f'WHERE named.id = "NEW"."{names.column}" AND named.{names.alike} = "NEW"."{names.alike}"))'
    )


def _holds(bound: Bound, row: str) -> str:
    """The condition: `row` is a table, NEW or OLD."""
    opened = "journal_no_one()" if bound.early else "journal_open()"
    early, beside = bound.early, bound.beside
    ways = [_held(each, row, early=early) for each in (bound, beside) if each is not None]
    return f"({' OR '.join((opened, *ways))})"


def _held(bound: Bound, row: str, *, early: bool) -> str:
    # SQLite takes NEW and OLD in quotes too.
    column = f'"{row}"."{bound.column}"'
    if bound.to == CHILD:
        return f"instr(journal_children(), {column})"
    if bound.to == ACCOUNT:
        told = "journal_accounts()" if early else "journal_people()"
        return f"instr({told}, {column})"
    if bound.to == HOUSEHOLD:
        told = "journal_homes()" if early else "journal_households()"
        return f"instr({told}, {column})"
    return f'EXISTS (SELECT 1 FROM "{bound.to}" WHERE "{bound.to}"."{bound.key}" = {column})'
