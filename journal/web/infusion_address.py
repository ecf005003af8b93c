"""The address of an infusion day's screen, for its forms, for Today and for phones."""

import uuid

from flask import url_for

from journal.web.drawn import ENTRY, INFUSION


def day_address(child_id: uuid.UUID, infusion: str) -> str:
    """The screen of this infusion, or of the one a phone puts in; "" for a word that names none."""
    nobody = uuid.UUID(int=0)
    try:
        asked = nobody if infusion in {INFUSION, ENTRY} else uuid.UUID(infusion)
    except ValueError:
        return ""
    address = url_for("infusion_day.show", child_id=child_id, entry_id=asked)
    return address.replace(str(nobody), infusion) if asked == nobody else address
