"""The timeline: by day, by kind, by word, and older without end."""

from datetime import UTC, datetime, timedelta

import pytest

from journal.clock import now
from journal.entries import record
from tests.family import change
from tests.web.journal_words import titles


@pytest.fixture
def log(family):
    """Return a function that logs for Nora as Ada."""

    def write(kind, at, **fields):
        made = change(family.nora, kind, made_at=at, **fields)
        with family.database.transaction() as session:
            assert record(session, family.actor(session, "ada"), made, now=now()).stored
        return made.entry

    return write


def journal(client, family, **asked):
    reply = client.get(f"/children/{family.nora}/journal", query_string=asked)
    assert reply.status_code == 200
    return reply.text


def test_timeline_is_newest_first_under_the_childs_days(family, as_person, log):
    # 03:30 UTC is the evening before in New York.
    log("note", datetime(2026, 6, 2, 3, 30, tzinfo=UTC), note="late evening")
    log("note", datetime(2026, 6, 2, 13, 0, tzinfo=UTC), note="morning")
    page = journal(as_person("ada"), family)
    assert titles(page) == ["morning", "late evening"]
    assert page.index("Tuesday 2 Jun 2026") < page.index("Monday 1 Jun 2026")


def test_timeline_is_filtered_by_kind_and_by_every_word(family, as_person, log):
    at = now() - timedelta(hours=5)
    log("note", at, note="Swimming went well")
    log("note", at + timedelta(minutes=1), note="Slept badly")
    log("symptom", at + timedelta(minutes=2), symptom="fatigue", severity=5, note="after swimming")
    ada = as_person("ada")
    assert titles(journal(ada, family, kind="symptom")) == ["Tired 5"]
    assert titles(journal(ada, family, q="SWIMMING")) == ["Tired 5", "Swimming went well"]
    assert titles(journal(ada, family, q="swimming well")) == ["Swimming went well"]
    assert titles(journal(ada, family, q="swimming", kind="note")) == ["Swimming went well"]
    assert "Nothing was found" in journal(ada, family, q="100%_")


def test_older_shows_every_entry_once_also_of_one_moment(family, as_person, log):
    at = now() - timedelta(days=1)
    for number in range(85):
        log("note", at, note=f"note {number}")
    ada, seen, page = as_person("ada"), [], None
    url = f"/children/{family.nora}/journal"
    for _ in range(3):
        page = ada.get(url).text
        seen += titles(page)
        url = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
        url = url.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 85
    assert 'rel="next"' not in page


def test_made_up_place_in_the_timeline_is_refused_in_words(family, as_person):
    reply = as_person("ada").get(f"/children/{family.nora}/journal?before=yesterday")
    assert reply.status_code == 422
    assert "Start again from the newest entries" in reply.text


def test_dose_line_names_medicine_amount_outcome_person_and_weekday(family, as_person, log):
    rhythm = {"every": "week", "on": ["tuesday"], "times": ["18:00"]}
    mtx = family.medicine("Methotrexate", "15", rhythm=rhythm)
    given = {"medicine": str(mtx.id), "outcome": "vomited", "minutes_after": 20}
    log("dose", now() - timedelta(hours=1), amount="15", unit="mg", **given)
    words = " ".join(journal(as_person("ada"), family).split("timeline__day")[1].split())
    assert "Methotrexate 15 mg, vomited after 20 min" in words
    assert "once a week, on Tuesday" in words
    assert "<bdi>Ada</bdi>" in words


def test_what_a_family_typed_is_never_markup(family, as_person, log):
    log("note", now(), note="<b>bold</b>")
    assert "<b>bold" not in journal(as_person("ada"), family)
