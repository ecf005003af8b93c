"""A row with a word in every text, in every table whose rows are not a child's: from bound.py."""

import uuid
from datetime import date, datetime, time
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import AutoString, Session

from journal.clock import now
from journal.records.bound import ACCOUNT, BOUND, CHILD, HOUSEHOLD
from journal.records.columns import ClockTime
from journal.records.tables import METADATA
from tests.family import Family

# The types that words are kept as; sa.Enum is another one.
WORDS = {sa.String, sa.Text, sa.JSON, AutoString}
MADE = {bool: False, int: 1, Decimal: Decimal(1), str: "", bytes: b"", dict: {}, list: []}
TABLES = sorted(name for name, bound in BOUND.items() if bound.to != CHILD)


def planted(family: Family, word: str) -> set[str]:
    """Write such a row of Ada, of her household or below Nora into each of these tables.

    Return the names of those that have no text at all, so that nothing of theirs can be told.
    """
    wordless = set()
    with family.database.transaction() as session:
        for name in TABLES:
            table = METADATA.tables[name]
            texts = [one for one in table.c if _takes(one, word)]
            if not texts:
                wordless.add(name)
                continue
            values = {one: _value(session, family, one, word) for one in table.c}
            bound = table.c[BOUND[name].column]
            try:
                with session.begin_nested():
                    session.execute(sa.insert(table).values(values))
            except IntegrityError:  # there can be one only: it gets the word
                theirs = sa.update(table).where(bound == values[bound])
                session.execute(
                    theirs.values({one: values[one] for one in texts if not one.primary_key})
                )
    return wordless


def _takes(column: sa.Column, word: str) -> bool:
    long = getattr(column.type, "length", None) or len(word)
    return type(column.type) in WORDS and not column.foreign_keys and long >= len(word)


def _value(session: Session, family: Family, column: sa.Column, word: str) -> object:
    theirs = {
        ACCOUNT: family.people["ada"],
        HOUSEHOLD: family.households["lindqvist"],
        CHILD: family.nora,
    }
    for key in column.foreign_keys:
        if key.column.table.name in theirs:
            return theirs[key.column.table.name]
        other = BOUND[key.column.table.name]
        mine = key.column.table.c[other.column] == theirs.get(other.to)
        wanted = sa.select(key.column).limit(1)
        return session.scalar(wanted.where(mine) if other.to in theirs else wanted)
    if column.table.name in theirs and column.primary_key:
        return theirs[column.table.name]
    if _takes(column, word):
        return [word] if isinstance(column.type, sa.JSON) else word
    if isinstance(column.type, sa.Enum):
        return column.type.enums[0]
    if isinstance(column.type, ClockTime):
        return time(8)
    kind = getattr(column.type, "impl_instance", column.type).python_type
    whole = {datetime: now(), date: now().date(), time: time(8)}
    if kind is uuid.UUID:
        return uuid.uuid4() if column.primary_key else None
    return whole.get(kind, MADE.get(kind))
