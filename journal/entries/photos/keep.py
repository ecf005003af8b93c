"""Keeping a photo: once, however often it comes; the file on the disk before the row that names it.

    read  →  drawn anew  →  scratch files  →  [ row  →  names ]  →  201
                                               one transaction

A server that ends between two arrows leaves a file that nobody names, never a row without a file.
"""

import hashlib
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.entries.photos.darkroom import MOST_BYTES, Darkroom, Drawn, darkroom
from journal.entries.photos.folder import give_names, has_file, write_scratch
from journal.records.access import Actor, Right
from journal.records.photos import Photo, room_taken
from journal.records.throttle import try_again_in

__all__ = ["MOST_BYTES", "Upload", "keep"]

MOST_PHOTOS = 20_000
MOST_ROOM = 2 * 1024**3
# Of one person within an hour (T19): far more than a day on a ward, and reading one costs seconds.
MOST_AN_HOUR = 300
Transaction = Callable[[], AbstractContextManager[tuple[Session, Actor]]]

CONFLICT = Problem(
    "photo_conflict", "id", N_("Another picture has this id already. Send it under a new one.")
)
FULL = Problem(
    "photo_quota",
    "photo",
    N_("This household's photos fill their 2 GB. Ask whoever runs the server."),
)


def too_often(wait: timedelta) -> Refused:
    """The refusal of a person who has sent so many that the next has to wait."""
    minutes = int(wait.total_seconds() // 60) + 1
    text = N_("Many photos came within an hour. Send the next one in %(minutes)s min.")
    return Refused(Problem("photo_often", "photo", text, {"minutes": str(minutes)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A picture as it came. `id` was made on the device."""

    id: uuid.UUID
    child: uuid.UUID
    sent: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of what came."""
        return hashlib.sha256(self.sent).hexdigest()


def keep(
    reading: Transaction,
    writing: Transaction,
    upload: Upload,
    data: Path,
    *,
    now: datetime,
    by: Darkroom = darkroom,
) -> Photo:
    """Keep the photo and return its row; when it came before, its row with the moment of now:
    what hands it in again has an entry to send (unnamed.py). A file that is lost or damaged is made
    anew.

    reading, writing  give a session and who asks, with the rights of that moment
    data              the data directory
    Raises Stranger, NotAllowed, OSError when the disk is full, and Refused as `Darkroom.develop`
    does, photo_conflict when the id names another picture, photo_quota when there is no room,
    photo_often when this person has sent 300 within an hour.
    """
    digest = upload.digest
    with reading() as (session, actor):
        actor.require(Right.RECORD, upload.child)
        known = _known(session, upload, digest)
        if known is None:
            _check_room(session, upload.child)
    is_here = known is not None and has_file(data, known)
    if is_here and (photo := _once_more(writing, upload, digest, now)):
        return photo
    with writing() as (session, actor):
        key = f"photo:{actor.account_id}"
        if wait := try_again_in(session, key, most=MOST_AN_HOUR, now=now):
            raise too_often(wait)
    drawn = by.develop(upload.sent)
    large = small = None
    try:
        large, small = write_scratch(data, drawn.large), write_scratch(data, drawn.small)
        try:
            return _name(writing, upload, digest, drawn, (large, small), data, now)
        except IntegrityError:
            # The same id, by another request in the same moment, or of a child nobody sees here.
            with reading() as (session, actor):
                actor.require(Right.RECORD, upload.child)
                if known := _known(session, upload, digest):
                    return known
            raise Refused(CONFLICT) from None  # another family's, which is not seen from here
    finally:
        for scratch in (large, small):
            if scratch is not None:
                scratch.unlink(missing_ok=True)


def _name(
    writing: Transaction,
    upload: Upload,
    digest: str,
    drawn: Drawn,
    files: tuple[Path, Path],
    data: Path,
    now: datetime,
) -> Photo:
    """Add the row and name its files, before the commit."""
    with writing() as (session, actor):
        actor.require(Right.RECORD, upload.child)
        known = _known(session, upload, digest, for_update=True)
        if known is not None and has_file(data, known):
            return known
        photo = Photo(
            id=upload.id,
            child_id=upload.child,
            made_by=actor.account_id,
            device=actor.device,
            sent=digest,
            digest=hashlib.sha256(drawn.large).hexdigest(),
            bytes=len(drawn.large),
            width=drawn.width,
            height=drawn.height,
            created_at=now,
        )
        photo = session.merge(photo)  # a row whose file is lost is there already
        # First the row: whoever sends another picture under this id waits, and then finds it.
        session.flush()
        give_names(data, photo.id, *files)
    return photo


def _once_more(writing: Transaction, upload: Upload, digest: str, now: datetime) -> Photo | None:
    """The photo that came before, to be kept for its entry as if it came now; None: it is gone."""
    with writing() as (session, actor):
        actor.require(Right.RECORD, upload.child)
        photo = _known(session, upload, digest, for_update=True)
        if photo is not None:
            photo.created_at = now
    return photo


def _known(
    session: Session, upload: Upload, digest: str, *, for_update: bool = False
) -> Photo | None:
    """The photo, when it came before. Raises Refused photo_conflict when it is another one."""
    photo = session.get(Photo, upload.id, with_for_update=for_update)
    if photo is not None and (photo.child_id, photo.sent) != (upload.child, digest):
        raise Refused(CONFLICT)
    return photo


def _check_room(session: Session, child_id: uuid.UUID) -> None:
    taken = room_taken(session, child_id)
    if taken.count >= MOST_PHOTOS or taken.bytes >= MOST_ROOM:
        raise Refused(FULL)
