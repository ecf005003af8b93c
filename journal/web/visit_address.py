"""The addresses of a prepared page and of the room, for forms that come back to them."""

import uuid
from collections.abc import Mapping

from flask import request, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.plans.preparations import Sitting, preparation_in, sitting_of
from journal.records.children import Child

# What a form carries that is left for the prepared page, or for the room.
PAGE, ROOM = "prepared", "room"
_ENDPOINTS = {PAGE: "preparing.show", ROOM: "in_room.show"}


def visit_address(child_id: uuid.UUID, said: Mapping[str, object]) -> str:
    """Where these fields of a form, or of an address, lead back to; "" for nowhere."""
    for name, endpoint in _ENDPOINTS.items():
        try:
            asked = uuid.UUID(str(said.get(name) or ""))
        except ValueError:
            continue
        return url_for(endpoint, child_id=child_id, preparation_id=asked)
    return ""


def came_from(child_id: uuid.UUID, said: Mapping[str, object]) -> dict[str, str] | None:
    """The way back to the room or the prepared page that a form was opened from: url, label."""
    url = visit_address(child_id, said)
    if not url:
        return None
    label = _("In the room") if url == visit_address(child_id, {ROOM: said.get(ROOM)}) else ""
    return {"url": url, "label": label or _("The page")}


def asked_in_room(session: Session, child: Child) -> Sitting | None:
    """The visit in whose room a form was opened, as its address says; None for every other."""
    row = preparation_in(session, child, request.args.get(ROOM, ""))
    return sitting_of(session, child, row) if row is not None else None


def carried(said: Mapping[str, object]) -> dict[str, str]:
    """What a form must carry on so that it leads back there."""
    return {name: str(said[name])[:36] for name in _ENDPOINTS if said.get(name)}
