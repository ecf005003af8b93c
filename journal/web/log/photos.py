"""The photo field of the log forms: pictures that came with the form, and those chosen already."""

import uuid
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlmodel import Session, select
from werkzeug.datastructures import FileStorage

from journal.care.problems import Refused
from journal.clock import now
from journal.entries.change import following
from journal.entries.photos import MOST_BYTES, Upload, keep
from journal.entries.validate import MOST_PHOTOS
from journal.records.children import Child
from journal.records.entries import Revision
from journal.records.photos import photos_of
from journal.web.changes import read_id
from journal.web.extensions import reading, settings, writing
from journal.web.forms import Form
from journal.web.log.scene import PHOTOS_ASKED, Scene, chosen_in
from journal.web.photo_words import picture

# Four pictures at the limit, and the form around them.
AT_ONCE = 4
MOST_BODY = AT_ONCE * MOST_BYTES + 2 * 1024 * 1024


def take_photos(child_id: uuid.UUID, form: Form) -> None:
    """Keep the pictures that came with the form; their ids stand in it from now on.

    They are kept before the entry, so that a form that comes back has them still. What is wrong
    is noted at the field. Raises Stranger or NotAllowed.
    """
    if PHOTOS_ASKED not in form.text:
        return
    form.text["photos"] = request.form.getlist("photos")
    files = [file for file in request.files.getlist("photo_files") if file.filename]
    if len(files) > AT_ONCE:
        form.errors["photos"] = _("Choose at most %(most)s photos at once.", most=AT_ONCE)
        return
    for file in files:
        try:
            form.text["photos"].append(_kept(child_id, form, file))
        except Refused as refused:
            form.fail(refused.problems[0], "photos")


def _kept(child_id: uuid.UUID, form: Form, file: FileStorage) -> str:
    sent = file.stream.read(MOST_BYTES + 1)
    found = Upload(id=uuid.UUID(int=0), child=child_id, sent=sent)
    # Made of the form's own id and the picture: the form sent twice has the same photos (H3).
    photo_id = following(read_id(form.get("change")), found.digest)
    found = Upload(id=photo_id, child=child_id, sent=sent)
    return str(keep(reading, writing, found, settings().data, now=now()).id)


def check_photos(form: Form, scene: Scene, entry_id: uuid.UUID | None = None) -> None:
    """Note an error when the form names a photo that is not this child's, or not here.

    entry_id  the entry that is edited: a photo that it has or had may still be on a phone
    """
    try:
        chosen = [str(uuid.UUID(each)) for each in chosen_in(form)]
    except ValueError:
        chosen = ["?"]
    found = {} if "?" in chosen else photos_of(scene.session, scene.child.id, chosen)
    if set(chosen) - found.keys() - _named_before(scene.session, entry_id):
        form.text["photos"] = [each for each in chosen if each in found]
        form.errors["photos"] = _("This photo is not on the server.")
    elif len(chosen) > MOST_PHOTOS:
        form.errors["photos"] = _("An entry has room for %(most)s photos.", most=MOST_PHOTOS)


def _named_before(session: Session, entry_id: uuid.UUID | None) -> set[str]:
    rows = session.exec(select(Revision).where(Revision.entry_id == entry_id)) if entry_id else ()
    return {each for row in rows for each in row.fields.get("photos") or []}


def photo_field(session: Session, child: Child, form: Form) -> list[dict[str, Any]]:
    """The photos that stand in the form, see photo_field in _ui/photos.html."""
    chosen = chosen_in(form)
    found = photos_of(session, child.id, chosen)
    return [picture(each, child, None, here=each in found) for each in chosen]
