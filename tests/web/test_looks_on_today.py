"""Days after an infusion Today asks how it is, once for each look, until it is written."""

from datetime import timedelta

import pytest

from journal.clock import now
from journal.entries import record
from tests.family import change

HOUR = timedelta(hours=1)


@pytest.fixture
def write(family):
    def one(kind, hours_ago, **fields):
        made = change(family.nora, kind, made_at=now() - hours_ago * HOUR, **fields)
        with family.database.transaction() as session:
            assert record(session, family.actor(session, "ada"), made, now=now()).stored
        return made.entry

    return one


def infused(write, ended_hours_ago):
    ended = (now() - ended_hours_ago * HOUR).isoformat()
    return write("infusion", ended_hours_ago + 4, product="Privigen", ended=ended)


def today(client, family):
    return client.get(f"/children/{family.nora}/today").text


@pytest.mark.parametrize(("ago", "asked"), [(23, None), (25, 24), (60, 48), (80, 72), (97, None)])
def test_each_look_is_asked_about_from_its_hour_until_the_next(
    family, as_person, write, ago, asked
):
    infusion = infused(write, ago)
    page = today(as_person("ada"), family)
    assert ("h after the infusion: how is it?" in page) is (asked is not None)
    if asked:
        assert f"{asked} h after the infusion" in page
        assert f"log/after?infusion={infusion}&amp;hours={asked}" in page
        assert "how is it?" not in today(as_person("cleo"), family), "who may only look"
        write("checkpoint", 0, infusion=str(infusion), what="after", hours=asked)
        assert "how is it?" not in today(as_person("ada"), family)


def test_h44_of_two_days_only_the_last_is_asked_about(family, as_person, write):
    infused(write, 50)
    last = infused(write, 26)
    page = today(as_person("ada"), family)
    assert page.count("h after the infusion: how is it?") == 1
    assert f"infusion={last}&amp;hours=24" in page
