"""Backups in the folder that the operator mounts: sealed to a key, compared, and nowhere else."""

import json
import os
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import click
import pytest
from pyrage import x25519
from sqlmodel import col, select

from journal import create_app
from journal.exchange.age import unseal
from journal.exchange.backup import BackupRefused
from journal.exchange.copied_out import refuse_unmounted
from journal.exchange.own_backups import keep_backups
from journal.exchange.restore import restore
from journal.exchange.verify import verify
from journal.records.backups import BackupRun
from journal.settings import BadSetting, Settings
from tests.family import NOW, Family
from tests.support.photographed import LARGE, photographed

DAY = timedelta(days=1)
# What stands in the busy journal: names, notes, telephone numbers, a part of a photo.
CANARIES = (b"Nora", b"Prednisolone", b"ada@example.org", b"tables/", b"manifest.json", LARGE)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key as age-keygen writes it; never on the machine that is backed up."""
    identity = x25519.Identity.generate()
    file = tmp_path / "key.txt"
    file.write_text(f"# created: today\n# public key: {identity.to_public()}\n{identity}\n")
    return file


def public(key: Path) -> str:
    return key.read_text().splitlines()[1].rpartition(" ")[2]


@pytest.fixture
def mounted(tmp_path: Path) -> Path:
    (tmp_path / "mounted").mkdir()
    return tmp_path / "mounted"


def settings_of(family: Family, tmp_path: Path, **more: str) -> Settings:
    environment = {"JOURNAL_DATA": str(tmp_path), "JOURNAL_BACKUPS": str(tmp_path / "mounted")}
    more |= {"JOURNAL_DATABASE": str(family.database.engine.url)}
    return Settings.from_environment(environment | more)


def runs(family: Family) -> list[BackupRun]:
    with family.database.reading() as session:
        return list(session.exec(select(BackupRun).order_by(col(BackupRun.day))).all())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def sealed(family: Family, tmp_path: Path, mounted: Path, key: Path) -> Path:
    """A sealed copy of today's backup, with a photo in it."""
    photographed(family, tmp_path)
    settings = settings_of(family, tmp_path, JOURNAL_BACKUP_KEY=public(key))
    keep_backups(settings, family.database, now=NOW)
    [name] = names(mounted)
    return mounted / name


def test_t32_a_sealed_copy_holds_nothing_that_can_be_read(family, sealed, tmp_path):
    content = sealed.read_bytes()
    assert sealed.name == f"sunhat-{NOW.date()}.zip.age"
    assert content.startswith(b"age-encryption.org/v1\n")
    plain = (tmp_path / "backups" / sealed.name.removesuffix(".age")).read_bytes()
    assert all(canary in plain for canary in (b"tables/", b"manifest.json"))
    assert not any(canary in content for canary in CANARIES)
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert runs(family)[0].copied_at == NOW


def test_t32_with_its_key_a_sealed_copy_is_the_journal_again(family, sealed, key, empty, tmp_path):
    unseal(sealed, key, tmp_path / "open.zip")
    restore(empty, tmp_path / "empty", tmp_path / "open.zip", now=NOW)
    assert verify(empty, tmp_path / "empty") == verify(family.database, tmp_path)


def test_t32_the_age_program_opens_a_sealed_copy_without_sunhat(sealed, key, tmp_path):
    opened = subprocess.run(["age", "-d", "-i", key, sealed], capture_output=True, check=True)
    assert opened.stdout == (tmp_path / "backups" / sealed.stem).read_bytes()


def test_t32_several_keys_open_one_copy(family, tmp_path, mounted, key):
    other = x25519.Identity.generate()
    both = f"# Ada and Ben\n{public(key)}\n{other.to_public()}\n"
    keep_backups(settings_of(family, tmp_path, JOURNAL_BACKUP_KEY=both), family.database, now=NOW)
    (tmp_path / "other.txt").write_text(str(other))
    [name] = names(mounted)
    for number, each in enumerate((key, tmp_path / "other.txt")):
        unseal(mounted / name, each, tmp_path / f"{number}.zip")


@pytest.mark.parametrize("harm", ["another key", "no key", "a cut file", "a flipped byte"])
def test_t32_a_wrong_key_or_a_damaged_copy_fails_with_a_sentence(sealed, key, tmp_path, harm):
    content = sealed.read_bytes()
    if harm == "another key":
        key.write_text(str(x25519.Identity.generate()))
    elif harm == "no key":
        key.write_text("AGE-SECRET-KEY-1NONSENSE\n")
    elif harm == "a cut file":
        sealed.write_bytes(content[:-100])
    else:
        sealed.write_bytes(content[:900] + bytes([content[900] ^ 1]) + content[901:])
    said = "holds no secret key" if harm == "no key" else "cannot be opened with this key"
    with pytest.raises(BackupRefused, match=said) as refused:
        unseal(sealed, key, tmp_path / "open.zip")
    assert "NONSENSE" not in str(refused.value)


def test_without_a_key_the_copy_is_the_backup_byte_for_byte(family, tmp_path, mounted):
    keep_backups(settings_of(family, tmp_path), family.database, now=NOW)
    [name] = names(mounted)
    assert (mounted / name).read_bytes() == (tmp_path / "backups" / name).read_bytes()


def test_a_missing_folder_is_said_never_made_and_tried_again_tomorrow(family, tmp_path, mounted):
    mounted.rmdir()
    settings = settings_of(family, tmp_path)
    keep_backups(settings, family.database, now=NOW)
    [run] = runs(family)
    assert (run.checked_at, run.copied_at) == (NOW, None)
    assert "mounted is not there. Mount its disk" in run.fault
    assert not mounted.exists()
    mounted.mkdir()
    keep_backups(settings, family.database, now=NOW + DAY)
    assert [(run.copied_at, run.fault) for run in runs(family)] == [(NOW + DAY, "")] * 2
    assert names(mounted) == [run.file for run in runs(family)]


