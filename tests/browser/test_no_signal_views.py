"""With the server gone: every place opens, says how old it is, and shows nobody else's."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from journal.clock import now
from journal.entries import record
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.entries import Kind
from tests.browser.home import give, line, outbox, save, states, visit, write_note
from tests.browser.no_signal import VIEWS, filled, kept_entries, no_server, opened
from tests.family import change
from tests.support.browser import ask, markup
from tests.support.faulty import passes

pytestmark = pytest.mark.browser


@pytest.fixture
def page(home, phone):
    """Ada's phone, which keeps everything, with no server in reach."""
    with home.family.database.transaction() as session:
        session.get_one(Child, home.family.nora).emergency_phone = "+1 555 0100"
    page = home.sign_in(phone)
    write_note(page, home, "A calm night")
    home.come_true(lambda: states(page) == ["settled"])
    filled(page, home)
    visit(page, home.today)
    home.come_true(lambda: kept_entries(page) == 1)
    with no_server(home):
        yield page


def test_every_place_opens_says_as_of_and_has_no_barrier(page, home, no_barrier):
    for place in VIEWS:
        opened(page, home, place)
        expect(page.locator("main")).to_contain_text(re.compile(r"\w"))
        expect(page.locator(".band")).to_contain_text("Nora")
        assert "not kept on this phone" not in page.inner_text("main"), place
        assert "[[" not in page.inner_text("body"), place
        no_barrier(page)


def test_a_dose_given_without_signal_waits_on_today_and_in_the_journal(page, home):
    opened(page, home, "today")
    give(page).click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    expect(page.locator(".dose--recorded")).to_contain_text("on this phone, waiting")
    expect(give(page)).to_have_count(0)
    expect(line(page)).to_contain_text("1 waits on this phone")
    opened(page, home, "journal")
    expect(page.locator(".entry--waiting")).to_contain_text("on this phone, waiting")
    opened(page, home, "card")
    expect(page.locator("main")).to_contain_text("Waiting on this phone")


def test_a_page_that_is_not_kept_says_so_and_leads_to_what_is(page, home):
    visit(page, home.place("people"))
    expect(page.locator("main")).to_contain_text("This page is not kept on this phone")
    page.get_by_role("link", name="Today for Nora").click()
    expect(page.locator("h1")).to_have_text("Today for Nora")


def test_the_icon_and_its_shortcuts_open_the_child_that_was_open_last(page, home):
    for address, place in (("/", "today"), ("/log/symptom", "log/symptom")):
        visit(page, f"{home.network.url}{address}")
        expect(page).to_have_url(home.place(place))
        expect(page.locator(".band")).to_contain_text("Nora")


def test_nothing_of_another_child_stands_on_a_page(page, home):
    opened(page, home, "today")
    assert "Tom" not in page.inner_text("main")
    page.locator(".band__switch > summary").click()
    page.get_by_role("link", name="Tom", exact=True).click()
    expect(page.locator("h1")).to_have_text("Today for Tom")
    assert "Prednisolone" not in page.inner_text("main")


def test_after_signing_out_nothing_opens(page, home):
    opened(page, home, "today")
    ask(page, "localStorage.removeItem('sunhat-person')")
    for place in ("today", "card"):
        visit(page, home.place(place))
        expect(page.locator("main")).to_contain_text("Nothing of this journal is kept")
        assert "Prednisolone" not in markup(page)


def test_the_form_of_a_dose_says_what_is_planned(page, home):
    opened(page, home, "log/dose")
    page.get_by_role("link", name=re.compile("Prednisolone")).click()
    expect(page.get_by_label("Amount, in the unit below")).to_have_value("12.5")
    expect(page.get_by_label(re.compile("The dose of"))).to_be_checked()
    complete(page)


def complete(page):
    """Wait until the form that stands here has its ids and starts with this moment."""
    for name in ("change", "entry"):
        expect(page.locator(f"#log-form [name={name}]")).to_have_value(re.compile("."))
    expect(page.locator("#log-form #at_on")).to_have_value(re.compile(r"^\d{4}-\d\d-\d\d$"))
    expect(page.locator("#log-form #at_time")).to_have_value(re.compile(r"^\d\d:\d\d$"))


# The least that each form wants before it is saved.
LEAST = {
    "symptom": {},
    "temperature": {"temperature": "38.4"},
    "weight": {"weight": "31.5"},
    "infusion": {"product": "Gammaglobin"},
    "stay": {"hospital": "St. Mary"},
    "infection": {},
    "visit": {"told": "Come again in June"},
    "question": {"text": "May she swim?"},
    "note": {"note": "A rash at noon"},
}


def test_every_form_saves_without_signal_and_arrives_once(page, home):
    for what, typed in LEAST.items():
        opened(page, home, f"log/{what}")
        complete(page)
        if what == "symptom":
            page.locator("label.choice", has=page.locator("[value=fatigue]")).first.click()
        if what == "infection":
            expect(page.get_by_text("Call the team now")).to_be_hidden()
            page.locator("label.choice", has=page.locator("[value='exposure:measles']")).click()
            expect(page.get_by_text("Call the team now")).to_be_visible()
            expect(page.locator(".field--call [href^=tel]")).to_have_count(1)
        for name, value in typed.items():
            page.locator(f"#log-form [name={name}]").fill(value)
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    waiting = [row["what"] for row in outbox(page) if row["state"] == "waiting"]
    assert len(waiting) == len(LEAST), waiting
    home.network.rule = passes
    visit(page, home.today)
    home.come_true(lambda: set(states(page)) == {"settled"})
    # The note before the signal went is the second one; temperature and weight are both measured.
    assert Counter(entry.kind for entry in home.entries()) == {
        Kind.SYMPTOM: 1,
        Kind.MEASUREMENT: 2,
        Kind.INFUSION: 1,
        Kind.STAY: 1,
        Kind.INFECTION: 1,
        Kind.VISIT: 1,
        Kind.QUESTION: 1,
        Kind.NOTE: 2,
    }


def test_photos_of_an_entry_stay_when_its_words_are_changed_without_signal(home, phone):
    page = home.sign_in(phone)
    photos = [str(uuid7(now())) for _ in range(2)]
    with home.family.database.transaction() as session:
        note = change(home.family.nora, "note", made_at=now(), note="A rash", photos=photos)
        assert record(session, home.family.actor(session, "ada"), note, now=now()).stored
    visit(page, home.today)
    filled(page, home)
    home.come_true(lambda: kept_entries(page))
    with no_server(home):
        opened(page, home, f"entries/{note.entry}/edit")
        page.get_by_label("What do you want to remember?").fill("A rash on both cheeks")
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        (kept,) = [row for row in outbox(page) if row["state"] == "waiting"]
    assert kept["values"]["photos"] == photos
