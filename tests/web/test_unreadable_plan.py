"""A dose plan that cannot be read, damaged or of a newer version: every page says so (H4)."""

import html
import json
import re
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from journal.clock import now
from journal.plans.turns import turn
from journal.records.medicines import Medicine, Turn
from tests.family import ZONE

TODAY = now().astimezone(ZoneInfo(ZONE)).date()
DAYS = timedelta(days=1)
UNKNOWN = "its plan cannot be read here: what had no record is not known"
RHYTHMS = [
    # What a newer version may write: this one would know only a part of it.
    {"every": "day", "times": ["08:00"], "except": ["sunday"]},
    {"every": "week", "on": ["tuesday"], "times": ["18:00"], "weeks": "odd"},
    {"every": "blue moon"},
    # What is damaged.
    {"every": "week", "on": ["someday"], "times": ["18:00"]},
    {"every": "day", "times": "noon"},
    {"every": "cycle", "weeks_on": None, "weeks_off": {}, "times": ["08:00"]},
    {"once": "soon"},
    {"after": "nothing", "minutes": []},
    {},
    [],
    None,
    "every day",
]
DAMAGED = [*map(json.dumps, RHYTHMS), '{"every": "da']


@pytest.fixture
def ada(as_person):
    return as_person("ada")


@pytest.fixture
def nora(family):
    return f"/children/{family.nora}"


@pytest.fixture
def medicine(family):
    family.medicine("Folic acid", "1", first_on=TODAY - 20 * DAYS, now=now() - 21 * DAYS)
    return family.medicine("Methotrexate", "15", "mg", {
        "every": "week", "on": ["tuesday"], "times": ["18:00"]
    }, first_on=TODAY - 20 * DAYS, now=now() - 20 * DAYS)  # fmt: skip


def damage(family, medicine, text):
    """Write this text as the rhythm of the medicine's plans, past everything that checks it."""
    statement = sa.text("UPDATE dose_plan SET rhythm = :text WHERE medicine_id = :id")
    with family.database.transaction() as session:
        session.execute(statement, {"text": text, "id": medicine.id.hex})
        found = "SELECT rhythm FROM dose_plan WHERE medicine_id = :id"
        kept = session.execute(sa.text(found), {"id": medicine.id.hex}).scalar_one()
        assert kept == text


def words_of(page):
    assert page.status_code == 200, page.text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def names_no_frequency(text):
    return not re.search(r"once a (?:week|day)|daily|every day|TUESDAYS|ONCE", text)


def test_h4_the_clinics_page_says_that_a_plan_cannot_be_read(ada, family, nora, medicine):
    for rhythm in DAMAGED:
        damage(family, medicine, rhythm)
        page = words_of(ada.get(f"{nora}/visit?days=30"))
        row = page[page.index("Methotrexate") :].partition("Folic acid")[0]
        assert "how often: not readable, ask the family" in row, rhythm
        assert UNKNOWN in row, rhythm
        assert names_no_frequency(row), rhythm


def test_h4_the_api_tells_that_a_plan_cannot_be_read(ada, family, nora, medicine):
    for rhythm in DAMAGED:
        damage(family, medicine, rhythm)
        days = f"from={TODAY - 30 * DAYS}&to={TODAY - DAYS}"  # today's dose may still come
        told = ada.get(f"/api/v1{nora}/summary?{days}").json
        counts = {
            each["medicine"]: (each["unreadable"], each["planned"]) for each in told["counts"]
        }
        assert counts["Methotrexate"] == (True, None), rhythm
        assert counts["Folic acid"] == (False, 20), rhythm
        (one,) = [each for each in told["medicines"] if each["name"] == "Methotrexate"]
        assert one["rhythm"] == {}, rhythm


def test_h4_the_printed_page_says_that_a_plan_cannot_be_read(ada, family, nora, medicine):
    damage(family, medicine, json.dumps(RHYTHMS[1]))
    reply = ada.get(f"/api/v1{nora}/summary.pdf")
    assert reply.status_code == 200
    pages = PdfReader(BytesIO(reply.data)).pages
    text = " ".join(" ".join(each.extract_text() for each in pages).split())
    assert "Methotrexate" in text
    assert "how often: not readable, ask the family" in text
    assert UNKNOWN in text
    assert names_no_frequency(text[text.index("Methotrexate") :].partition("Folic acid")[0])


def test_h4_an_unreadable_plan_that_ended_is_not_left_out(ada, family, nora, medicine):
    damage(family, medicine, "{}")
    with family.database.transaction() as session:
        row = session.get_one(Medicine, medicine.id)
        turn(
            session, family.actor(session, "ada"), row, Turn.STOP,
            on=TODAY - 3 * DAYS, reason="rash", now=now() - 3 * DAYS,
        )  # fmt: skip
    page = words_of(ada.get(f"{nora}/visit?days=30"))
    assert UNKNOWN in page[page.index("Methotrexate") :]
    # Of days on which it was stopped all along there is nothing to tell.
    later = {"from": (TODAY - 2 * DAYS).isoformat(), "to": TODAY.isoformat()}
    told = ada.get(f"/api/v1{nora}/summary", query_string=later).json["counts"]
    assert [each["medicine"] for each in told] == ["Folic acid"]


def test_h4_every_page_of_the_medicine_says_that_nobody_can_tell(ada, family, nora, medicine):
    for rhythm in DAMAGED[::4]:
        damage(family, medicine, rhythm)
        for page in ("medicines", f"medicines/{medicine.id}", "treatment", "today"):
            assert "can't tell" in words_of(ada.get(f"{nora}/{page}")), (rhythm, page)
        for page in (f"medicines/{medicine.id}/supply", "steroids", "log", "journal"):
            words_of(ada.get(f"{nora}/{page}"))
        for path in ("medicines", "due", "steroids", f"medicines/{medicine.id}/supply"):
            assert ada.get(f"/api/v1{nora}/{path}").status_code == 200, (rhythm, path)
