"""Alembic runs this: migrations get the connection from `journal.records.schema`."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from journal.records.columns import ClockTime, DecimalText
from journal.records.tables import METADATA


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are on disk: migrations outlive the code."""
    if kind == "type" and isinstance(item, DecimalText | ClockTime):
        return f"sa.String(length={item.impl.length})"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,
    render_item=render_item,
)
context.run_migrations()
