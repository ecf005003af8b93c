"""The address of a stay's page, for its forms, for Today and for phones."""

import uuid

from flask import url_for

from journal.web.drawn import ENTRY, STAY


def stay_address(child_id: uuid.UUID, stay: str) -> str:
    """The page of this stay, or of the one a phone puts in; "" for a word that names none."""
    nobody = uuid.UUID(int=0)
    try:
        asked = nobody if stay in {STAY, ENTRY} else uuid.UUID(stay)
    except ValueError:
        return ""
    address = url_for("stays.show", child_id=child_id, entry_id=asked)
    return address.replace(str(nobody), stay) if asked == nobody else address
