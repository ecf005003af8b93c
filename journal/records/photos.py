"""Photos of a child: what the server keeps of each; the picture itself is a file.

Files are `photos/<id>.jpg` in the data directory, and beside it `<id>.small.jpg` for lists.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from journal.records.children import Child
from journal.records.columns import belongs_to

FOLDER = "photos"


class Photo(SQLModel, table=True):
    """One picture, drawn anew by the server; the picture is never changed afterwards.

    id        made on the device, so that sending it again is the same photo
    sent      SHA-256 of what was uploaded: tells a repeat from another picture
    digest    SHA-256 of the file that is kept
    bytes     size of that file; width and height in pixels
    created_at  when it was last handed in
    """

    id: uuid.UUID = Field(primary_key=True)
    child_id: uuid.UUID = belongs_to("child", index=True)
    made_by: uuid.UUID = belongs_to("account")
    device: uuid.UUID | None = None
    sent: str = Field(max_length=64)
    digest: str = Field(max_length=64)
    bytes: int
    width: int
    height: int
    created_at: datetime


def file_name(photo_id: uuid.UUID) -> str:
    """The file of a photo, below the folder of photos."""
    return f"{photo_id}.jpg"


def small_name(photo_id: uuid.UUID) -> str:
    """The file of its small copy."""
    return f"{photo_id}.small.jpg"


def photos_of(session: Session, child_id: uuid.UUID, ids: Iterable[str]) -> dict[str, Photo]:
    """Those of these photos that are here and this child's, by their id as an entry writes it."""
    wanted = {uuid.UUID(each) for each in ids}
    if not wanted:
        return {}
    query = select(Photo).where(Photo.child_id == child_id, col(Photo.id).in_(wanted))
    return {str(photo.id): photo for photo in session.exec(query)}


@dataclass(frozen=True, slots=True)
class Room:
    """What a household's photos take up: how many there are, and their bytes."""

    count: int
    bytes: int


def room_taken(session: Session, child_id: uuid.UUID) -> Room:
    """What the photos of this child's household take up."""
    home = sa.select(col(Child.household_id)).where(col(Child.id) == child_id).scalar_subquery()
    query = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(col(Photo.bytes)), 0))
        .select_from(Photo)
        .join(Child, col(Child.id) == col(Photo.child_id))
        .where(col(Child.household_id) == home)
    )
    count, size = session.execute(query).one()
    return Room(int(count), int(size))
