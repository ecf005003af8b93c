"""The evening with one thumb: a usual day is one tap, with and without signal."""

import re
from datetime import time, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.entries import Kind
from journal.records.kinds.check_in import CheckInRow
from journal.records.kinds.score import ScoreRow
from journal.records.kinds.symptom import SymptomRow
from tests.browser.home import outbox, save, states, visit
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.test_symptom_taps import said_in_docs
from tests.family import ZONE, change
from tests.support.browser import started
from tests.support.thumb import Thumb
from tests.web.evenings import clock_shows

pytestmark = pytest.mark.browser
CARD = "#evening form"


@pytest.fixture
def evening(home):
    """It is seven where Nora is; yesterday she was tired, 3 of 10."""
    clock_shows(home.family, 19)
    felt(home, "fatigue", 3)
    yield home
    with home.family.database.transaction() as session:
        nora = session.get_one(Child, home.family.nora)
        nora.zone, nora.day_begins, nora.watched = ZONE, time(4), None


def felt(home, symptom, severity, *, ago=timedelta(days=1), **more):
    said = {"symptom": symptom, "severity": severity, **more}
    one = change(home.family.nora, "symptom", made_at=now() - ago, **said)
    with home.family.database.transaction() as session:
        record(session, home.family.actor(session, "ben"), one, now=now())


def rows(home, table):
    with home.family.database.reading() as session:
        return session.exec(select(table).order_by(table.at)).all()


def test_a_usual_day_is_one_tap_after_opening_today_and_can_be_taken_back(evening, phone):
    page = evening.sign_in(phone)
    started(page)
    thumb = Thumb(page)
    expect(page.locator(CARD)).to_contain_text("Tired 3 as yesterday")
    thumb.press("As usual for Nora")
    expect(page.locator(".toast")).to_contain_text("Evening: a usual day")
    assert thumb.effort.taps == said_in_docs("A usual day") == 1
    expect(page.locator(CARD)).to_have_count(0)
    evening.come_true(lambda: len(evening.entries(Kind.CHECK_IN)) == 1)
    (one,) = rows(evening, CheckInRow)
    assert one.carried == [{"symptom": "fatigue", "severity": 3}]
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(CARD)).to_be_visible()
    evening.come_true(lambda: evening.entries(Kind.CHECK_IN) == [])


def test_without_signal_one_tap_carries_the_level_that_waits_on_this_phone(evening, phone):
    page = evening.sign_in(phone)
    filled(page, evening)
    with no_server(evening):
        opened(page, evening, "log/symptom")
        page.locator("[name=symptom][value=fatigue]").first.check(force=True)
        page.locator('[name=severity][value="7"]').check(force=True)
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        opened(page, evening, "today")
        expect(page.locator(CARD)).to_contain_text("Tired 7 on this phone, waiting")
        thumb = Thumb(page)
        thumb.press("As usual for Nora")
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        assert thumb.effort.taps == said_in_docs("A usual day") == 1
        expect(page.locator(CARD)).to_have_count(0)
        opened(page, evening, "log/check_in")
        expect(page.locator("#log-form .banner--settled")).to_contain_text(
            "This day is answered already"
        )
    visit(page, evening.today)
    evening.come_true(lambda: set(states(page)) == {"settled"})
    (one,) = rows(evening, CheckInRow)
    assert one.carried == [{"symptom": "fatigue", "severity": 7}]


