"""T34, G21: a household that is taken out and put in elsewhere is the same journal."""

import shutil
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from journal.exchange.backup import BackupRefused
from journal.exchange.erase import erase_household_now
from journal.exchange.erased import remember
from journal.exchange.put_in import ForeignBackup, put_in
from journal.exchange.taken_out import take_out
from journal.exchange.verify import verify
from journal.records.audit import Act
from journal.records.database import Database
from journal.records.erasures import Erased
from journal.records.people import Account, Membership, Role
from journal.records.photos import FOLDER, file_name
from journal.records.reminder_choices import QuietHours
from journal.records.schema import check_schema, migrate
from tests.exchange.busy import _told, busy_family
from tests.exchange.test_erased import everything
from tests.family import NOW, ZONE, change, fresh_database
from tests.support.photographed import LARGE, PHOTO, photographed

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def taken(family, tmp_path):
    """The file of Nora's household, with a photo, taken out of a journal that has two.

    Eve's phone sent something for Nora once: it was refused, and is kept for Eve alone (T1).
    """
    photographed(family, tmp_path)
    _told(family, "eve", change(family.nora, "note", note="zaungast"))
    file = tmp_path / "out.zip"
    take_out(family.database, tmp_path, family.nora, file, reader=None, now=NOW)
    return file


def alone(family, tmp_path):
    """The same journal without Eve's household."""
    here = tmp_path / "alone"
    shutil.copytree(tmp_path / FOLDER, here / FOLDER)
    shutil.copy(tmp_path / "journal.sqlite3", here)
    database = Database(f"sqlite:///{here / 'journal.sqlite3'}")
    erase_household_now(database, here, family.households["other"], now=NOW)
    return verify(database, here)


def rows(database):
    return sorted(
        line for line in everything(database).splitlines() if not line.startswith("restored ")
    )


def test_t34_what_was_taken_out_makes_the_same_journal_elsewhere(family, taken, empty, tmp_path):
    new = put_in(empty, tmp_path / "empty", family.nora, taken, now=LATER)
    assert new.entries > 15
    found = verify(empty, tmp_path / "empty")
    assert found.ok, found.faults
    assert found.digest == alone(family, tmp_path).digest
    assert (tmp_path / "empty" / FOLDER / file_name(PHOTO)).read_bytes() == LARGE
    told = everything(empty)
    assert "eve@example.org" not in told
    assert "zaungast" not in told
    assert "Mia" not in told
    with empty.reading() as session:
        people = {one.name: one for one in session.execute(sa.select(Account)).scalars()}
    assert people.keys() == {"Ada", "Ben", "Cleo"}
    assert {one.passphrase_hash for one in people.values()} == {""}


def test_t34_a_household_goes_from_postgresql_to_sqlite_and_back(postgres, empty, tmp_path):
    there = busy_family(postgres())
    file, back = tmp_path / "out.zip", fresh_database(postgres())
    erase_household_now(there.database, tmp_path, there.households["other"], now=NOW)
    take_out(there.database, tmp_path, there.nora, file, reader=None, now=NOW)
    wanted = verify(there.database, tmp_path).digest
    put_in(empty, tmp_path / "empty", there.nora, file, now=LATER)
    assert verify(empty, tmp_path / "empty").digest == wanted
    again = tmp_path / "again.zip"
    take_out(empty, tmp_path / "empty", there.nora, again, reader=None, now=LATER)
    (tmp_path / "back").mkdir()
    put_in(back, tmp_path / "back", there.nora, again, now=LATER)
    assert verify(back, tmp_path / "back").digest == wanted
    _told(there, "ada", change(there.nora, "note", note="since then"))
    file.unlink()
    take_out(there.database, tmp_path, there.nora, file, reader=None, now=LATER)
    for dry_run, rows in ((True, 4), (False, 4), (True, 0)):
        new = put_in(back, tmp_path / "back", there.nora, file, dry_run=dry_run, now=LATER)
        assert new.rows == rows
    assert verify(back, tmp_path / "back").digest == verify(there.database, tmp_path).digest
    for database in (there.database, back):
        database.close()


def test_h36_putting_it_in_twice_changes_nothing(family, taken, empty, tmp_path):
    data = tmp_path / "empty"
    put_in(empty, data, family.nora, taken, now=LATER)
    before = rows(empty)
    again = put_in(empty, data, family.nora, taken, now=LATER)
    assert (again.entries, again.rows) == (0, 0)
    assert rows(empty) == before
    assert put_in(family.database, tmp_path, family.nora, taken, now=LATER).rows == 0


