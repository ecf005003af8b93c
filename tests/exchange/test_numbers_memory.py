"""Ten years are taken out row by row: they hold no more memory than one."""

import tempfile
import tracemalloc
from datetime import timedelta

import pytest
import sqlalchemy as sa

from journal.exchange.numbers import Wanted, write_zip
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Entry, Kind, Revision
from tests.family import NOW, ZONE, fresh_family

A_YEAR, TEN_YEARS = 1_000, 10_000


def write(family, first, last):
    """Notes, straight into the tables, an hour apart."""
    entries, revisions = [], []
    for number in range(first, last):
        at = NOW - timedelta(hours=number)
        entry = uuid7(at)
        ada = family.people["ada"]
        fields = {"at": at.isoformat(), "note": f"note {number} " + "x" * 200, "photos": []}
        entries.append(
            {"id": entry, "child_id": family.nora, "kind": Kind.NOTE, "at": at, "zone": ZONE,
             "revision": 1, "seq": number, "made_by": ada, "changed_by": ada, "changed_at": at}
        )  # fmt: skip
        revisions.append(
            {"entry_id": entry, "number": 1, "change_id": uuid7(at), "changed": {}, "by": ada,
             "deletes": False, "fields": fields, "deleted": False, "made_at": at, "received_at": at}
        )  # fmt: skip
    with family.database.transaction() as session:
        session.execute(sa.insert(Entry), entries)
        session.execute(sa.insert(Revision), revisions)


def peak(family):
    """The most that was held while everything was written, in bytes, and the size of the file."""
    with family.database.reading() as session, tempfile.TemporaryFile() as out:
        child = session.get_one(Child, family.nora)
        tracemalloc.start()
        try:
            wanted = Wanted(child=child, reader=family.people["ada"])
            write_zip(out, session, wanted, made_at=NOW, language="en")
            return tracemalloc.get_traced_memory()[1], out.tell()
        finally:
            tracemalloc.stop()


@pytest.mark.slow
def test_ten_years_hold_no_more_memory_than_one(tmp_path):
    family = fresh_family(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    write(family, 0, A_YEAR)
    peak(family)  # what is read once and kept
    one, small = peak(family)
    write(family, A_YEAR, TEN_YEARS)
    ten, large = peak(family)
    family.database.close()
    assert large > 5 * small
    assert ten < 1.2 * one + 500_000, (one, ten)
