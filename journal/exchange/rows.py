"""Rows as JSON, the same from either database, and back."""

import base64
import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.records.columns import ClockTime, DecimalText

AT_ONCE = 500


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def plain(value: Any) -> Any:
    """A column's value as JSON: moments in UTC, numbers as their digits, ids as text,
    bytes as base64."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case time():
            return value.isoformat(timespec="minutes")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case uuid.UUID():
            return str(value)
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case _:
            return value


def read_rows(
    session: Session, table: sa.Table, which: sa.ColumnElement[bool] | None = None
) -> Iterator[dict[str, Any]]:
    """Every row of a table, or each of `which`, as JSON, in the order of its primary key."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    if which is not None:
        query = query.where(which)
    # Of this statement alone: told to the connection it would hold for what is written later too.
    found = session.connection().execute(query.execution_options(yield_per=AT_ONCE))
    for row in found.mappings():
        yield {name: plain(value) for name, value in row.items()}


def typed(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `plain` for one row. Raises KeyError or ValueError when it does not fit."""
    return {name: _typed(table.c[name].type, value) for name, value in row.items()}


def _typed(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    if value is None or isinstance(kind, sa.JSON):
        return value
    if isinstance(kind, DecimalText):
        return Decimal(value)
    if isinstance(kind, ClockTime):
        return time.fromisoformat(value)
    if isinstance(kind, sa.types.TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, sa.Uuid):
        return uuid.UUID(value)
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value, validate=True)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return value
