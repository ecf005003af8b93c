"""What failed: its kind and place for a log, never its words, and whether an id was taken."""

import re
import sqlite3
import traceback

from sqlalchemy.exc import DBAPIError, IntegrityError

# As SQLite and PostgreSQL say it of a primary key, and of the change that a revision names.
_SAME_ID = re.compile(
    r"^UNIQUE constraint failed: (\w+\.id|revision\.change_id)$"
    r"|unique constraint \"(pk_\w+|uq_revision_change_id)\""
)


def place_of(error: BaseException) -> str:
    """Return the type of an error and the lines of code it passed.

    Its message stays out: pydantic, PostgreSQL and JSON quote names and notes in theirs.
    """
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()


def is_id_taken(error: BaseException) -> bool:
    """Whether an id that the sender chose is that of a row they do not see (T3)."""
    return isinstance(error, IntegrityError) and bool(_SAME_ID.search(first_said(error)))


def first_said(error: BaseException) -> str:
    """What the database said first.

    When its disk is full or fails, SQLite has rolled back everything by itself. Leaving a savepoint
    then ends in "no such savepoint", and nobody would learn of the disk.
    """
    while isinstance(error.__context__, DBAPIError | sqlite3.Error):
        error = error.__context__
    return str(error.orig if isinstance(error, DBAPIError) else error)
