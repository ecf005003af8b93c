"""Which statements read a whole table, as the database itself plans them."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from journal.records.tables import METADATA

# A database plans a small table otherwise than a large one. So it is told that whatever reads
# a whole table is dear: what is still read whole has no index that would help.
_DEAR = ("SET enable_seqscan = off", "SET enable_hashjoin = off", "SET enable_mergejoin = off")


@dataclass
class Watch:
    """The statements asked meanwhile, and for each table those that read all of it."""

    asked: set[str] = field(default_factory=set)
    whole: dict[str, set[str]] = field(default_factory=dict)

    def note(self, statement: str, tables: set[str]) -> None:
        self.asked.add(statement)
        for table in tables & METADATA.tables.keys():
            self.whole.setdefault(table, set()).add(statement)


@contextmanager
def watching(engine: sa.Engine, *, small: bool) -> Iterator[Watch]:
    """Have every statement of the engine explained before it runs, as whoever asks it.

    small  the tables have few rows: see above
    """
    watch, is_sqlite = Watch(), engine.dialect.name == "sqlite"

    def explain(
        _connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if statement in watch.asked or not statement.startswith(
            ("SELECT", "WITH", "UPDATE", "DELETE")
        ):
            return
        beside = cursor.connection.cursor()
        try:
            said = parameters[0] if many else parameters
            tables = (_sqlite if is_sqlite else _postgresql)(beside, statement, said)
            watch.note(statement, set(tables))
        finally:
            beside.close()

    def dear(connection: Any, *_more: Any) -> None:
        with connection.cursor() as cursor:
            for statement in _DEAR:
                cursor.execute(statement)
        connection.commit()

    event.listen(engine, "before_cursor_execute", explain)
    if small and not is_sqlite:
        engine.dispose()
        event.listen(engine, "connect", dear)
    try:
        yield watch
    finally:
        event.remove(engine, "before_cursor_execute", explain)
        if small and not is_sqlite:
            event.remove(engine, "connect", dear)
            engine.dispose()


def _sqlite(cursor: Any, statement: str, parameters: Any) -> Iterator[str]:
    cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
    aliases = {
        alias: table
        for table, alias in re.findall(r'(?:FROM|JOIN|,) "?(\w+)"? AS "?(\w+)"?', statement)
    }
    for *_numbers, detail in cursor.fetchall():
        found = re.fullmatch(r"SCAN (?:main\.)?(\w+)", detail)
        if found:
            yield aliases.get(found[1], found[1])


def _postgresql(cursor: Any, statement: str, parameters: Any) -> Iterator[str]:
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    found = cursor.fetchone()[0]
    return _scans((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


def _scans(node: dict[str, Any]) -> Iterator[str]:
    if node.get("One-Time Filter") == "false":  # nothing was asked for: it is never run
        return
    reads = node["Node Type"] == "Seq Scan" or (
        node["Node Type"] in {"Index Scan", "Index Only Scan"} and "Index Cond" not in node
    )
    if reads:
        yield node["Relation Name"]
    for inner in node.get("Plans", ()):
        yield from _scans(inner)
