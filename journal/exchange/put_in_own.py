"""An owner puts in what was taken out of their household elsewhere, as if a stranger had sent it.

All of it passes the second lock, as everything that a page writes; photos are drawn anew. Nobody
who comes in can sign in, and links, what was refused and how others are reminded stay behind.
"""

import hashlib
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.entries.photos.darkroom import MOST_BYTES as MOST_OF_A_PHOTO
from journal.entries.photos.darkroom import Drawn, darkroom
from journal.entries.photos.folder import give_names, write_scratch
from journal.exchange.added import As, Missing, add, rehearse
from journal.exchange.archive import opened
from journal.exchange.backup import BackupRefused
from journal.exchange.bounds import TIMES_ON_DISK, TooMuch, refuse_too_much, require_room
from journal.exchange.grown import Overtaken
from journal.exchange.put_in import (
    FOREIGN,
    ForeignBackup,
    NotInIt,
    PutIn,
    erased_here,
    in_scratch,
    known_by_name,
    note_put_in,
    of_nobody,
    photos_in,
    refuse_erased,
    refuse_others,
)
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.erasing import people_of
from journal.records.people import Account, Household
from journal.records.photos import FOLDER, Photo
from journal.records.scope import is_refusal

MOST_PHOTOS = 200
MOST_SECONDS = 10
_one_at_a_time = threading.Lock()
STAYS_BEHIND = {"quarantine", "share", "quiet_hours", "person_choice", "even_then"}

Transaction = Callable[[], AbstractContextManager[tuple[Session, Actor]]]
Files = Mapping[str, tuple[Drawn, Path, Path]]


class Busy(BackupRefused):
    """Another file is being read: two at once could take more memory than there is."""

    code = "busy"


def put_in_own(
    reading: Transaction,
    rehearsing: Transaction,
    writing: Transaction,
    data: Path,
    file: Path,
    child_id: uuid.UUID,
    *,
    dry_run: bool = False,
    now: datetime,
) -> PutIn:
    """Add what this household lacks of `file`, whole or not at all, and say what is new.

    reading, rehearsing, writing  give a session and who asks, with the rights of that moment
    dry_run                       say what would be new, and write nothing
    All that takes long is done in a rehearsal: while others wait, rows are written and no more.
    Raises Stranger, NotAllowed, BackupRefused, and Refused as the darkroom does.
    """
    rows = refuse_too_much(file)
    require_room(data, TIMES_ON_DISK * rows + _bytes_of_journal(data))
    with ExitStack() as stack:
        stack.enter_context(_alone())
        source = stack.enter_context(_read(data, file, now))
        with reading() as (session, actor):
            _require(session, actor, data, source, child_id)
            photos, lost = _new_photos(session, source, file)
        drawn = {} if dry_run else stack.enter_context(_drawn(data, file, photos))
        for is_last in (False, True):
            with _of_one_family(), rehearsing() as (session, actor):
                _require(session, actor, data, source, child_id)
                new, told = _rehearsed(session, data, source, photos, drawn, now)
            told = replace(told, photos_lost=lost)
            if dry_run or not new:
                return told
            try:
                with _of_one_family(), writing() as (session, actor):
                    _require(session, actor, data, source, child_id)
                    add(session, new, child_id)
                    note_put_in(session, actor, child_id, told, now=now)
                    for photo_id, (_facts, large, small) in drawn.items():
                        give_names(data, uuid.UUID(photo_id), large, small)
                return told
            except (Overtaken, ForeignBackup):  # somebody wrote here meanwhile: look once more
                if is_last:
                    raise
    raise AssertionError


def _bytes_of_journal(data: Path) -> int:
    """What a rehearsal copies; of PostgreSQL nothing lies here, and nothing is copied."""
    return sum(one.stat().st_size for one in data.glob("*.sqlite3"))


