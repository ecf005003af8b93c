"""A backup brings the journal back, whole, on either database, or says why not."""

import json
import os
import shutil
import stat
import zipfile

import pytest
from sqlmodel import select

from journal import create_app
from journal.exchange.backup import BackupRefused, backup
from journal.exchange.restore import restore
from journal.exchange.verify import verify
from journal.records.database import Database
from journal.records.medicines import Supply
from journal.records.people import Account
from journal.records.reminders import PushSubscription
from journal.records.schema import read_epoch
from journal.settings import Settings
from tests.family import NOW, PASSPHRASE_HASH, fresh_database
from tests.support.photographed import LARGE, PHOTO, SMALL, photographed


@pytest.fixture
def file(family, tmp_path):
    """A backup of the small journal, with a photo and a secret in its data directory."""
    photographed(family, tmp_path)
    (tmp_path / "photos" / ".new-1").write_bytes(b"nobody names it")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "secret_key").write_text("nobody may know of it")
    backup(family.database, tmp_path, tmp_path / "sunhat.zip", now=NOW)
    return tmp_path / "sunhat.zip"


@pytest.mark.parametrize("loss", ["missing", "damaged"])
def test_a_lost_photo_is_named_and_holds_nothing_else_back(family, empty, file, tmp_path, loss):
    photo = tmp_path / "photos" / f"{PHOTO}.jpg"
    photo.unlink() if loss == "missing" else photo.write_bytes(b"half a ph")
    manifest = backup(family.database, tmp_path, tmp_path / "second.zip", now=NOW)
    assert manifest["lost"] == [f"Photo {PHOTO} is {loss}."]
    restore(empty, tmp_path / "empty", tmp_path / "second.zip", now=NOW)
    there = verify(empty, tmp_path / "empty")
    assert there.faults == (f"Photo {PHOTO} is {loss}.",)
    assert there.digest == verify(family.database, tmp_path).digest
    kept = {path.name for path in (tmp_path / "empty" / "photos").iterdir()}
    large = set() if loss == "missing" else {f"{PHOTO}.jpg"}
    assert kept == {f"{PHOTO}.small.jpg"} | large


def test_a_backup_without_a_photo_ends_with_a_warning_that_names_it(family, file, tmp_path):
    (tmp_path / "photos" / f"{PHOTO}.jpg").unlink()
    app = create_app(Settings.from_environment({"JOURNAL_DATA": str(tmp_path)}))
    runner = app.test_cli_runner()
    done = runner.invoke(args=["journal", "backup", str(tmp_path / "second.zip")])
    assert done.exit_code == 3
    assert f"Photo {PHOTO} is missing." in done.output
    assert (tmp_path / "second.zip").exists()
    again = runner.invoke(args=["journal", "verify"])
    assert (again.exit_code, again.output) == (1, f"Photo {PHOTO} is missing.\n")
    app.extensions["journal_database"].close()


def people(database: Database):
    with database.reading() as session:
        return session.exec(select(Account)).all()


def epoch(database: Database) -> str:
    with database.reading() as session:
        return read_epoch(session)


def test_g20_a_restored_journal_is_the_one_that_was_backed_up(family, empty, file, tmp_path):
    before = epoch(empty)
    manifest = restore(empty, tmp_path / "empty", file, now=NOW)
    there = verify(empty, tmp_path / "empty")
    assert there == verify(family.database, tmp_path)
    assert there.ok
    assert manifest["digest"] == there.digest
    there = {path.name: path.read_bytes() for path in (tmp_path / "empty" / "photos").iterdir()}
    assert there == {f"{PHOTO}.jpg": LARGE, f"{PHOTO}.small.jpg": SMALL}
    assert {account.passphrase_hash for account in people(empty)} == {PASSPHRASE_HASH}
    assert epoch(empty) not in {before, epoch(family.database)}


