"""The place in a timeline where the next page begins, as a word in an address."""

import uuid
from datetime import UTC, datetime

from journal.care.problems import N_, Problem, Refused
from journal.entries.reading import Cursor


def write_cursor(cursor: Cursor | None) -> str | None:
    """The cursor as letters and digits that an address may hold."""
    if cursor is None:
        return None
    at, entry_id = cursor
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%f}Z{entry_id.hex}"


def read_cursor(text: str | None) -> Cursor | None:
    """The inverse. Raises Refused for anything else."""
    if not text:
        return None
    moment, _, entry_id = text.partition("Z")
    try:
        at = datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
        return at, uuid.UUID(entry_id)
    except ValueError as error:
        raise Refused(
            Problem("cursor_invalid", "before", N_("Start again from the newest entries."))
        ) from error