def test_without_signal_what_has_gone_is_not_said_again_and_own_words_are(evening, phone):
    felt(evening, "itch", 2, since=(now() - timedelta(days=9)).isoformat())
    felt(evening, "other", 4, name="Cold feet")
    page = evening.sign_in(phone)
    filled(page, evening)
    with no_server(evening):
        opened(page, evening, "today")
        expect(page.locator(CARD)).to_contain_text("Itching 2")
        opened(page, evening, "log/symptom")
        page.get_by_text("What lasts: 1").tap()
        page.get_by_role("button", name=re.compile("It has gone.*Itching 2")).tap()
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        opened(page, evening, "log/symptom")
        page.locator("[name=symptom][value='name:Cold feet']").first.check(force=True)
        page.locator('[name=severity][value="5"]').check(force=True)
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        opened(page, evening, "today")
        expect(page.locator(CARD)).to_contain_text("Cold feet 5 on this phone, waiting")
        expect(page.locator(CARD)).not_to_contain_text("Itching")
        opened(page, evening, "log/check_in")
        expect(page.locator("[name='level.itch']:checked")).to_have_value("")
        expect(page.locator("[name='level.other:Cold feet']:checked")).to_have_value("=5")
        opened(page, evening, "today")
        Thumb(page).press("As usual for Nora")
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    visit(page, evening.today)
    evening.come_true(lambda: set(states(page)) == {"settled"})
    (one,) = rows(evening, CheckInRow)
    carried = {level.get("name") or level["symptom"]: level["severity"] for level in one.carried}
    assert carried == {"fatigue": 3, "Cold feet": 5}


def test_without_signal_what_differed_is_saved_and_undone_whole(evening, phone):
    page = evening.sign_in(phone)
    filled(page, evening)
    with no_server(evening):
        opened(page, evening, "today")
        thumb = Thumb(page)
        thumb.press("Something differed")
        expect(page.locator("#log-form")).to_contain_text("as before (3)")
        thumb.choose("Worse")
        thumb.open("Another number")
        page.locator('[name="level.fatigue"][value="6"]').click(force=True)
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        page.locator(".toast").get_by_role("button", name="Undo").click()
        evening.come_true(lambda: sum(row["delete"] for row in outbox(page)) == 2)
        kinds = sorted(row["kind"] for row in outbox(page))
        assert kinds == ["check_in", "check_in", "symptom"]
    visit(page, evening.today)
    evening.come_true(lambda: set(states(page)) == {"settled"})
    assert evening.entries(Kind.CHECK_IN) == []
    evening.come_true(lambda: len(evening.entries(Kind.SYMPTOM)) == 1)
    assert [row.severity for row in rows(evening, SymptomRow)] == [3, 6]


def test_without_signal_the_child_taps_a_face(evening, phone):
    page = evening.sign_in(phone)
    filled(page, evening)
    with no_server(evening):
        opened(page, evening, "log/faces")
        page.get_by_role("button", name="not so good").click()
        expect(page.locator(".toast")).to_contain_text("not so good. Saved on this phone")
    visit(page, evening.today)
    evening.come_true(lambda: set(states(page)) == {"settled"})
    (score,) = rows(evening, ScoreRow)
    assert (score.measure, score.by, str(score.value)) == ("wellbeing", "child", "4")


@pytest.mark.parametrize("place", ["today", "log/check_in", "log/faces", "watched"])
def test_the_pages_of_the_evening_hold_nobody_up(evening, phone, no_barrier, place):
    page = evening.sign_in(phone)
    visit(page, evening.place(place))
    started(page)
    no_barrier(page)


def test_the_evening_is_answered_by_keyboard_alone(evening, phone):
    page = evening.sign_in(phone)
    visit(page, evening.place("log/check_in"))
    started(page)
    page.locator("[name=day]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith("Save for Nora"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Evening: a worse day")
    visit(page, evening.place("log/faces"))
    started(page)
    page.get_by_role("button", name="good", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Six faces: good")


def test_without_signal_a_form_carries_nothing_that_does_not_stand_in_it(evening, phone):
    page = evening.sign_in(phone)
    filled(page, evening)
    with no_server(evening):
        opened(page, evening, "log/symptom")
        page.get_by_text("All symptoms").click()
        page.locator("[name=symptom][value=itch]").first.check(force=True)
        page.locator('[name=severity][value="4"]').check(force=True)
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        opened(page, evening, "today")
        expect(page.locator(CARD)).to_contain_text("Itching 4")
        page.get_by_role("link", name="Something differed").click()
        expect(page.locator("#log-form")).to_contain_text("as before (3)")
        assert page.locator("[name='level.itch']").count() == 0
