"""Column types and small habits that all tables share."""

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

# Names for every constraint, so that a later migration can find them on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class DecimalText(sa.types.TypeDecorator[Decimal]):
    """A Decimal kept as its digits: SQLite would make a float of it."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: sa.Dialect) -> str | None:
        return None if value is None else f"{Decimal(value):f}"

    def process_result_value(self, value: Any, _dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class RhythmJson(sa.types.TypeDecorator[dict[str, Any]]):
    """A rhythm as JSON. What is damaged is read as {}, which is no rhythm: it says nothing."""

    impl = sa.JSON
    cache_ok = True

    def result_processor(
        self, dialect: sa.Dialect, coltype: object
    ) -> Callable[[Any], dict[str, Any]]:
        read = super().result_processor(dialect, coltype)

        def reading(value: Any) -> dict[str, Any]:
            try:
                kept = read(value) if read else value
            except ValueError:
                return {}
            return kept if isinstance(kept, dict) else {}

        return reading


class ClockTime(sa.types.TypeDecorator[time]):
    """A wall-clock time kept as "04:00"."""

    impl = sa.String(5)
    cache_ok = True

    def process_bind_param(self, value: time | None, _dialect: sa.Dialect) -> str | None:
        return None if value is None else value.strftime("%H:%M")

    def process_result_value(self, value: Any, _dialect: sa.Dialect) -> time | None:
        return None if value is None else time.fromisoformat(value)


def choice(of: type[StrEnum], **options: Any) -> Any:
    """A column that holds one value of a closed set, checked by the database too."""
    return Field(
        sa_type=sa.Enum(
            of,
            native_enum=False,
            length=20,
            create_constraint=True,
            name=of.__name__.lower(),
            values_callable=lambda values: [value.value for value in values],
            validate_strings=True,
        ),
        **options,
    )


def identity() -> Any:
    """A primary key that says nothing about what it names."""
    return Field(default_factory=uuid.uuid4, primary_key=True)


def belongs_to(table: str, **options: Any) -> Any:
    """A foreign key to `table`.id that keeps its row as long as something points to it."""
    return Field(foreign_key=f"{table}.id", ondelete="RESTRICT", **options)


def table_of(row: type[SQLModel]) -> sa.Table:
    """The table behind a row class. A statement on it, built once for every request, costs a
    quarter of one that is built on the class each time."""
    table = sa.inspect(row).local_table
    assert isinstance(table, sa.Table)
    return table


def uuid7(moment: datetime) -> uuid.UUID:
    """Return a fresh RFC 9562 version 7 id for `moment`: time-ordered, for rows made here."""
    milliseconds = int(moment.timestamp() * 1000)
    number = (milliseconds << 80) | (7 << 76) | (secrets.randbits(12) << 64)
    return uuid.UUID(int=number | (0b10 << 62) | secrets.randbits(62))
