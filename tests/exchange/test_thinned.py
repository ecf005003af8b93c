"""T33: which files of old backups go, here and in the mounted folder; the files hold one byte."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from journal.exchange.backups_kept import gone_on
from journal.exchange.thinned import thin
from journal.records.backups import BackupRun
from journal.records.erasures import Erased
from journal.settings import Settings
from tests.family import NOW

DAY = timedelta(days=1)


@pytest.fixture
def settings(family, tmp_path):
    for name in ("backups", "mounted"):
        (tmp_path / name).mkdir()
    environment = {"JOURNAL_DATA": str(tmp_path), "JOURNAL_BACKUPS": str(tmp_path / "mounted")}
    return Settings.from_environment(environment)


def made(family, settings, at, *, lost=0):
    """A good backup of that moment, copied where the mounted folder is there; then old ones go."""
    file, copied = f"sunhat-{at.date()}.zip", settings.backups.is_dir()
    (settings.data / "backups" / file).write_bytes(b".")
    for name in names(settings.data / "backups") if copied else []:
        (settings.backups / name).write_bytes(b".")
    run = BackupRun(day=at.date(), began_at=at, file=file, size=1, lost=lost, made_at=at)
    run.checked_at, run.copied_at = at, at if copied else None
    with family.database.transaction() as session:
        session.add(run)
    thin(settings, family.database, settings.data / "backups", now=at)


def kept(family):
    with family.database.reading() as session:
        return [f"sunhat-{day}.zip" for day in session.exec(select(col(BackupRun.day)))]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def erased(family, *, at, end):
    with family.database.transaction() as session:
        session.add(Erased(id=family.tom, what="child", at=at, backups_end=end))


def test_t33_on_the_day_a_family_was_told_no_backup_has_what_was_erased(family, settings):
    """Not the one either that alone has photos which were lost since."""
    made(family, settings, NOW)
    made(family, settings, NOW + DAY, lost=2)
    end = gone_on((NOW + DAY).date())
    erased(family, at=NOW + 1.5 * DAY, end=end)
    last = datetime.combine(end, NOW.timetz()) - DAY
    made(family, settings, last - DAY, lost=2)
    assert f"sunhat-{NOW.date()}.zip" in kept(family)
    made(family, settings, last, lost=2)
    wanted = [f"sunhat-{(last - DAY).date()}.zip", f"sunhat-{last.date()}.zip"]
    assert sorted(kept(family)) == names(settings.data / "backups") == wanted
    assert names(settings.backups) == wanted


def test_t33_a_copy_that_was_out_of_reach_on_its_day_goes_when_its_disk_is_back(
    family, settings, tmp_path
):
    away = tmp_path / "away"
    for number in range(15):
        if number == 5:
            settings.backups.rename(away)
        made(family, settings, NOW + number * DAY)
    assert not {*names(away)} <= {*kept(family)}
    away.rename(settings.backups)
    # Of the machine that this one follows, and somebody else's.
    strange = ["sunhat-2026-10-31.zip.age", "sunhat-2026-13-01.zip", "photos.tar"]
    for name in strange:
        (settings.backups / name).write_bytes(b"x")
    made(family, settings, NOW + 15 * DAY)
    there = {*names(settings.backups)}
    assert there - {*strange} <= {*kept(family)}
    assert {*strange} <= there
    erased(family, at=NOW - 9 * DAY, end=(NOW + 17 * DAY).date())
    made(family, settings, NOW + 16 * DAY)
    assert {*strange} & {*names(settings.backups)} == {*strange[1:]}
