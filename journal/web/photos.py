"""POST /api/v1/photos: phones hand in pictures; GET …/{id}: the picture as the server drew it."""

import uuid

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session
from werkzeug.exceptions import RequestEntityTooLarge

from journal.care.problems import N_, Problem, Refused
from journal.clock import now
from journal.entries.photos import MOST_BYTES, Upload, keep
from journal.entries.photos.darkroom import too_many_bytes
from journal.records.access import Actor, Right
from journal.records.photos import FOLDER, Photo, file_name, small_name
from journal.web.asked import Asked, asks
from journal.web.errors import other_person
from journal.web.extensions import reading, settings, writing
from journal.web.security import takes_files
from journal.web.signed_in import require_person

bp = Blueprint("photos", __name__, url_prefix="/api/v1/photos")
bp.before_request(require_person)

# Beside the picture there are an id or two and the lines between the parts.
MOST_BODY = MOST_BYTES + 64 * 1024
# Asking for a right on it answers as to a stranger.
NOBODY = uuid.UUID(int=0)
SIZE = Asked("size", "`small`: 400 pixels at most. As it was kept without.", {"enum": ["small"]})
NO_SCRIPT = "default-src 'none'; sandbox"


@bp.post("")
@takes_files(MOST_BODY)
def upload() -> ResponseReturnValue:
    """Keep a photo: `id`, `child`, the file `photo`; `device`, `person`, its `sha256` if known."""
    try:
        form, file = request.form, request.files.get("photo")
    except RequestEntityTooLarge as error:
        raise too_many_bytes(request.content_length or MOST_BODY) from error
    if form.get("person") and _id("person") != g.account_id:
        return other_person()
    if file is None:
        raise Refused(Problem("required", "photo", N_("Send the picture as the file “photo”.")))
    found = Upload(id=_id("id"), child=_id("child"), sent=file.stream.read(MOST_BYTES + 1))
    if form.get("sha256", found.digest).lower() != found.digest:
        text = N_("The picture was damaged on the way. Send it again.")
        raise Refused(Problem("checksum", "sha256", text))
    if form.get("device"):
        g.device = _id("device")
    photo = keep(reading, writing, found, settings().data, now=now())
    return jsonify(photo_json(photo)), 201


@bp.get("/<uuid:photo_id>")
@asks(SIZE)
def show(photo_id: uuid.UUID) -> ResponseReturnValue:
    """The picture as JPEG."""
    with reading() as (session, actor):
        photo = photo_of(session, actor, photo_id)
    size = SIZE.text()
    if size not in {None, "small"}:
        raise Refused(Problem("size_unknown", "size", N_("Ask for small, or leave the size out.")))
    folder = settings().data / FOLDER
    path = folder / file_name(photo.id)
    small = folder / small_name(photo.id)
    if size and small.exists():
        path = small
    if not path.exists():
        text = N_("The file of this photo is not on the server. A backup may have it.")
        raise Refused(Problem("photo_lost", None, text))
    response = Response(path.read_bytes(), mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = NO_SCRIPT
    response.headers["Cache-Control"] = "private, no-store"
    return response


def photo_of(session: Session, actor: Actor, photo_id: uuid.UUID) -> Photo:
    """The photo, when this person sees those of its child. Raises Stranger or NotAllowed."""
    photo = session.get(Photo, photo_id)
    actor.require(Right.PHOTOS, photo.child_id if photo else NOBODY)
    assert photo is not None
    return photo


def photo_json(photo: Photo) -> dict[str, object]:
    """A photo as the API tells of it."""
    return {
        "id": str(photo.id),
        "child": str(photo.child_id),
        "bytes": photo.bytes,
        "width": photo.width,
        "height": photo.height,
    }


def _id(name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get(name, ""))
    except ValueError:
        text = N_("This must be the id of something in the journal.")
        raise Refused(Problem("type", name, text)) from None
