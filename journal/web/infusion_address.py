"""The address of an infusion day's screen, for its forms, for Today and for phones."""

import uuid

from flask import url_for

# What a phone puts in where it keeps a page of an infusion.
INFUSION = "[[infusion]]"


def day_address(child_id: uuid.UUID, infusion: str) -> str:
    """The screen of this infusion; "" for a word that names none."""
    nobody = str(uuid.UUID(int=0))
    try:
        asked = nobody if infusion.startswith("[[") else str(uuid.UUID(infusion))
    except ValueError:
        return ""
    address = url_for("infusion_day.show", child_id=child_id, entry_id=asked)
    return address.replace(nobody, infusion) if asked == nobody else address
