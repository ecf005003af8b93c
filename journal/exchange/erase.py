"""Erasing a child or a household for good, and what is said of the backups (T33)."""

import logging
import sqlite3
import uuid
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from journal.exchange.backups_kept import gone_on
from journal.exchange.erased import remember, remove_photos
from journal.exchange.own_backups import FOLDER as BACKUPS
from journal.exchange.room import OLD_COPY
from journal.records.acts import note
from journal.records.audit import Did
from journal.records.children import Child
from journal.records.database import Database
from journal.records.erasing import (
    erase_account,
    erase_child,
    erase_household,
    homeless,
    mark_phones,
    people_of,
)
from journal.records.erasures import Erased, Erasure
from journal.records.erasures_asked import due_erasures
from journal.records.failures import place_of
from journal.records.people import Account, Household, Membership, Role
from journal.records.people_locked import locked_members

log = logging.getLogger(__name__)
# Whoever reads or writes meanwhile is waited for so long.
PATIENCE_SECONDS = 60


def carry_out_erasures(database: Database, data: Path, *, now: datetime) -> int:
    """Erase what was asked and is due; return how many. What fails is tried again the next time."""
    with database.reading() as session:
        due = due_erasures(session, now=now)
    done = 0
    for erasure_id in due:
        try:
            done += carry_out(database, data, erasure_id, now=now)
        except Exception as error:
            log.error("An erasure stumbled; it is tried again: %s", place_of(error))
    return done


def carry_out(database: Database, data: Path, erasure_id: uuid.UUID, *, now: datetime) -> bool:
    """Erase what this asks for, if it is due; return whether it was erased.

    data  the data directory
    What an owner asked who is none any more has lapsed.
    """
    with database.transaction() as session:
        _overwrite(session)
        erasure = session.get(Erasure, erasure_id)
        if erasure is None:
            return False
        held = locked_members(session, erasure.household_id)
        session.refresh(erasure)
        if erasure.withdrawn_at is not None or erasure.due_at > now:
            return False
        asker = held.get(erasure.asked_by)
        if asker is None or asker.role is not Role.OWNER:
            session.delete(erasure)
            return False
        photos = _erase(
            session, data, erasure.household_id, erasure.child_id, by=erasure.asked_by, now=now
        )
    _sweep(database, data, photos)
    return True


def erase_household_now(
    database: Database, data: Path, household_id: uuid.UUID, *, now: datetime
) -> date | None:
    """Erase a household as its operator; return when the last backup with it is gone.

    None when there is no such household.
    """
    with database.transaction() as session:
        _overwrite(session)
        if session.get(Household, household_id, with_for_update=True) is None:
            return None
        photos = _erase(session, data, household_id, None, by=None, now=now)
    _sweep(database, data, photos)
    return backups_end(data, now=now)


def erase_account_now(
    database: Database, data: Path, account_id: uuid.UUID, *, now: datetime
) -> bool:
    """Erase an account that belongs to no household; False: it does, or there is none such."""
    with database.transaction() as session:
        _overwrite(session)
        if not homeless(session, [account_id]):
            return False
        _erase_people(session, data, [], [account_id], now=now)
    _sweep(database, data, [])
    return True


def forget_erased_accounts(session: Session) -> None:
    """Remove what stayed of erased accounts until their phones had heard of it."""
    ids = select(Erased.id).join(Account, col(Account.id) == col(Erased.id))
    for account_id in session.exec(ids).all():
        erase_account(session, account_id)


def backups_end(data: Path, *, now: datetime) -> date:
    """The day on which the last of this server's own backups is gone that has what is here now."""
    last = gone_on(now.astimezone(UTC).date())
    for copy in (data / BACKUPS).glob("before-*.sqlite3"):
        made = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
        last = max(last, (made + OLD_COPY).date() + timedelta(days=1))
    return last


def _erase(
    session: Session,
    data: Path,
    household_id: uuid.UUID,
    child_id: uuid.UUID | None,
    *,
    by: uuid.UUID | None,
    now: datetime,
) -> list[uuid.UUID]:
    """Erase it within this transaction; return the photos, whose files remain until its end."""
    if child_id is not None:
        is_theirs = select(Membership.account_id).where(Membership.child_id == child_id)
        people = set(session.exec(is_theirs).all())
        gone = {child_id: "child"}
        photos = erase_child(session, child_id)
        note(session, household_id, by, Did.ERASED, about=child_id, now=now)
    else:
        children = select(Child.id).where(Child.household_id == household_id)
        people = people_of(session, household_id)
        gone = {household_id: "household", **dict.fromkeys(session.exec(children), "child")}
        photos = erase_household(session, household_id)
    end = backups_end(data, now=now)
    marks = [Erased(id=id_, what=what, at=now, backups_end=end) for id_, what in gone.items()]
    _erase_people(session, data, marks, homeless(session, people), now=now)
    return photos


def _erase_people(
    session: Session,
    data: Path,
    marks: list[Erased],
    people: Iterable[uuid.UUID],
    *,
    now: datetime,
) -> None:
    end = backups_end(data, now=now)
    for account_id in people:
        mark_phones(session, account_id, now=now)
        erase_account(session, account_id)
        marks.append(Erased(id=account_id, what="account", at=now, backups_end=end))
    for mark in marks:
        session.merge(mark)
    session.flush()
    # On the disk before the rows go: a backup that is restored after a crash must know of it.
    remember(data, marks)


def _overwrite(session: Session) -> None:
    """Let SQLite write zeros over what this transaction deletes."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def _sweep(database: Database, data: Path, photos: list[uuid.UUID]) -> None:
    """Remove the files, and what SQLite might still keep of the rows outside of its pages."""
    remove_photos(data, photos)
    if not database.is_sqlite:
        return
    place = str(database.engine.url.database)
    try:
        with closing(sqlite3.connect(place, timeout=PATIENCE_SECONDS)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        # Zeros stand where the rows stood: this only gives the room back.
        log.warning("The database could not be made smaller after an erasure: %s", error)
