"""F14: a backup that is made while phones write is the journal of one moment, whole."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from journal.entries.change import ChangeRequest
from journal.entries.quarantine import receive
from journal.exchange.backup import backup
from journal.exchange.restore import restore
from journal.exchange.verify import verify
from journal.records import database as databases
from journal.records.database import Database
from journal.records.leftovers import refuse_leftovers
from journal.records.schema import ensure_instance
from journal.settings import BadSetting
from tests.family import NOW, Family, change, fresh_database, make_family

ROWS = 200


@dataclass
class Writer:
    """Somebody who writes notes one after the other, and knows which were saved."""

    family: Family
    who: str
    saved: list[ChangeRequest] = field(default_factory=list)

    def write(self, until: threading.Event) -> None:
        while not until.is_set():
            note = change(self.family.nora, "note", note=f"{self.who} {len(self.saved)}")
            self.hand_in(self.family.database, note)
            self.saved.append(note)

    def hand_in(self, database: Database, note: ChangeRequest) -> None:
        with database.transaction() as session:
            receive(session, self.family.actor(session, self.who), note, now=NOW)


@pytest.fixture
def family(database_url) -> Iterator[Family]:
    family = make_family(fresh_database(database_url))
    ensure_instance(family.database)
    yield family
    family.database.close()


@pytest.mark.parametrize("backups", [3, pytest.param(40, marks=pytest.mark.nightly)])
def test_f14_a_backup_under_load_is_a_prefix_of_what_each_has_saved(family, tmp_path, backups):
    writers = [Writer(family, who) for who in ("ada", "ben")]
    backup(family.database, tmp_path, tmp_path / "before.zip", now=NOW)
    enough = threading.Event()
    threads = [threading.Thread(target=writer.write, args=(enough,)) for writer in writers]
    for thread in threads:
        thread.start()
    spans = []
    try:
        for number in range(backups):
            first = [len(writer.saved) for writer in writers]
            while min(len(writer.saved) for writer in writers) < min(first) + 3:
                time.sleep(0.01)
            known = [len(writer.saved) for writer in writers]
            backup(family.database, tmp_path, tmp_path / f"{number}.zip", now=NOW)
            spans.append((known, [len(writer.saved) + 1 for writer in writers]))
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    for number, (least, most) in enumerate(spans):
        file = tmp_path / f"{number}.zip"
        _is_a_prefix(tmp_path / f"at{number}", file, writers, least, most)


def _is_a_prefix(folder: Path, file: Path, writers, least, most) -> None:
    there = restored(folder / "it", file)
    verdict = verify(there, folder / "it")
    assert verdict.ok, verdict.faults
    ids = entry_ids(there)
    again = restored(folder / "again", file.with_name("before.zip"))
    for writer, few, many in zip(writers, least, most, strict=True):
        found = [note for note in writer.saved if str(note.entry) in ids]
        assert found == writer.saved[: len(found)]
        assert few <= len(found) <= many
        for note in found:
            writer.hand_in(again, note)
    # The same changes, one after the other, nobody beside them.
    assert verify(again, folder / "again").digest == verdict.digest
    there.close()
    again.close()


def restored(folder: Path, file: Path) -> Database:
    folder.mkdir(parents=True)
    database = fresh_database(f"sqlite:///{folder / 'journal.sqlite3'}")
    restore(database, folder, file, now=NOW)
    return database


def entry_ids(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT entry_id FROM note").scalars()
        return {str(row) if "-" in str(row) else dashed(str(row)) for row in rows}


def dashed(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@pytest.fixture
def with_wal(tmp_path, monkeypatch) -> Iterator[Family]:
    """A journal as a newer SQLite keeps it: in WAL mode, with 200 notes not yet in its file."""
    monkeypatch.setattr(databases, "WAL_IS_SOUND_SINCE", (3, 0, 0))
    family = make_family(fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}"))
    ensure_instance(family.database)
    holder = sqlite3.connect(tmp_path / "journal.sqlite3")
    assert holder.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    holder.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    holder.execute("BEGIN")
    holder.execute("SELECT count(*) FROM note").fetchone()  # a reader that nobody may overtake
    with family.database.transaction() as session:
        ada = family.actor(session, "ada")
        for number in range(ROWS):
            receive(session, ada, change(family.nora, "note", note=str(number)), now=NOW)
    yield family
    holder.close()
    family.database.close()


def test_f14_a_copy_of_the_file_alone_loses_what_is_not_in_it_yet_and_a_backup_does_not(
    with_wal, tmp_path
):
    shutil.copyfile(tmp_path / "journal.sqlite3", tmp_path / "copied.sqlite3")
    with sqlite3.connect(tmp_path / "copied.sqlite3") as copied:
        assert copied.execute("SELECT count(*) FROM note").fetchone() == (0,)
    copied.close()
    backup(with_wal.database, tmp_path, tmp_path / "it.zip", now=NOW)
    there = restored(tmp_path / "there", tmp_path / "it.zip")
    assert len(entry_ids(there)) == ROWS
    there.close()


def test_f14_a_wal_beside_a_database_that_was_put_there_is_refused(with_wal, tmp_path):
    wal = tmp_path / "journal.sqlite3-wal"
    refuse_leftovers(tmp_path / "journal.sqlite3")  # it is this database's own
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copyfile(wal, folder / "journal.sqlite3-wal")
    with pytest.raises(BadSetting, match="belongs to another database"):
        Database(f"sqlite:///{folder / 'journal.sqlite3'}").check_opens()
    sqlite3.connect(folder / "plain.sqlite3").executescript("CREATE TABLE it (x)").close()
    (folder / "plain.sqlite3").rename(folder / "journal.sqlite3")
    with pytest.raises(BadSetting, match="belongs to another database"):
        Database(f"sqlite:///{folder / 'journal.sqlite3'}").check_opens()
    assert (folder / "journal.sqlite3-wal").stat().st_size == wal.stat().st_size
    (folder / "journal.sqlite3-wal").unlink()
    database = Database(f"sqlite:///{folder / 'journal.sqlite3'}")
    database.check_opens()
    database.close()
