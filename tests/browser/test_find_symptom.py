"""The tiles of symptoms get fewer while a name is typed, in the words a family uses."""

import pytest
from playwright.sync_api import expect

from tests.browser.home import visit
from tests.browser.test_symptom_taps import felt
from tests.support.browser import ask, started

pytestmark = pytest.mark.browser


@pytest.fixture
def page(home, phone):
    """The form of a family that wrote of an itch two days ago."""
    felt(home, "itch", 50, severity=2)
    page = home.sign_in(phone)
    visit(page, home.place("log/symptom"))
    started(page)
    return page


def test_a_symptom_is_found_by_typing_a_part_of_its_name(home, page):
    everything = page.locator("#all-symptoms .choice")
    count = everything.count()
    page.fill("#seek", "STAIR")
    shown = page.locator("#all-symptoms .choice:visible")
    home.come_true(lambda: 0 < shown.count() < count / 4)
    page.press("#seek", "Enter")
    expect(page).to_have_url(home.place("log/symptom"))
    page.fill("#seek", "")
    expect(shown).to_have_count(count)


def test_what_is_called_by_no_name_leaves_other_and_what_is_chosen(page):
    page.locator("label:has([name=symptom][value=itch])").click()
    page.fill("#seek", "no symptom is called so")
    expect(page.locator("#no-symptom")).to_be_visible()
    shown = page.locator("[data-sets] .choice:visible input")
    expect(shown).to_have_count(2)
    assert {one.get_attribute("value") for one in shown.all()} == {"itch", "other"}


def test_the_known_tiles_are_searched_too(page):
    known = page.locator("[data-sets] > .choices .choice:visible")
    expect(known).to_have_count(1)
    page.fill("#seek", "itch")
    expect(known).to_have_count(1)
    expect(page.locator("#no-symptom")).to_be_hidden()
    page.fill("#seek", "stairs")
    expect(known).to_have_count(0)
    expect(page.locator("#no-symptom")).to_be_hidden()


def test_a_familys_own_words_find_the_symptom(page):
    for words, value in (
        ("belly", "abdominal_pain"),
        ("stomach", "abdominal_pain"),
        ("nausea", "nausea"),
        ("diarrhea", "diarrhea"),
        ("poop", "constipation"),
        ("fatigue", "fatigue"),
        ("calcium", "calcinosis"),
        ("moon face", "moon_face"),
        ("throwing up", "vomiting"),
    ):
        page.fill("#seek", words)
        expect(page.locator(f"label:has([name=symptom][value={value}])")).to_be_visible()
        expect(page.locator("#no-symptom")).to_be_hidden()


SIGHT = "innerHeight - document.querySelector('.dock').offsetHeight"


def test_a_finger_in_the_long_list_closes_it_and_what_it_chose_stays_in_sight(page):
    page.get_by_text("All symptoms").tap()
    page.locator("label:has([name=symptom][value=raynaud])").tap()
    expect(page.locator("#all-symptoms details")).not_to_have_attribute("open", "")
    chosen = page.locator("[data-sets] > .choices [value=raynaud]")
    expect(chosen).to_be_checked()
    expect(chosen).to_be_focused()
    expect(page.locator("label:has([value=raynaud])")).to_be_in_viewport()
    expect(page.get_by_text("How strong?")).to_be_in_viewport()


def test_keys_walk_through_the_long_list_while_it_stays_open(page):
    page.get_by_text("All symptoms").tap()
    page.locator("[name=symptom][value=stairs]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=symptom][value=running]")).to_be_checked()
    expect(page.locator("[name=symptom][value=running]")).to_be_focused()
    expect(page.locator("#all-symptoms details")).to_have_attribute("open", "")


@pytest.mark.parametrize("by", ["finger", "keys"])
def test_whom_to_ask_is_seen_where_a_sign_deep_in_the_list_was_chosen(page, by):
    told = page.locator("[role=status] > .field--call")
    expect(told).to_be_hidden()
    page.get_by_text("All symptoms").tap()
    if by == "finger":
        page.locator("label:has([name=symptom][value=dysphagia])").tap()
    else:
        page.locator("[name=symptom][value=dysphagia]").focus()
        page.keyboard.press("Space")
    expect(told).to_be_in_viewport(ratio=1)
    box, free = told.bounding_box(), ask(page, SIGHT)
    assert box["y"] + box["height"] <= free, "it lies under the dock"
