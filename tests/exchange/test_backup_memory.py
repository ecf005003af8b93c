"""Ten years are backed up and tried out row by row: they hold no more memory than one."""

import tracemalloc
from datetime import timedelta

import pytest
import sqlalchemy as sa

from journal.exchange.own_backups import keep_backups
from journal.records.backups import BackupRun
from journal.records.columns import uuid7
from journal.records.entries import Change, Entry, Kind, Revision, Status
from journal.records.kinds.note import NoteRow
from tests.exchange.test_own_backups import settings_at
from tests.family import NOW, ZONE, fresh_family

A_YEAR, TEN_YEARS = 250, 1_500


def write(family, first, last):
    """Whole notes, straight into the tables, an hour apart."""
    ada, rows = family.people["ada"], {Entry: [], Revision: [], Change: [], NoteRow: []}
    for number in range(first, last):
        at = NOW - timedelta(hours=number)
        entry, change = uuid7(at), uuid7(at)
        note = f"note {number} " + "x" * 200
        said = {"at": at.isoformat(), "note": note}
        one = {"child_id": family.nora, "at": at}
        by = {"by": ada, "received_at": at}
        made = {"made_by": ada, "changed_by": ada, "changed_at": at}
        rows[Entry].append(
            {**one, "id": entry, "kind": Kind.NOTE, "zone": ZONE, "revision": 1, "seq": number}
            | made
        )
        rows[Revision].append(
            {**by, "entry_id": entry, "number": 1, "change_id": change, "changed": said}
            | {"deletes": False, "fields": said, "deleted": False, "made_at": at}
        )
        rows[Change].append(
            {**by, "id": change, "child_id": family.nora, "entry_id": entry, "digest": "0" * 64}
            | {"content": {"zone": ZONE, "fields": said}, "status": Status.APPLIED, "revision": 1}
        )
        rows[NoteRow].append({**one, "entry_id": entry, "note": note, "photos": []})
    with family.database.transaction() as session:
        for table, values in rows.items():
            session.execute(sa.insert(table), values)


def peak(family, settings, *, day):
    """The most that was held while a backup was made and tried, in bytes, and its size."""
    at = NOW + timedelta(days=day)
    tracemalloc.start()
    try:
        keep_backups(settings, family.database, now=at)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    with family.database.reading() as session:
        run = session.get_one(BackupRun, at.date())
    assert (run.checked_at, run.fault) == (at, "")
    return held, run.size


@pytest.mark.nightly
@pytest.mark.slow
def test_ten_years_of_a_backup_hold_no_more_memory_than_one(tmp_path):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    settings = settings_at(tmp_path, str(family.database.engine.url))
    write(family, 0, A_YEAR)
    peak(family, settings, day=0)  # what is read once and kept
    one, small = peak(family, settings, day=1)
    write(family, A_YEAR, TEN_YEARS)
    ten, large = peak(family, settings, day=2)
    family.database.close()
    assert large > 4 * small
    assert ten < 1.2 * one + 1_000_000, (one, ten)
