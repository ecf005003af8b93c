"""T31: whoever cuts the end off the acts leaves a chain that holds; the last backup knows."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from journal.exchange.acts_kept import with_acts_kept
from journal.exchange.backup_words import backup_line, read_backups, restored_said
from journal.exchange.own_backups import keep_backups
from journal.exchange.restore import restore
from journal.exchange.verify import verify
from journal.records.acts import heads, note
from journal.records.audit import Act, ActWords, Did
from journal.records.restored import Restored
from journal.settings import Settings
from tests.family import NOW


@pytest.fixture
def settings(family, tmp_path):
    url = family.database.engine.url.render_as_string(hide_password=False)
    return Settings.from_environment({"JOURNAL_DATA": str(tmp_path), "JOURNAL_DATABASE": url})


@pytest.fixture
def backed_up(family, settings):
    """Two acts, and a backup that knows them."""
    left(family)
    left(family)
    assert keep_backups(settings, family.database, now=NOW)
    return family


def left(family):
    with family.database.transaction() as session:
        note(session, family.households["lindqvist"], family.people["ben"], Did.LEFT, now=NOW)


def last(family):
    with family.database.reading() as session:
        return heads(session)[str(family.households["lindqvist"])][0]


def cut(family):
    """Take the last act away behind the journal's back: its triggers go first."""
    number = last(family)
    with family.database.engine.begin() as connection:
        on = "" if family.database.is_sqlite else " ON {}"
        names = sa.text(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
            if family.database.is_sqlite
            else "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        )
        for name, table in connection.execute(names).all():
            if table in {"act", "act_words"}:
                connection.exec_driver_sql(f"DROP TRIGGER {name}{on.format(table)}")
        connection.execute(sa.delete(ActWords).where(ActWords.number == number))
        connection.execute(sa.delete(Act).where(Act.number == number))


def faults(family, settings):
    return with_acts_kept(
        verify(family.database, settings.data), family.database, settings.data
    ).faults


def test_t31_an_end_that_was_cut_off_is_a_fault_once_a_backup_knew_it(backed_up, settings):
    known = last(backed_up)
    left(backed_up)
    assert faults(backed_up, settings) == ()
    cut(backed_up)  # no backup knew of it
    assert faults(backed_up, settings) == ()
    cut(backed_up)
    home = backed_up.households["lindqvist"]
    said = f"Act {known} of household {home} is not as the last backup knew it."
    assert faults(backed_up, settings) == (said,)


def test_t31_other_acts_in_place_of_those_that_were_cut_off_are_a_fault_too(backed_up, settings):
    cut(backed_up)
    left(backed_up)
    (fault,) = faults(backed_up, settings)
    assert "last backup" in fault


def test_t31_a_changed_act_stops_no_backup_and_is_named_wherever_one_looks(
    backed_up, settings, empty, tmp_path
):
    home = backed_up.households["lindqvist"]
    with backed_up.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER act_is_never_changed")
        connection.exec_driver_sql("UPDATE act SET what = 'confirmed' WHERE number = 1")
    keep_backups(settings, backed_up.database, now=NOW + timedelta(days=1))
    run = read_backups(backed_up.database)[0]
    said = f"Act 1 of household {home} is missing or was changed."
    assert (run.fault, run.broken, run.checked_at is None) == ("", said, False)
    assert backup_line(run).endswith(said)
    file = settings.data / "backups" / run.file
    manifest = restore(empty, tmp_path / "empty", file, now=NOW)
    assert said in restored_said(file, manifest)
    there = verify(empty, tmp_path / "empty")
    assert (there.faults, there.ok, there.is_readable) == ((said,), False, True)
    assert there.digest == run.digest


def test_a_journal_that_came_back_from_an_older_backup_lacks_acts_rightly(backed_up, settings):
    cut(backed_up)
    with backed_up.database.transaction() as session:
        home = backed_up.households["lindqvist"]
        at = NOW + timedelta(hours=1)
        session.add(Restored(household_id=home, made_at=NOW, restored_at=at))
    assert faults(backed_up, settings) == ()