def test_g20_a_journal_moves_to_postgresql_and_back_unchanged(
    family, empty, file, postgres, tmp_path
):
    other = fresh_database(postgres())
    restore(other, tmp_path / "empty", file, now=NOW)
    assert verify(other, tmp_path) == verify(family.database, tmp_path)
    back = backup(other, tmp_path / "empty", tmp_path / "back.zip", now=NOW)
    restore(empty, tmp_path / "empty", tmp_path / "back.zip", now=NOW)
    assert verify(empty, tmp_path) == verify(family.database, tmp_path)
    with zipfile.ZipFile(file) as archive:
        assert back["files"] == json.loads(archive.read("manifest.json"))["files"]
    other.close()


def test_g20_the_supply_comes_back_with_what_was_taken_back(family, empty, file, tmp_path):
    restore(empty, tmp_path / "empty", file, now=NOW)

    def supply(database: Database):
        with database.reading() as session:
            rows = session.exec(select(Supply).order_by(Supply.id)).all()
            return [row.model_dump() for row in rows]

    assert supply(empty) == supply(family.database)
    assert {row["taken_back_by"] for row in supply(empty)} == {None, family.people["ada"]}


def test_a_backup_holds_no_secret_and_nothing_that_signs_anybody_in(file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        assert not any(b"nobody may know of it" in archive.read(name) for name in names)
    assert "tables/entry.jsonl" in names
    for table in ("api_token", "invitation", "push_subscription", "instance"):
        assert f"tables/{table}.jsonl" not in names


def test_phones_ask_again_after_a_restore(empty, file, tmp_path):
    restore(empty, tmp_path / "empty", file, now=NOW)
    with empty.reading() as session:
        assert not session.exec(select(PushSubscription)).all()


def rewritten(file, name, content):
    """The backup with one file replaced, or left out when `content` is None."""
    copy = file.with_name("tampered.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(copy, "w") as target:
        for each in source.namelist():
            if each != name:
                target.writestr(each, source.read(each))
        if content is not None:
            target.writestr(name, content)
    return copy


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tables/dose.jsonl", b"{}\n", "tables/dose.jsonl in the backup is damaged"),
        ("tables/account.jsonl", b"", "tables/account.jsonl in the backup is damaged"),
        (f"photos/{PHOTO}.jpg", b"another photo", f"photos/{PHOTO}.jpg in the backup is damaged"),
        (f"photos/{PHOTO}.jpg", None, f"photos/{PHOTO}.jpg is missing"),
        ("tables/note.jsonl", None, "tables/note.jsonl is missing"),
        ("tables/more.jsonl", b"", "tables/more.jsonl is missing in the backup, or too much"),
        ("photos/../../evil", b"", "evil is missing in the backup, or too much"),
        ("manifest.json", b"{", "manifest.json in the backup is damaged"),
        ("manifest.json", None, "manifest.json in the backup is damaged"),
        ("manifest.json", b"[]", "manifest.json in the backup is damaged"),
        ("manifest.json", b'{"format": 9, "version": "9.1"}', "made by Sunhat 9.1, which is newer"),
        (
            "manifest.json",
            b'{"format": 1, "schema": "0999", "version": "9.1"}',
            "made by Sunhat 9.1, which is newer than this one. Update Sunhat",
        ),
    ],
)
def test_g20_a_backup_that_was_touched_is_refused_by_name_and_nothing_is_restored(
    empty, file, tmp_path, name, content, said
):
    with pytest.raises(BackupRefused, match=said):
        restore(empty, tmp_path / "empty", rewritten(file, name, content), now=NOW)
    assert not people(empty)
    assert not (tmp_path / "empty" / "photos").exists()


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"files": None}, "manifest.json in the backup is damaged"),
        ({"files": ["tables/dose.jsonl"]}, "manifest.json in the backup is damaged"),
        ({"digest": None}, "manifest.json in the backup is damaged"),
    ],
)
def test_g20_an_odd_manifest_is_refused_with_a_sentence(empty, file, tmp_path, odd, said):
    with zipfile.ZipFile(file) as archive:
        manifest = {**json.loads(archive.read("manifest.json")), **odd}
    kept = {name: value for name, value in manifest.items() if value is not None}
    with pytest.raises(BackupRefused, match=said):
        restore(
            empty, tmp_path / "empty", rewritten(file, "manifest.json", json.dumps(kept)), now=NOW
        )


