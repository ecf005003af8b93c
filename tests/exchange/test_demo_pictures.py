"""The demo's pictures: a series over half a year, loaded once, files and all."""

import shutil

import pytest

from journal.entries.series import taken
from journal.exchange.demo_calendar import Calendar
from journal.exchange.demo_people import NORA
from journal.exchange.demo_pictures import TAKEN, add_pictures
from journal.exchange.verify import verify
from journal.records.database import Database
from journal.records.photos import FOLDER
from tests.exchange.conftest import TODAY


@pytest.fixture
def own(demo, tmp_path):
    """A demo of this test's own, as nobody else is to find pictures in theirs."""
    folder = tmp_path / "own"
    shutil.copytree(demo.data, folder)
    database = Database(f"sqlite:///{folder / 'journal.sqlite3'}")
    yield database, folder
    database.close()


def test_the_demo_shows_a_series_of_three_and_loading_it_again_changes_nothing(own):
    database, data = own
    for _ in range(2):
        add_pictures(database, data, Calendar(TODAY))
        with database.reading() as session:
            found = taken(session, NORA)
        assert [each.by for each in found] == ["Ada", "Ben", "Ada"]
        assert {each.key for each in found} == {("knuckles", "left", "")}
        assert found[0].at <= TODAY
        assert len(list((data / FOLDER).glob("*.jpg"))) == 2 * len(TAKEN)
    assert verify(database, data).ok