@contextmanager
def _alone() -> Iterator[None]:
    """Raise Busy when another one is still read after a while."""
    if not _one_at_a_time.acquire(timeout=MOST_SECONDS):
        raise Busy(N_("Another file is being read. Nothing was put in: try again in a minute."))
    try:
        yield
    finally:
        _one_at_a_time.release()


@contextmanager
def _of_one_family() -> Iterator[None]:
    """Raise ForeignBackup for rows that name another family's."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, IntegrityError) or is_refusal(error):
            raise _names_others() from error
        raise


@contextmanager
def _read(data: Path, file: Path, now: datetime) -> Iterator[Session]:
    with in_scratch(data, file, now) as scratch, scratch.reading() as source:
        yield source


def _require(
    session: Session, actor: Actor, data: Path, source: Session, child_id: uuid.UUID
) -> None:
    """Raise unless the file is of this household alone, the child in it, and an owner asks."""
    actor.require(Right.MANAGE, child_id)
    home = actor.homes[child_id]
    erased = erased_here(session, data)
    refuse_erased(erased, source)
    refuse_others(session, source)
    if source.exec(select(Household.id)).all() != [home]:
        raise _names_others()
    if source.get(Child, child_id) is None:
        raise NotInIt(N_("This child is not in the file. Nothing was put in."))
    people = set(source.exec(select(Account.id)))
    here = set(session.exec(select(Account.id).where(col(Account.id).in_(people))))
    if here - people_of(session, home) - {actor.account_id}:
        raise _names_others()


def _names_others() -> ForeignBackup:
    return ForeignBackup(FOREIGN)


def _new_photos(session: Session, source: Session, file: Path) -> tuple[list[str], int]:
    """The photos that this household lacks and the file has, by their ids; and of how many more
    it has the row alone, which stays behind."""
    here = set(session.exec(select(Photo.id)))
    held = photos_in(source, file)
    new = [one for one in source.exec(select(Photo.id)) if one not in here]
    found = [str(one) for one in new if one in held]
    if len(found) > MOST_PHOTOS:
        raise TooMuch(N_("The file has more new photos than a page takes. Nothing was put in."))
    return found, len(new) - len(found)


@contextmanager
def _drawn(data: Path, file: Path, photos: list[str]) -> Iterator[Files]:
    """Each photo drawn anew, in files that nobody names yet; gone afterwards, unless named."""
    made: dict[str, tuple[Drawn, Path, Path]] = {}
    try:
        with opened(file) as archive:
            for photo in photos:
                with archive.open(f"{FOLDER}/{photo}.jpg") as sent:
                    facts = darkroom.develop(sent.read(MOST_OF_A_PHOTO + 1))
                large = write_scratch(data, facts.large)
                made[photo] = (facts, large, write_scratch(data, facts.small))
        yield made
    finally:
        for _facts, large, small in made.values():
            large.unlink(missing_ok=True)
            small.unlink(missing_ok=True)


def _rehearsed(
    session: Session, data: Path, source: Session, photos: list[str], drawn: Files, now: datetime
) -> tuple[Missing, PutIn]:
    def as_drawn(row: dict[str, Any]) -> dict[str, Any] | None:
        if row["id"] not in drawn:
            return row if row["id"] in photos else None
        facts = drawn[row["id"]][0]
        kept = hashlib.sha256(facts.large).hexdigest()
        size = {"bytes": len(facts.large), "width": facts.width, "height": facts.height}
        return row | size | {"digest": kept}

    erased = erased_here(session, data)

    def person(row: dict[str, Any]) -> dict[str, Any]:
        return known_by_name(of_nobody(row, erased))

    changed: dict[str, As] = {"account": person, "photo": as_drawn}
    new = rehearse(session, source, data, leave_out=STAYS_BEHIND, changed=changed, now=now)
    moments = [row["at"] for row in new.entries]
    return new, PutIn(
        entries=len(new.entries),
        grown=len(new.grown),
        rows=len(new),
        photos=len(photos),
        first=min(moments, default=None),
        last=max(moments, default=None),
    )
