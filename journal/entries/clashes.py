"""Which fields of an entry two people wrote without seeing each other, until somebody chooses."""

import uuid

from sqlmodel import Session

from journal.entries.edits import edits_of
from journal.entries.merge import Clash, merge


def open_clashes(session: Session, entry_id: uuid.UUID) -> tuple[Clash, ...]:
    """The fields that still have two versions; `deleted` is one of them."""
    return merge(edits_of(session, entry_id)).clashes
