"""F5: another program holds the database. The wait is bounded, and the phone tries again."""

import sqlite3
import threading
import time
from contextlib import closing

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from journal.records.entries import Entry
from tests.faults.figures import FIGURES


def held(broken):
    """Another writer in the middle of its work."""
    other = sqlite3.connect(str(broken.database.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return closing(other)


def test_f5_a_lock_that_is_not_let_go_ends_in_words(broken):
    note = broken.note()
    with held(broken):
        began = time.monotonic()
        told = broken.sync(note)
        took = time.monotonic() - began
        assert (told.status_code, told.json["error"]) == (503, "busy")
        assert told.headers["Retry-After"] == "5"
        assert "Nothing was changed. Try again" in told.json["message"]
        assert broken.reads()
    assert 4.5 < took < 60
    assert note["entry"] not in broken.whole()
    assert broken.sync(note).json["results"][0]["status"] == "applied"


def test_f5_a_lock_that_is_let_go_in_time_is_not_noticed(broken):
    with held(broken) as other:
        told = []
        saves = threading.Thread(target=lambda: told.append(broken.sync(broken.note())))
        saves.start()
        saves.join(0.2)
        assert saves.is_alive()
        other.execute("ROLLBACK")
        saves.join(60)
    assert [answer.status_code for answer in told] == [200]


def test_f5_a_page_that_is_being_drawn_holds_no_writer_up(broken):
    """A loaded server draws for seconds: what was read until then is let go of before."""
    with broken.database.reading() as drawing:
        before = drawing.exec(select(Entry.id)).all()
        note = broken.note()
        assert broken.sync(note).status_code == 200
        after = drawing.exec(select(Entry.id)).all()
    assert {str(id_) for id_ in set(after) - set(before)} == {note["entry"]}


def test_f5_who_only_reads_cannot_write(broken):
    with broken.database.reading() as reading, pytest.raises(OperationalError, match="readonly"):
        reading.execute(sa.delete(Entry))


def test_f5_what_a_phone_is_told_holds_no_writer_up(broken):
    """Two hundred entries are drawn for a phone that begins: others write meanwhile."""
    file, waited = str(broken.database.engine.url.database), []

    def write(_connection, _cursor, statement, *_):
        if "entry.seq > " in statement:
            with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
                waited.append(other.execute("BEGIN IMMEDIATE"))

    event.listen(broken.database.engine, "before_cursor_execute", write)
    note = broken.note()
    assert broken.sync(note).status_code == 200
    assert waited
    assert note["entry"] in broken.whole()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("writers", "each"), [(6, 8), pytest.param(8, 200, marks=pytest.mark.nightly)]
)
def test_f5_of_many_writers_at_once_nobody_loses_anything(broken, writers, each):
    answers = []

    def write():
        for _ in range(each):
            note = broken.note()
            answers.append((note["entry"], broken.sync(note).status_code))

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    saved = {entry for entry, status in answers if status == 200}
    FIGURES.info("F5: %d writers, %d saves, %d at once", writers, len(answers), len(saved))
    assert {status for _entry, status in answers} <= {200, 503}
    assert broken.whole() == saved
    assert saved
