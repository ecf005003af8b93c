"""What the server keeps outside the journal is said on Today: the phone may have let go of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from journal.clock import now
from journal.entries.kept import kept_for
from journal.records.access import actor_for
from journal.records.entries import Change, Status
from tests.web.syncing import change, follow, form_change


@pytest.fixture
def today(family, as_person):
    return lambda who: as_person(who).get(f"/children/{family.nora}/today").text


def age(family):
    with family.database.transaction() as session:
        for row in session.exec(select(Change).where(Change.status == Status.WAITING)):
            row.received_at -= timedelta(hours=2)


def test_b_what_was_refused_is_said_to_its_author_alone_until_it_is_mended(sync, today, family):
    bad = change(family, fields={"symptom": "fatigue"})
    sync(bad)
    assert "An entry of yours is not in the journal" in today("ada")
    assert "of yours" not in today("ben")
    sync(change(family, fields={"symptom": "fatigue"}))
    assert "2 entries of yours are not in the journal" in today("ada")


def test_f13_an_edit_of_a_revision_that_a_restored_server_lost_is_said_after_an_hour(
    sync, today, family
):
    first = form_change(family, "note", note="lost with the server")
    sync(follow(first))
    assert "of yours" not in today("ada")
    age(family)
    assert "An entry of yours is not in the journal" in today("ada")
    sync(first)
    assert "of yours" not in today("ada")


def test_today_does_not_go_through_all_that_a_person_ever_wrote(family, sync):
    """Ten years of changes made it 1.2 times as slow as one year did."""
    sync(follow(form_change(family, "note", note="before its first")), who="ada")
    asked, plans = [], []
    with family.database.reading() as session:
        engine = session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2:4]))
        ada = actor_for(session, family.people["ada"])
        kept_for(session, ada, now=now() + timedelta(hours=2))
        for statement, values in [one for one in asked if one[0].startswith("SELECT")]:
            found = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            plans += [row[3] for row in found]
    of_changes = [plan for plan in plans if " change " in plan]
    assert len(of_changes) == 2
    assert not any("ix_change_by" in plan or plan.startswith("SCAN change") for plan in of_changes)
