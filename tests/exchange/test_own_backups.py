"""The server's own backups: one a day, tried, copied out, and older ones kept when one fails."""

import hashlib
import json
import os
import shutil
import threading
import uuid
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from journal import upkeep
from journal.exchange import own_backups
from journal.exchange.backup import BackupRefused, backup
from journal.exchange.own_backups import keep_backups
from journal.exchange.restore import restore
from journal.exchange.trying_out import try_out
from journal.exchange.verify import verify
from journal.records.backups import BackupRun
from journal.records.erasing import nameless
from journal.records.erasures import Erased
from journal.records.people import Account
from journal.settings import Settings
from tests.exchange.busy import busy_family
from tests.exchange.test_backup import rewritten
from tests.family import NOW, Family
from tests.support.photographed import PHOTO, photographed

DAY = timedelta(days=1)


def settings_at(data: Path, url: str, **more: str) -> Settings:
    environment = {"JOURNAL_DATA": str(data), "JOURNAL_DATABASE": url}
    return Settings.from_environment(environment | {f"JOURNAL_{k}": v for k, v in more.items()})


@pytest.fixture
def settings(family: Family, tmp_path: Path) -> Settings:
    photographed(family, tmp_path)
    return settings_at(tmp_path, str(family.database.engine.url))


def runs(family: Family) -> list[BackupRun]:
    with family.database.reading() as session:
        return list(session.exec(select(BackupRun).order_by(col(BackupRun.day))).all())


def files(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.data / "backups").iterdir())


def test_g20_a_backup_a_day_is_made_and_tried_and_the_run_says_so(family, settings, empty):
    assert keep_backups(settings, family.database, now=NOW)
    [run] = runs(family)
    assert (run.checked_at, run.copied_at, run.fault, run.lost) == (NOW, None, "", 0)
    whole = verify(family.database, settings.data)
    assert run.digest == whole.digest
    assert files(settings) == [f"sunhat-{run.day}.zip"]
    file = settings.data / "backups" / run.file
    assert (file.stat().st_size, file.stat().st_mode & 0o777) == (run.size, 0o600)
    restore(empty, settings.data / "empty", file, now=NOW)
    assert verify(empty, settings.data / "empty") == whole


def test_t33_what_is_left_of_an_erased_account_costs_no_backup_its_tick(family, settings):
    """Until its phones have heard of it a row without a name stays: what there is is tried."""
    with family.database.transaction() as session:
        left = Account(**nameless(uuid.uuid4()), created_at=NOW)
        session.add_all([left, Erased(id=left.id, what="account", at=NOW)])
    keep_backups(settings, family.database, now=NOW)
    [run] = runs(family)
    assert (run.fault, run.checked_at) == ("", NOW)


def test_a_second_one_on_the_same_day_does_nothing_and_the_next_day_has_its_own(family, settings):
    keep_backups(settings, family.database, now=NOW)
    assert not keep_backups(settings, family.database, now=NOW + timedelta(hours=2))
    assert keep_backups(settings, family.database, now=NOW + DAY)
    assert len(files(settings)) == len(runs(family)) == 2


def test_nobodys_journal_is_not_backed_up(empty, tmp_path):
    settings = settings_at(tmp_path / "empty", str(empty.engine.url))
    assert not keep_backups(settings, empty, now=NOW)
    assert files(settings) == []


def test_t33_backups_go_on_when_the_last_family_has_erased_itself(empty, tmp_path):
    """The newest stays whatever is in it: only a newer one, of an empty journal, drives it out."""
    settings = settings_at(tmp_path / "empty", str(empty.engine.url))
    with empty.transaction() as session:
        session.add(Account(name="Ada", email="a@example.org", passphrase_hash="", created_at=NOW))
    keep_backups(settings, empty, now=NOW)
    [theirs] = files(settings)
    with empty.transaction() as session:
        session.execute(sa.delete(Account))
        gone = {"id": uuid.uuid4(), "what": "household", "at": NOW + DAY / 2}
        session.add(Erased(**gone, backups_end=(NOW + 2 * DAY).date()))
    assert keep_backups(settings, empty, now=NOW + DAY)
    [left] = files(settings)
    assert left != theirs


