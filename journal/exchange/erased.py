"""What was erased, kept beside the database: an old backup must not bring it back (T33).

`erased.jsonl` in the data directory holds ids and days, which say nothing. It outlives the
database, and a copy stands beside the backups in the mounted folder (`kept_beside.py`).
"""

import json
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from journal.records.children import Child
from journal.records.erasing import erase_account, erase_child, erase_household
from journal.records.erasures import Erased
from journal.records.people import Account, Household
from journal.records.photos import FOLDER, file_name, small_name
from journal.settings import keep_names_if_it_can

FILE = "erased.jsonl"
# Marked until its file is surely gone; its id is in no list.
PHOTO = "photo"
ORDER: dict[str, type[Household | Child | Account]] = {
    "household": Household,
    "child": Child,
    "account": Account,
}


def remember(folder: Path, erased: Iterable[Erased]) -> None:
    """Write down what was erased, onto the disk, once it is.

    folder  the data directory, or the folder of the copies
    """
    lines = [
        json.dumps({"id": str(one.id), "what": one.what, "at": one.at.isoformat()})
        for one in erased
        if one.what in ORDER
    ]
    file = folder / FILE
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as kept:
        # A line that a crash cut off ends here.
        kept.write("".join(f"\n{line}\n" for line in lines))
        kept.flush()
        os.fsync(kept.fileno())
    keep_names_if_it_can(folder)


def known(lists: Iterable[Path]) -> dict[uuid.UUID, Erased]:
    """What these files say was erased; a line that is none is passed over."""
    found: dict[uuid.UUID, Erased] = {}
    for file in lists:
        for one in _lines(file):
            found[one.id] = one
    return found


def _lines(file: Path) -> Iterator[Erased]:
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError, KeyError, TypeError):
            said = json.loads(line)
            at = datetime.fromisoformat(said["at"])
            if said["what"] in ORDER:
                yield Erased(id=uuid.UUID(said["id"]), what=said["what"], at=at)


def leave_out(session: Session, data: Path, lists: Iterable[Path]) -> int:
    """Erase again what a backup brought back; return how many children, households and accounts.

    lists  files as `remember` writes them; what the restored journal itself says counts too
    """
    there = {one.id: one for one in session.exec(select(Erased)) if one.what in ORDER}
    all_ = {**known(lists), **there}
    photos: list[uuid.UUID] = []
    back = 0
    for one in sorted(all_.values(), key=lambda each: list(ORDER).index(each.what)):
        back += session.get(ORDER[one.what], one.id) is not None
        if one.what == "household":
            photos += erase_household(session, one.id)
        elif one.what == "child":
            photos += erase_child(session, one.id)
        else:
            erase_account(session, one.id)
        if one.id not in there:
            session.merge(one)
    session.flush()
    remove_photos(data, photos)
    return back


def remove_photos(data: Path, photos: Iterable[uuid.UUID]) -> None:
    """Remove the files of these photos, the small copies too."""
    for photo in photos:
        for name in (file_name(photo), small_name(photo)):
            (data / FOLDER / name).unlink(missing_ok=True)
