"""Erasing a child or a household for good, and what is said of the backups (T33)."""

import logging
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.exchange.backups_kept import gone_on
from journal.exchange.erased import PHOTO, remember, remove_photos
from journal.exchange.own_backups import FOLDER as BACKUPS
from journal.exchange.room import OLD_COPY
from journal.exchange.waiting_files import remove_waiting
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
    """Erase what was asked and is due; return how many. What fails is tried again the next time.

    Then the database is written anew, without what was left of anything that was erased.
    """
    with database.reading() as session:
        due = due_erasures(session, now=now)
    done = 0
    for erasure_id in due:
        try:
            done += carry_out(database, data, erasure_id, now=now)
        except Exception as error:
            log.error("An erasure stumbled; it is tried again: %s", place_of(error))
    sweep_erased(database, data, now=now)
    return done


def carry_out(database: Database, data: Path, erasure_id: uuid.UUID, *, now: datetime) -> bool:
    """Erase what this asks for, if it is due; return whether it was erased.

    data  the data directory
    What an owner asked who is none any more has lapsed. SQLite's rows are overwritten with zeros;
    the database is written anew later (`sweep_erased`): nobody's request waits for it.
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
        gone = _erase(
            session, data, erasure.household_id, erasure.child_id, by=erasure.asked_by, now=now
        )
    _after(data, gone)
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
        gone = _erase(session, data, household_id, None, by=None, now=now)
    _after(data, gone)
    sweep_erased(database, data, now=now)
    return backups_end(data, now=now)


def erase_account_now(
    database: Database, data: Path, account_id: uuid.UUID, *, now: datetime
) -> bool:
    """Erase an account that belongs to no household; False: it does, or there is none such."""
    with database.transaction() as session:
        _overwrite(session)
        if not homeless(session, [account_id]):
            return False
        gone = _mark(session, data, {}, [account_id], now=now)
    _after(data, gone)
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
) -> list[Erased]:
    """Erase it within this transaction."""
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
    gone |= dict.fromkeys(photos, PHOTO)
    return _mark(session, data, gone, homeless(session, people), now=now)


def _mark(
    session: Session,
    data: Path,
    gone: Mapping[uuid.UUID, str],
    people: Sequence[uuid.UUID],
    *,
    now: datetime,
) -> list[Erased]:
    """Erase these people too, and leave a mark of everything."""
    end = backups_end(data, now=now)
    for account_id in people:
        mark_phones(session, account_id, now=now)
        erase_account(session, account_id)
    every = {**gone, **dict.fromkeys(people, "account")}
    marks = [Erased(id=id_, what=what, at=now, backups_end=end) for id_, what in every.items()]
    for mark in marks:
        session.merge(mark)
    session.flush()
    return marks


def _overwrite(session: Session) -> None:
    """Let SQLite write zeros over what this transaction deletes."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")


def _after(data: Path, gone: Sequence[Erased]) -> None:
    """What follows the commit, for nobody who lives may be on the list. When it fails, or the
    server dies before it, `keep_beside` writes the list and `sweep_erased` takes the files."""
    try:
        remember(data, gone)
    finally:
        remove_photos(data, [one.id for one in gone if one.what == PHOTO])
        remove_waiting(data)


def sweep_erased(database: Database, data: Path, *, now: datetime) -> bool:
    """Remove whatever is left of what was erased since the last time, and say in the marks that it
    is done; return whether it was.

    Photos and waiting files that a crash left, and, of SQLite, what the gaps of its pages might
    still keep: the database is written anew. PostgreSQL does that by itself.
    """
    with database.reading() as session:
        marks = session.exec(select(Erased).where(col(Erased.swept_at).is_(None))).all()
    if not marks:
        return False
    remove_photos(data, [one.id for one in marks if one.what == PHOTO])
    remove_waiting(data)
    if database.is_sqlite and not _write_anew(database):
        return False
    done = col(Erased.id).in_([one.id for one in marks])
    with database.transaction() as session:
        session.execute(sa.delete(Erased).where(done, col(Erased.what) == PHOTO))
        session.execute(sa.update(Erased).where(done).values(swept_at=now))
    return True


def _write_anew(database: Database) -> bool:
    place = str(database.engine.url.database)
    try:
        with closing(sqlite3.connect(place, timeout=PATIENCE_SECONDS)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        # Zeros stand where the rows stood; it is tried again within the hour.
        log.warning("The database could not be written anew after an erasure: %s", error)
        return False
    return True