@pytest.fixture
def anywhere(database_url: str, tmp_path: Path) -> Iterator[tuple[Family, Settings]]:
    """The small journal on either database."""
    family = busy_family(database_url)
    yield family, settings_at(tmp_path, database_url)
    family.database.close()


def test_of_many_processes_one_makes_the_backup(anywhere):
    family, settings = anywhere
    won: list[bool] = []
    start = threading.Barrier(4)

    def race() -> None:
        start.wait()
        won.append(keep_backups(settings, family.database, now=NOW))

    racers = [threading.Thread(target=race) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(won) == [False, False, False, True]
    [run] = runs(family)
    assert (run.checked_at, run.fault) == (NOW, "")
    assert files(settings) == [run.file]


def test_one_that_died_is_followed_by_another_after_an_hour(family, settings):
    begun = BackupRun(day=NOW.date(), began_at=NOW)
    with family.database.transaction() as session:
        session.add(begun)
    (settings.data / "backups").mkdir()
    # It had written its file, and died before it could say so.
    (settings.data / "backups" / f"sunhat-{NOW.date()}.zip").write_bytes(b"who knows")
    assert not keep_backups(settings, family.database, now=NOW + timedelta(minutes=59))
    assert keep_backups(settings, family.database, now=NOW + timedelta(minutes=61))
    [run] = runs(family)
    assert (run.checked_at, run.fault) == (NOW + timedelta(minutes=61), "")


def test_g20_one_that_takes_long_is_alive_and_what_it_found_is_kept(family, settings, monkeypatch):
    monkeypatch.setattr(own_backups, "BEAT", timedelta(milliseconds=5))
    assert keep_backups(settings, family.database, now=NOW)
    [run] = runs(family)
    assert run.began_at > NOW
    assert (run.checked_at, run.fault) == (NOW, "")


def test_what_a_slow_one_found_is_not_written_over_the_one_that_followed_it(family, settings):
    late: list[BackupRun] = []
    keep_backups(settings, family.database, now=NOW)
    late = runs(family)
    with family.database.transaction() as session:
        session.execute(sa.update(BackupRun).values(began_at=NOW + DAY))
    late[0].fault = "late"
    own_backups._keep(family.database, late[0])
    assert runs(family)[0].fault == ""


def test_g20_a_backup_that_is_another_one_than_was_made_gets_no_tick(family, settings):
    keep_backups(settings, family.database, now=NOW)
    with family.database.transaction() as session:
        session.execute(sa.update(BackupRun).values(checked_at=None, digest="0" * 64))
    keep_backups(settings, family.database, now=NOW + DAY)
    first, second = runs(family)
    assert first.checked_at is None
    assert "another journal" in first.fault
    assert second.checked_at == NOW + DAY
    # The one that failed has gone, since another one has passed; what was wrong is still told.
    assert (first.file, files(settings)) == ("", [second.file])


def test_a_damaged_file_gets_no_tick_and_says_which_part(family, settings):
    keep_backups(settings, family.database, now=NOW)
    file = settings.data / "backups" / runs(family)[0].file
    with zipfile.ZipFile(file) as archive:
        inside = archive.getinfo("tables/dose.jsonl")
    content = bytearray(file.read_bytes())
    content[inside.header_offset + 90] ^= 0xFF
    file.write_bytes(content)
    with family.database.transaction() as session:
        session.execute(sa.update(BackupRun).values(checked_at=None))
    keep_backups(settings, family.database, now=NOW + timedelta(hours=7))
    [run] = runs(family)
    assert run.checked_at is None
    assert "tables/dose.jsonl" in run.fault
    assert file.exists()  # the only one there is: somebody may want to look


def test_a_lost_photo_is_counted_and_the_backup_that_has_it_stays(family, settings):
    keep_backups(settings, family.database, now=NOW)
    (settings.data / "photos" / f"{PHOTO}.jpg").unlink()
    for number in range(1, 40):
        with family.database.transaction() as session:
            day = NOW + number * DAY
            session.add(
                BackupRun(
                    day=day.date(), began_at=day, file=f"sunhat-{day.date()}.zip", size=1, lost=1,
                    digest="0" * 64, made_at=day, checked_at=day,
                )
            )  # fmt: skip
        (settings.data / "backups" / f"sunhat-{day.date()}.zip").write_bytes(b".")
    keep_backups(settings, family.database, now=NOW + 40 * DAY)
    there = runs(family)
    assert [run.lost for run in there][0 :: len(there) - 1] == [0, 1]
    assert there[0].day == NOW.date()
    assert len(files(settings)) == len(there) <= 7 + 4 + 2


def test_f4_a_full_disk_is_said_and_the_older_backups_stay(family, settings, monkeypatch):
    keep_backups(settings, family.database, now=NOW)
    usage = shutil.disk_usage(settings.data)._replace(free=300 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    keep_backups(settings, family.database, now=NOW + DAY)
    assert runs(family)[-1].fault == ""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=200 << 20))
    keep_backups(settings, family.database, now=NOW + 2 * DAY)
    run = runs(family)[-1]
    assert (run.file, run.made_at) == ("", None)
    assert "no room for a backup: " in run.fault
    assert len(files(settings)) == 2
    monkeypatch.undo()
    assert not keep_backups(settings, family.database, now=NOW + 2 * DAY + timedelta(hours=5))
    assert keep_backups(settings, family.database, now=NOW + 2 * DAY + timedelta(hours=7))
    assert runs(family)[-1].fault == ""


