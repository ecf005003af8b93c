"""What has to fit together is read as it was at one moment, while others write (F5)."""

from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import InternalError, OperationalError
from sqlmodel import select

from journal.entries import record
from journal.records.entries import Entry
from tests.family import NOW, change, fresh_database, make_family


@pytest.fixture
def family(database_url):
    family = make_family(fresh_database(database_url))
    yield family
    family.database.close()


def write(family):
    """Ben writes a note meanwhile."""
    note = change(family.nora, "note", note="A calm day.")
    with family.database.transaction() as session:
        assert record(session, family.actor(session, "ben"), note, now=NOW).stored


def count(session):
    return len(session.exec(select(Entry.id)).all())


def looks(family, *, until):
    """A look of two questions, between which somebody writes; so often it was looked."""
    times = []

    def look(session):
        first = count(session)
        times.append(first)
        if len(times) <= until:
            write(family)
        return first, count(session)

    return look, times


@pytest.mark.parametrize("until", [0, 1, 2])
def test_f5_two_questions_of_one_moment_have_one_answer(family, until):
    look, times = looks(family, until=until)
    first, second = family.database.at_one_moment(look)
    assert first == second
    assert len(times) <= 3


def test_f5_who_writes_all_the_time_waits_for_the_last_look_and_loses_nothing(family):
    writers = []

    def look(session):
        first = count(session)
        writers.append(Thread(target=write, args=(family,)))
        writers[-1].start()
        writers[-1].join(0.3)
        return first, count(session)

    first, second = family.database.at_one_moment(look)
    for writer in writers:
        writer.join()
    assert first == second
    with family.database.reading() as session:
        assert count(session) == len(writers)


def test_f5_a_quiet_journal_is_looked_at_once(family):
    look, times = looks(family, until=0)
    family.database.at_one_moment(look)
    assert len(times) == 1


def test_f5_what_was_written_before_a_look_began_again_is_in_it(family):
    look, _times = looks(family, until=1)
    if family.database.is_sqlite:
        assert family.database.at_one_moment(look) == (1, 1)
    else:
        assert family.database.at_one_moment(look) == (0, 0)


def test_f5_who_looks_at_one_moment_cannot_write(family):
    refused = OperationalError if family.database.is_sqlite else InternalError
    with pytest.raises(refused, match=r"readonly|read-only"):
        family.database.at_one_moment(lambda session: session.execute(sa.delete(Entry)))