def test_h36_what_was_written_since_stays_and_a_dry_run_writes_nothing(
    family, taken, empty, tmp_path
):

    data = tmp_path / "empty"
    before = rows(empty)
    dry = put_in(empty, data, family.nora, taken, dry_run=True, now=LATER)
    assert dry.entries > 15
    assert rows(empty) == before
    put_in(empty, data, family.nora, taken, now=LATER)
    _told(family, "ada", change(family.nora, "note", note="since then"))
    wanted, file = verify(family.database, tmp_path), tmp_path / "second.zip"
    lost = uuid.UUID(int=79)
    photographed(family, tmp_path, photo=lost)
    (tmp_path / FOLDER / file_name(lost)).unlink()
    take_out(family.database, tmp_path, family.nora, file, reader=None, now=LATER)
    dry = put_in(empty, data, family.nora, file, dry_run=True, now=LATER)
    assert (dry.entries, dry.photos_lost) == (1, 1)
    assert "since then" not in everything(empty)
    assert put_in(empty, data, family.nora, file, now=LATER).entries == 1
    assert verify(empty, data).ok, "no row of a photo whose picture is not here"
    assert "since then" in everything(empty)
    assert wanted.ok
    with empty.reading() as session:
        assert session.execute(sa.select(Act.what)).scalars().all()[-1] == "imported"
    # The older file takes nothing back.
    assert put_in(empty, data, family.nora, taken, now=LATER).rows == 0
    assert "since then" in everything(empty)


def test_t33_what_was_erased_here_is_not_put_in_again(family, taken, empty, tmp_path):
    """Fay wrote something, and had her account erased here, of which nothing was left."""
    data, fay = tmp_path / "empty", Account(name="Fay", email="fay@example.org", created_at=NOW)
    put_in(empty, data, family.nora, taken, now=LATER)
    house = family.households["lindqvist"]
    with family.database.transaction() as session:
        fay.passphrase_hash = "x"
        quiet = {"starts": time(22), "ends": time(6), "zone": ZONE, "changed_at": NOW}
        session.add(fay)
        session.flush()
        hers = {"household_id": house, "account_id": fay.id, "created_at": NOW}
        session.add(Membership(**hers, role=Role.CAREGIVER))
        session.add(QuietHours(**quiet, account_id=fay.id))
    family.people["fay"] = fay.id
    _told(family, "fay", change(family.nora, "note", note="since then"))
    file = tmp_path / "second.zip"
    take_out(family.database, tmp_path, family.nora, file, reader=None, now=LATER)
    remember(data, [Erased(id=fay.id, what="account", at=LATER)])
    new = put_in(empty, data, family.nora, file, now=LATER)
    assert (new.entries, new.left_out) == (1, 1)
    with empty.reading() as session:
        left = session.get_one(Account, fay.id)
        assert (left.name, left.passphrase_hash, "fay" in left.email) == ("", "", False)
        assert session.get(QuietHours, fay.id) is None
    assert verify(empty, data).ok
    del family.people["fay"]
    fresh = fresh_database(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    remember(data, [Erased(id=house, what="household", at=LATER)])
    for into in (empty, fresh):
        with pytest.raises(BackupRefused, match="one that was erased here"):
            put_in(into, data, family.nora, file, now=LATER)
    assert "Nora" not in everything(fresh)
    fresh.close()


def test_b36_the_file_of_another_household_is_refused_and_nothing_changes(family, taken, tmp_path):
    other = tmp_path / "other.zip"
    mia = family.children["mia"]
    take_out(family.database, tmp_path, mia, other, reader=None, now=NOW)
    erase_household_now(family.database, tmp_path, family.households["lindqvist"], now=NOW)
    before = rows(family.database)
    with pytest.raises(ForeignBackup, match="another household"):
        put_in(family.database, tmp_path, family.nora, taken, now=LATER)
    assert ForeignBackup.code == "foreign_backup"
    with pytest.raises(BackupRefused, match="not in the file"):
        put_in(family.database, tmp_path, family.nora, other, now=LATER)
    assert rows(family.database) == before


def test_b37_a_damaged_file_is_named_and_nothing_is_put_in(family, taken, empty, tmp_path):
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(taken) as source, zipfile.ZipFile(damaged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(
                name, content.replace(b"Nora", b"Nore") if "child.j" in name else content
            )
    before = rows(empty)
    with pytest.raises(BackupRefused, match=r"tables/child\.jsonl"):
        put_in(empty, tmp_path / "empty", family.nora, damaged, now=LATER)
    assert rows(empty) == before


def test_h39_an_owner_takes_out_nobodys_diary_but_their_own(family, tmp_path):
    file = tmp_path / "out.zip"
    for who, words in (("ben", b""), ("ada", "Nobody else’s".encode())):
        reader = family.people[who]
        file.unlink(missing_ok=True)
        take_out(family.database, tmp_path, family.nora, file, reader=reader, now=NOW)
        with zipfile.ZipFile(file) as archive:
            every = b"".join(archive.read(name) for name in archive.namelist())
        assert (b"Nobody else" in every) is bool(words)


def test_t34_no_such_child_writes_nothing(family, tmp_path):
    file = tmp_path / "out.zip"
    with pytest.raises(BackupRefused, match="no such child"):
        take_out(family.database, tmp_path, uuid.UUID(int=7), file, reader=None, now=NOW)
    assert not file.exists()


def test_journals_are_made_at_once_and_neither_hears_of_the_other(tmp_path):
    databases = [Database(f"sqlite:///{tmp_path / name}.sqlite3") for name in "abcd"]
    with ThreadPoolExecutor() as pool:
        list(pool.map(migrate, databases))
    for database in databases:
        check_schema(database)
        database.close()
