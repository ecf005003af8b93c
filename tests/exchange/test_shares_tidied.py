"""T10: what links showed that are over goes when the server tidies up."""

import os
from datetime import timedelta

import pytest
from sqlmodel import select

from journal import clock
from journal.entries.photos.folder import _SCRATCH, FOLDER, sweep
from journal.records.shares import SharedFile
from journal.settings import Settings
from journal.upkeep import tidy
from tests.exchange.sharing import shared
from tests.family import fresh_database, make_family

DAY = timedelta(days=1)


@pytest.fixture
def family(tmp_path):
    """The family without anything else."""
    family = make_family(fresh_database(f"sqlite:///{tmp_path / 'journal.sqlite3'}"))
    yield family
    family.database.close()


def files(family) -> int:
    with family.database.reading() as session:
        return len(session.exec(select(SharedFile)).all())


def test_what_is_over_goes_when_the_server_tidies_up(family, tmp_path):
    settings = Settings.from_environment({"JOURNAL_DATA": str(tmp_path)})
    moment = clock.now()
    shared(family, days=1, now=moment - 2 * DAY)
    shared(family, days=7, now=moment - 2 * DAY)
    tidy(settings, family.database)
    assert files(family) == 3


def test_t10_a_broken_photo_folder_keeps_nothing_of_a_link_that_is_over(family, tmp_path):
    settings = Settings.from_environment({"JOURNAL_DATA": str(tmp_path)})
    broken = tmp_path / FOLDER / f"{_SCRATCH}x"  # a folder where a file should be
    broken.mkdir(parents=True)
    os.utime(broken, (0, 0))
    with pytest.raises(OSError, match="x"):
        sweep(tmp_path, now=clock.now())
    shared(family, days=1, now=clock.now() - 2 * DAY)
    tidy(settings, family.database)
    assert files(family) == 0
