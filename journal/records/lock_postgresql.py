"""The second lock on PostgreSQL: row-level security, and what each transaction tells it.

The policies are in migrations 0010 and 0011. A connection of Sunhat begins open, and is closed to a
scope for the length of a transaction; any other program's connection is refused.
"""

from typing import Any

import sqlalchemy as sa

# One statement. What is no list of ids is refused by the policies: nobody has been recognised.
_CLOSE = (
    "SELECT set_config('journal.open', %s, true), set_config('journal.accounts', %s, true), "
    "set_config('journal.households', %s, true), set_config('journal.children', %s, true)"
)
# The others too: which side of an OR is read first is PostgreSQL's choice, and a setting that was
# never made is an error.
_OPEN = (
    "SELECT set_config('journal.open', 'yes', false), set_config('journal.accounts', '{}', false), "
    "set_config('journal.households', '{}', false), set_config('journal.children', '{}', false)"
)
# The lists of whoever is not known yet; and PostgreSQL's code for what a policy refuses.
_NOBODY, _NO_RIGHT = "nobody", "42501"
_BYPASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def close_to(
    connection: sa.Connection,
    accounts: list[str],
    households: list[str],
    children: list[str],
    *,
    knows: bool,
) -> None:
    """Let this connection touch these alone, until the end of its transaction."""
    told = (accounts, households, children)
    lists = ["{" + ",".join(ids) + "}" if knows else _NOBODY for ids in told]
    opened = "no" if knows else "accounts"
    connection.exec_driver_sql(_CLOSE, (opened, *lists))


def open_wide(connection: Any, _record: Any) -> None:
    """Of every new connection: it is open until it is closed to a scope."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
    connection.commit()


def refused(error: BaseException) -> bool:
    """Whether it is a policy that refused what was asked."""
    return getattr(error, "sqlstate", "") == _NO_RIGHT or f'literal: "{_NOBODY}"' in str(error)


def is_bypassed(connection: sa.Connection) -> bool:
    """Whether this role goes through every policy: a superuser's lock is open always."""
    return bool(connection.exec_driver_sql(_BYPASSES).scalar())
