"""Choosing photos on a phone, and asking the server which it has."""

import uuid

from playwright.sync_api import Page
from sqlmodel import delete, select

from journal.entries.change import following
from journal.records.entries import Change, Entry, Revision
from journal.records.kinds import NoteRow
from journal.records.people import Instance
from journal.records.photos import Photo
from tests.browser.home import Home
from tests.support.browser import started, until

CHOSEN = "[...document.querySelector('input[name=photo_files]').files]"


def choose(page: Page, content: bytes, name: str = "IMG_1.JPG") -> None:
    """Choose a picture, and wait until the phone has made it small."""
    file = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    started(page)
    page.set_input_files("input[name=photo_files]", [file])
    until(page, f"{CHOSEN}.length > 0 && !document.querySelector('form[data-shrinking]')")


def made_of(home: Home, change: str) -> bool:
    """Whether every photo's id is what the server makes of the form's id and the picture."""
    with home.family.database.reading() as session:
        rows = session.exec(select(Photo)).all()
    return all(row.id == following(uuid.UUID(change), row.sent) for row in rows)


def photos_of(home: Home) -> tuple[set[str], set[str]]:
    """The photos on the server, and those that the one note names."""
    with home.family.database.reading() as session:
        named = session.exec(select(NoteRow)).one().photos
        return {str(each.id) for each in session.exec(select(Photo))}, set(named)


def restored(home: Home) -> None:
    """Take the note and its photos from the server, as a backup of before would."""
    with home.family.database.transaction() as session:
        for table in (NoteRow, Revision, Change, Entry, Photo):
            session.execute(delete(table))
        session.get_one(Instance, 1).epoch = uuid.uuid4()