def test_an_empty_folder_where_copies_were_is_a_disk_that_is_not_mounted(family, tmp_path, mounted):
    settings = settings_of(family, tmp_path)
    keep_backups(settings, family.database, now=NOW)
    (mounted / runs(family)[0].file).rename(tmp_path / "elsewhere.zip")
    keep_backups(settings, family.database, now=NOW + DAY)
    assert "holds none of the backups" in runs(family)[1].fault
    assert names(mounted) == []
    (tmp_path / "elsewhere.zip").rename(mounted / runs(family)[0].file)
    keep_backups(settings, family.database, now=NOW + 2 * DAY)
    assert len(names(mounted)) == 3


def test_an_empty_folder_on_another_disk_is_a_new_disk(tmp_path):
    other = Path("/proc/self")  # any folder that lies on no disk of ours
    refuse_unmounted(other, earlier=["sunhat-2026-11-22.zip"], data=tmp_path)


def test_f4_a_full_mounted_disk_leaves_nothing_half_and_the_backup_keeps_its_tick(
    family, tmp_path, mounted, key, monkeypatch
):
    whole = os.fsync

    def full(descriptor: int) -> None:
        if "/mounted/" in os.readlink(f"/proc/self/fd/{descriptor}"):
            raise OSError(28, "No space left on device")
        whole(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    settings = settings_of(family, tmp_path, JOURNAL_BACKUP_KEY=public(key))
    keep_backups(settings, family.database, now=NOW)
    [run] = runs(family)
    assert (run.checked_at, run.copied_at) == (NOW, None)
    assert "no room left on the disk" in run.fault
    assert names(mounted) == []


def test_what_goes_here_goes_in_the_mounted_folder_too(family, tmp_path, mounted, key):
    keyed = settings_of(family, tmp_path, JOURNAL_BACKUP_KEY=public(key))
    for number in range(9):
        keep_backups(keyed, family.database, now=NOW + number * DAY)
    here = names(tmp_path / "backups")
    assert names(mounted) == [f"{name}.age" for name in here]
    assert len(here) < 9


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BACKUPS", "backups", "Write the whole path"),
        ("BACKUPS", "{data}", "outside the data directory"),
        ("BACKUPS", "{data}/backups", "outside the data directory"),
        ("BACKUP_KEY", "age1nonsense", "no public key of age"),
        ("BACKUP_KEY", "{secret}", "stays away from this machine"),
    ],
)
def test_a_setting_that_cannot_be_right_stops_the_start(tmp_path, name, value, said):
    secret = str(x25519.Identity.generate())
    value = value.format(data=tmp_path, secret=secret)
    with pytest.raises(BadSetting, match=said) as stopped:
        Settings.from_environment({"JOURNAL_DATA": str(tmp_path), f"JOURNAL_{name}": value})
    assert secret not in str(stopped.value)


@pytest.fixture
def new_home(tmp_path: Path):
    """An empty data directory on another machine, with Sunhat's commands."""
    app = create_app_for(tmp_path / "new")
    yield app.test_cli_runner()
    app.extensions["journal_database"].close()


def create_app_for(data: Path):
    with click.Context(click.Command("flask")):  # as `flask journal restore` starts it
        return create_app(Settings.from_environment({"JOURNAL_DATA": str(data)}))


def test_t32_the_command_restores_a_sealed_copy_with_its_key_alone(
    family, sealed, key, new_home, tmp_path
):
    without = new_home.invoke(args=["journal", "restore", str(sealed)])
    assert (without.exit_code, "--key key.txt" in without.output) == (1, True)
    (tmp_path / "wrong.txt").write_text(str(x25519.Identity.generate()))
    wrong = ["journal", "restore", str(sealed), "--key", str(tmp_path / "wrong.txt")]
    refused = new_home.invoke(args=wrong)
    assert (refused.exit_code, "cannot be opened with this key" in refused.output) == (1, True)
    done = new_home.invoke(args=["journal", "restore", str(sealed), "--key", str(key), "--json"])
    assert done.exit_code == 0, done.output
    whole = verify(family.database, tmp_path)
    assert json.loads(done.output)["digest"] == whole.digest
    assert [path.name for path in (tmp_path / "new").glob(".restore*")] == []
    again = new_home.invoke(args=["journal", "verify", "--json"])
    assert json.loads(again.output)["digest"] == whole.digest


def test_the_list_names_each_backup_and_what_is_wrong(family, tmp_path, mounted):
    settings = settings_of(family, tmp_path)
    keep_backups(settings, family.database, now=NOW)
    mounted.rename(tmp_path / "unmounted")
    keep_backups(settings, family.database, now=NOW + DAY)
    app = create_app(settings)
    said = app.test_cli_runner().invoke(args=["journal", "backups"]).output.splitlines()
    assert said[0].startswith("2026-11-23  sunhat-2026-11-23.zip  0.")
    assert "tried out 2026-11-23 13:00 UTC  " in said[0]
    assert said[0].endswith("mounted is not there. Mount its disk, or make the folder.")
    assert said[1].endswith("tried out 2026-11-22 13:00 UTC  copied 2026-11-22 13:00 UTC")
    listed = app.test_cli_runner().invoke(args=["journal", "backups", "--json"])
    assert [run["day"] for run in json.loads(listed.output)["backups"]] == [
        "2026-11-23",
        "2026-11-22",
    ]
    app.extensions["journal_database"].close()
