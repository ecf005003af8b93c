"""What the server keeps outside the journal is said on Today: the phone may have let go of it."""

from datetime import timedelta

import pytest
from sqlmodel import select

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
