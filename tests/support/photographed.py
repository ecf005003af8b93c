"""A photo in a journal: its row and its files, as if it had been handed in."""

import hashlib
import uuid
from pathlib import Path

from journal.records.photos import FOLDER, Photo, file_name, small_name
from tests.family import NOW, Family

PHOTO = uuid.UUID("0199aaaa-0000-7000-8000-000000000000")
LARGE, SMALL = b"a photo", b"a small photo"


def photographed(
    family: Family, data: Path, *, child: str = "nora", by: str = "ada", photo: uuid.UUID = PHOTO
) -> None:
    """Give Nora, or another child, a photo."""
    with family.database.transaction() as session:
        session.add(
            Photo(
                id=photo,
                child_id=family.children[child],
                made_by=family.people[by],
                sent=hashlib.sha256(b"as it came").hexdigest(),
                digest=hashlib.sha256(LARGE).hexdigest(),
                bytes=len(LARGE),
                width=4,
                height=3,
                created_at=NOW,
            )
        )
    (data / FOLDER).mkdir(exist_ok=True)
    (data / FOLDER / file_name(photo)).write_bytes(LARGE)
    (data / FOLDER / small_name(photo)).write_bytes(SMALL)
