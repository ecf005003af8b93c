"""Saving on a phone, with signal and without: one row on the server, and true words (G2)."""

import re

import pytest
from playwright.sync_api import expect

from journal.records.entries import Kind
from tests.browser.home import SYNC, give, line, outbox, save, states, visit, write_note
from tests.browser.notes import filled_in
from tests.support.browser import ask, until
from tests.support.faulty import CUT, LOST

pytestmark = pytest.mark.browser


def test_a_dose_saved_with_signal_is_one_row_and_says_so_with_undo(home, phone):
    page = home.sign_in(phone)
    give(page).click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Given to Nora: Prednisolone 12.5 mg")
    expect(toast).to_contain_text("Saved on the server")
    assert len(home.entries(Kind.DOSE)) == 1
    home.come_true(lambda: states(page) == ["settled"])
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_contain_text("Taken back")
    home.come_true(lambda: not home.entries())
    expect(give(page)).to_be_visible()


def test_f18_what_is_saved_without_signal_waits_visibly_and_leaves_by_itself(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/note"))
    phone.set_offline(True)
    page.get_by_label("What do you want to remember?").fill("A calm night")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    expect(page.locator("body")).not_to_contain_text("Saved on the server")
    expect(line(page)).to_contain_text("1 waits on this phone")
    assert not home.entries()
    phone.set_offline(False)
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 1)
    expect(line(page)).not_to_contain_text("waits")
    home.come_true(lambda: states(page) == ["settled"])


def test_f2_an_answer_lost_after_the_commit_makes_one_row(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, LOST)
    give(page).click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    assert len(home.entries(Kind.DOSE)) == 1
    home.come_true(lambda: states(page) == ["waiting"])
    home.network.on(SYNC, None)
    home.come_true(lambda: states(page) == ["settled"])
    assert len(home.entries(Kind.DOSE)) == 1


def test_h1_a_dose_that_waits_here_is_not_offered_again(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    give(page).click()
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    expect(page.locator(".dose__state").first).to_contain_text("Recorded on this phone")
    expect(give(page)).to_have_count(0)


def test_h3_three_taps_make_one_row(home, phone):
    page = home.sign_in(phone)
    give(page).evaluate("button => { button.click(); button.click(); button.click(); }")
    expect(page.locator(".toast")).to_contain_text("Given to Nora")
    assert len(home.entries(Kind.DOSE)) == 1
    assert len(outbox(page)) == 1


def test_going_back_and_saving_something_else_edits_the_entry(home, phone):
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    write_note(page, home, "A calm night")
    expect(line(page)).to_contain_text("1 waits")
    first = outbox(page)[0]
    # The page as it was: the same ids, other words. The server may have had the first ones.
    visit(page, home.place("log/note"))
    ask(
        page,
        """({ id, entry }) => {
          const { change, entry: other } = document.querySelector("#log-form").elements;
          change.value = id;
          other.value = entry;
        }""",
        first,
    )
    page.get_by_label("What do you want to remember?").fill("A rough night")
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    expect(line(page)).to_contain_text("2 wait")
    home.network.on(SYNC, None)
    home.come_true(lambda: states(page) == ["settled", "settled"])
    assert len(home.entries(Kind.NOTE)) == 1
    visit(page, home.place("journal"))
    expect(page.locator("main")).to_contain_text("A rough night")


def test_deleting_and_bringing_back_go_the_same_way(home, phone):
    page = home.sign_in(phone)
    write_note(page, home)
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 1)
    visit(page, home.place("journal"))
    page.get_by_role("link", name="A calm night").click()
    page.get_by_role("button", name=re.compile("^Delete")).click()
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    assert not home.entries()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 1)


def test_undo_takes_back_both_entries_of_one_form_also_before_the_server_answers(home, phone):
    page = home.sign_in(phone)
    log_weight_and_height(page, home)
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    assert len(home.entries(Kind.MEASUREMENT)) == 2
    page.locator(".toast").get_by_role("button", name="Undo").click()
    home.come_true(lambda: not home.entries())
    home.network.on(SYNC, LOST)
    log_weight_and_height(page, home)
    expect(page.locator(".toast")).to_contain_text("Saved on this phone")
    home.come_true(lambda: len(home.entries(Kind.MEASUREMENT)) == 2)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    home.network.on(SYNC, None)
    home.come_true(lambda: not home.entries())


def log_weight_and_height(page, home):
    visit(page, home.place("log/weight"))
    page.get_by_label(re.compile("^Weight")).first.fill("24.5")
    page.get_by_label(re.compile("^Height")).first.fill("121")
    save(page)


def test_f18_coming_to_the_front_sends_what_waits(home, phone):
    # No clock: only the return to the front may send it.
    phone.add_init_script("window.setInterval = () => 0")
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    write_note(page, home)
    expect(line(page)).to_contain_text("1 waits")
    home.network.on(SYNC, None)
    ask(page, "document.dispatchEvent(new Event('visibilitychange'))")
    home.come_true(lambda: len(home.entries(Kind.NOTE)) == 1)


def test_f18_signal_a_page_that_opens_and_the_next_save_each_send_what_waits(home, phone):
    # No clock, so that each of them has to do it alone.
    phone.add_init_script("window.setInterval = () => 0")
    page = home.sign_in(phone)
    home.network.on(SYNC, CUT)
    write_note(page, home, "Until there is signal")
    expect(line(page)).to_contain_text("1 waits")
    phone.set_offline(True)
    home.network.on(SYNC, None)
    phone.set_offline(False)
    home.come_true(lambda: states(page) == ["settled"])

    home.network.on(SYNC, CUT)
    write_note(page, home, "Until a page opens")
    expect(line(page)).to_contain_text("1 waits")
    page.close()
    home.network.on(SYNC, None)
    page = phone.new_page()
    visit(page, home.place("journal"))
    home.come_true(lambda: states(page) == ["settled"] * 2)

    home.network.on(SYNC, CUT)
    write_note(page, home, "Until the next is saved")
    with page.expect_event("requestfailed", lambda failed: SYNC in failed.url):
        filled_in(page, home, "The next")
    expect(line(page)).to_contain_text("1 waits")
    until(
        page, "navigator.locks.query().then(({held, pending}) => !held.length && !pending.length)"
    )
    sent = []
    phone.on("request", lambda asked: sent.append(changes_of(asked)) if SYNC in asked.url else None)
    home.network.on(SYNC, None)
    save(page)
    expect(page.locator(".toast")).to_contain_text("Saved on the server")
    # By the save itself, which alone asks: not by the page that opens after it.
    assert [one.get("ask", False) for one in sent[0]] == [False, True]
    assert len(home.entries(Kind.NOTE)) == 4


def changes_of(request):
    """The changes that a request to sync carries."""
    return request.post_data_json["changes"]


def test_three_tabs_that_come_online_together_double_nothing(home, phone):
    page = home.sign_in(phone)
    tabs = [page, *(phone.new_page() for _ in range(2))]
    for tab in tabs[1:]:
        visit(tab, home.today)
    home.network.on(SYNC, CUT)
    write_note(page, home)
    expect(line(page)).to_contain_text("1 waits")
    phone.set_offline(True)
    home.network.on(SYNC, None)
    phone.set_offline(False)
    home.come_true(lambda: states(page) == ["settled"])
    for tab in tabs:
        expect(line(tab)).not_to_contain_text("waits")
    assert len(home.entries(Kind.NOTE)) == 1