def test_what_killed_backups_left_behind_goes_after_a_day(family, settings):
    folder = settings.data / "backups"
    (folder / ".trying-1").mkdir(parents=True)
    old = [folder / ".sunhat-2026-11-21.zip.ab", folder / ".trying-1" / "journal.sqlite3"]
    old += [settings.data / ".reading-1.sqlite3"]
    for path in old:
        path.write_bytes(b"a journal")
    for path in [*old, folder / ".trying-1"]:
        os.utime(path, times=(0, NOW.timestamp() - 90_000))
    (folder / ".sunhat-now.zip.cd").write_bytes(b"somebody is at it")
    keep_backups(settings, family.database, now=NOW)
    assert not any(path.exists() for path in old)
    assert ".sunhat-now.zip.cd" in files(settings)
    assert ".trying-1" not in files(settings)


def test_a_running_server_looks_after_its_backups_each_hour(family, settings):
    upkeep.back_up(settings, family.database)
    assert [run.fault for run in runs(family)] == [""]
    scheduler = upkeep.start(settings, family.database)
    try:
        every = {job.name: job.trigger.interval for job in scheduler.get_jobs()}
    finally:
        scheduler.shutdown()
    hour = timedelta(hours=1)
    assert every == {"tidy": DAY, "part": hour, "back_up": hour, "write_beside": hour / 12}


def test_g20_a_table_that_comes_back_in_other_words_gets_no_tick(family, settings):
    """Open questions are not in the digest: every line of every table is compared."""
    backup(family.database, settings.data, settings.data / "it.zip", now=NOW)
    with zipfile.ZipFile(settings.data / "it.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
        other = archive.read("tables/alert.jsonl").replace(b'":', b'": ')
    assert other
    try_out(settings.data / "it.zip", manifest["digest"], now=NOW)
    manifest["files"]["tables/alert.jsonl"] = hashlib.sha256(other).hexdigest()
    led = rewritten(settings.data / "it.zip", "tables/alert.jsonl", other)
    led = led.rename(led.with_name("led.zip"))
    led = rewritten(led, "manifest.json", json.dumps(manifest))
    with pytest.raises(BackupRefused, match=r"tables/alert\.jsonl comes back from the backup as"):
        try_out(led, manifest["digest"], now=NOW)
