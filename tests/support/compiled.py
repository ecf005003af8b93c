"""Statements compiled once for each process: every test has engines of its own, and to compile all
of a page's statements for each of them took a third of the tests' time."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

MOST = 3000


@contextmanager
def once() -> Iterator[None]:
    """Meanwhile all engines share what they compiled: a statement is written down in the same way
    for every database of one kind and version."""
    shared = LRUCache(MOST)
    kept = {name: vars(DefaultDialect).get(name) for name in ("__eq__", "__hash__")}
    sa.Engine._compiled_cache = property(lambda _engine: shared, lambda _engine, _own: None)
    # The dialect is a part of the key.
    DefaultDialect.__eq__ = _writes_the_same
    DefaultDialect.__hash__ = lambda dialect: hash(type(dialect))
    try:
        yield
    finally:
        del sa.Engine._compiled_cache
        for name, own in kept.items():
            delattr(DefaultDialect, name) if own is None else setattr(DefaultDialect, name, own)


def _writes_the_same(one: DefaultDialect, other: object) -> bool:
    return type(one) is type(other) and _version(one) == _version(other)


def _version(dialect: DefaultDialect) -> tuple[object, ...]:
    return dialect.server_version_info, dialect.paramstyle, dialect.default_schema_name
