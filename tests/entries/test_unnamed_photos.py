"""Photos that nothing names are removed after two days, and no others (T33)."""

import shutil
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, delete, select

from journal.clock import now
from journal.entries import ChangeRequest, record
from journal.entries.photos.unnamed import remove_unnamed
from journal.entries.quarantine import receive
from journal.records.columns import uuid7
from journal.records.database import Database
from journal.records.entries import Change, Quarantine
from journal.records.people import Attempt, AuthSession
from journal.records.photos import Photo
from journal.settings import Settings
from journal.upkeep import tidy
from tests.family import NOW, change, fresh_family
from tests.support.photographed import PHOTO, photographed

LATER = NOW + timedelta(hours=49)


@pytest.fixture
def family(database_url, tmp_path):
    """The cast with one photo of Nora; once in SQLite and once in PostgreSQL."""
    family = fresh_family(database_url)
    photographed(family, tmp_path)
    yield family
    family.database.close()


def left(family, data, *, now=LATER):
    """Tidy up, and tell whether the photo is there still: row, file and small copy."""
    remove_unnamed(family.database, data, now=now)
    files = sorted(path.name for path in (data / "photos").iterdir())
    with family.database.reading() as session:
        rows = [str(each.id) for each in session.exec(select(Photo))]
    assert files == [name for each in rows for name in (f"{each}.jpg", f"{each}.small.jpg")]
    return bool(rows)


def noted(family, photos=(PHOTO,), **more):
    note = change(
        family.nora, "note", note="knuckles", photos=[str(each) for each in photos], **more
    )
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), note, now=NOW).stored
    return note


def test_t33_a_photo_that_nothing_names_is_removed_after_two_days(family, tmp_path):
    assert left(family, tmp_path, now=NOW + timedelta(hours=47))
    assert not left(family, tmp_path)


def test_a_photo_that_an_entry_has_stays(family, tmp_path):
    noted(family)
    assert left(family, tmp_path, now=NOW + timedelta(days=400))


def test_a_photo_that_was_taken_off_an_entry_stays_in_its_history(family, tmp_path):
    note = noted(family)
    off = ChangeRequest(
        id=uuid7(NOW), entry=note.entry, child=family.nora, kind="note", base=1,
        made_at=NOW, zone=note.zone, fields={"photos": []},
    )  # fmt: skip
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ada"), off, now=NOW).stored
    assert left(family, tmp_path)


@pytest.mark.parametrize("why", ["refused", "waits for another change"])
def test_a_photo_of_a_change_that_is_not_in_the_journal_stays_for_its_author(family, tmp_path, why):
    note = change(family.nora, "note", photos=[str(PHOTO).upper()], note="x")
    if why == "refused":
        note = change(family.nora, "note", photos=[str(PHOTO)], note="x" * 20_000)
    else:
        note = ChangeRequest(
            id=note.id, entry=note.entry, child=note.child, kind="note", base=uuid.uuid4(),
            made_at=NOW, zone=note.zone, fields=note.fields,
        )  # fmt: skip
    with family.database.transaction() as session:
        receive(session, family.actor(session, "ada"), note, now=NOW)
        assert sum(_all(session, table) for table in (Change, Quarantine)) == 1
    assert left(family, tmp_path)
    with family.database.transaction() as session:
        for table in (Change, Quarantine):
            session.execute(delete(table))
    assert not left(family, tmp_path)


def _all(session: Session, table: type) -> int:
    return len(session.exec(select(table)).all())


def test_a_photo_whose_files_are_gone_already_is_removed_all_the_same(family, tmp_path):
    shutil.rmtree(tmp_path / "photos")
    (tmp_path / "photos").mkdir()
    assert not left(family, tmp_path)


def test_i4_a_photo_whose_removal_the_disk_refuses_keeps_its_files(family, tmp_path):
    def full(_connection):
        raise OSError(28, "No space left on device")

    event.listen(family.database.engine, "commit", full)
    with pytest.raises(OSError, match="No space"):
        remove_unnamed(family.database, tmp_path, now=LATER)
    event.remove(family.database.engine, "commit", full)
    assert left(family, tmp_path, now=NOW)


class HandedInBetween:
    """A journal in which the photo comes again as soon as its row is gone."""

    def __init__(self, family, data):
        self.family, self.data = family, data
        self.reading = family.database.reading
        self.came = False

    @contextmanager
    def transaction(self):
        with self.family.database.transaction() as session:
            yield session
        if not self.came:
            self.came = True
            shutil.rmtree(self.data / "photos")
            photographed(self.family, self.data)


def test_i4_a_photo_that_comes_again_just_after_its_row_went_keeps_its_files(family, tmp_path):
    remove_unnamed(HandedInBetween(family, tmp_path), tmp_path, now=LATER)
    assert left(family, tmp_path, now=NOW)


def test_the_server_tidies_up_by_itself_and_a_fault_stops_nothing(family, tmp_path, caplog):
    settings = Settings.from_environment({"JOURNAL_DATA": str(tmp_path)})
    with family.database.transaction() as session:
        session.get_one(Photo, PHOTO).created_at = now() - timedelta(hours=49)
        session.add(Attempt(key="photo:x", at=now() - timedelta(hours=3)))
        # The browser may keep a cookie of a sign-in for 360 days; a removed phone is told so long.
        for days in (359, 361):
            at, ada = now() - timedelta(days=days), family.people["ada"]
            one = AuthSession(id=str(days), account_id=ada, agent="", created_at=at, seen_at=at)
            session.add(one)
    tidy(settings, family.database)
    assert not left(family, tmp_path, now=now())
    with family.database.reading() as session:
        assert not session.exec(select(Attempt)).all()
        assert session.exec(select(AuthSession.id)).all() == ["359"]
    assert not caplog.records
    family.database.close()
    tidy(settings, Database("sqlite:////nowhere/journal.sqlite3"))
    assert "goes on tomorrow" in caplog.text
