"""Photos as templates show them: where the picture is, and what it is for who cannot see it."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask_babel import gettext as _
from sqlmodel import Session

from journal.entries.reading import Shown
from journal.records.access import Right
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.photos import photos_of
from journal.summary.picture_words import taken_of
from journal.words import clock_text, day_text


def picture(
    photo_id: str, child: Child, at: datetime | None, *, here: bool = True, what: str = ""
) -> dict[str, Any]:
    """A photo as _ui/photos.html shows it; `here` is false while only a phone has it.

    what  what it shows, where the family said so: "Knuckles, left"
    """
    return {
        "id": photo_id,
        "here": here,
        "alt": _alt(child, at, what),
        "small": url_for("photos.show", photo_id=uuid.UUID(photo_id), size="small"),
        "large": url_for("photos.show", photo_id=uuid.UUID(photo_id)),
    }


def _alt(child: Child, at: datetime | None, what: str) -> str:
    if at is None:
        return _("Photo of %(name)s", name=child.name)
    zone = ZoneInfo(child.zone)
    moment = f"{day_text(at.astimezone(zone).date())}, {clock_text(at, zone)}"
    if what:
        return _("%(what)s of %(name)s, %(moment)s", what=what, name=child.name, moment=moment)
    return _("Photo of %(name)s, %(moment)s", name=child.name, moment=moment)


def shows(shown: Shown) -> str:
    """What a picture of a series shows, "" of any other entry."""
    return taken_of(shown.fields) if shown.kind is Kind.PICTURE else ""


def pictures(session: Session, child: Child, shown: Shown) -> list[dict[str, Any]]:
    """The photos of an entry, each with the page on which it is large."""
    return pictures_of(session, child, [shown]).get(shown.id, [])


def pictures_of(
    session: Session, child: Child, entries: Iterable[Shown]
) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """The photos of each of these entries of a child, by the entry's id.

    None for who does not see the photos: a viewer to whom no owner shows them.
    """
    if not g.actor.may(Right.PHOTOS, child.id):
        return {}
    named = [(shown, shown.fields["photos"]) for shown in entries if shown.fields.get("photos")]
    here = photos_of(session, child.id, (each for _shown, ids in named for each in ids))
    return {
        shown.id: [
            {
                **picture(each, child, shown.at, here=each in here, what=shows(shown)),
                "url": url_for(
                    "entries.photo", child_id=child.id, entry_id=shown.id, photo_id=each
                ),
            }
            for each in ids
        ]
        for shown, ids in named
    }