def test_g20_a_backup_without_one_of_the_tables_is_refused(empty, file, tmp_path):
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    del manifest["files"]["tables/note.jsonl"]
    without = rewritten(file, "tables/note.jsonl", None)
    without = without.rename(without.with_name("without.zip"))
    led = rewritten(without, "manifest.json", json.dumps(manifest))
    with pytest.raises(BackupRefused, match=r"tables/note\.jsonl is missing"):
        restore(empty, tmp_path / "empty", led, now=NOW)


def test_the_disk_keeps_the_name_of_a_backup(family, tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(
        os, "fsync", lambda number: synced.append(os.readlink(f"/proc/self/fd/{number}"))
    )
    (tmp_path / "out").mkdir()
    backup(family.database, tmp_path, tmp_path / "out" / "one.zip", now=NOW)
    assert synced[-1] == str(tmp_path / "out")


def test_a_manifest_cannot_lead_out_of_the_data_directory(empty, file, tmp_path):
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    evil = "photos/../../evil"
    manifest["files"][evil] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    led = rewritten(file, "manifest.json", json.dumps(manifest))
    with zipfile.ZipFile(led, "a") as archive:
        archive.writestr(evil, b"")
    with pytest.raises(BackupRefused, match="no name of a file"):
        restore(empty, tmp_path / "empty", led, now=NOW)


@pytest.mark.parametrize("length", [0, 1, 500, -1, -40])
def test_half_a_backup_is_refused(empty, file, tmp_path, length):
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(BackupRefused, match=r"sunhat\.zip is not a backup"):
        restore(empty, tmp_path / "empty", file, now=NOW)
    assert not people(empty)


@pytest.mark.parametrize("every", [397, pytest.param(31, marks=pytest.mark.nightly)])
def test_a_flipped_byte_anywhere_is_refused_or_changes_nothing(empty, file, tmp_path, every):
    whole = file.read_bytes()
    for offset in range(0, len(whole), every):
        file.write_bytes(whole[:offset] + bytes([whole[offset] ^ 0xFF]) + whole[offset + 1 :])
        fresh = tmp_path / f"at{offset}"
        fresh.mkdir()
        shutil.copy(tmp_path / "empty" / "journal.sqlite3", fresh)
        database = Database(f"sqlite:///{fresh / 'journal.sqlite3'}")
        try:
            digest = restore(database, fresh, file, now=NOW)["digest"]
            assert verify(database, fresh).digest == digest
        except BackupRefused:
            assert not people(database)
        database.close()
        shutil.rmtree(fresh)


def test_a_journal_with_people_in_it_is_never_overwritten(family, file, tmp_path):
    before = verify(family.database, tmp_path)
    with pytest.raises(BackupRefused, match="in use"):
        restore(family.database, tmp_path, file, now=NOW)
    assert verify(family.database, tmp_path) == before


def test_a_backup_never_replaces_a_file(family, file, tmp_path):
    before = file.read_bytes()
    with pytest.raises(BackupRefused, match=r"sunhat\.zip is there already"):
        backup(family.database, tmp_path, file, now=NOW)
    assert file.read_bytes() == before


def test_a_journal_that_is_not_whole_is_not_backed_up(family, tmp_path):
    with family.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE dose SET amount = '125'")
    with pytest.raises(BackupRefused, match="not whole"):
        backup(family.database, tmp_path, tmp_path / "sunhat.zip", now=NOW)
    assert [path.name for path in tmp_path.glob("*sunhat*")] == []
