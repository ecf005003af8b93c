"""A picture of a series on a phone: two taps, the last one as a ghost, no signal, keys alone."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from journal.clock import now
from journal.entries import record
from journal.records.entries import Kind
from journal.records.kinds import PictureRow
from tests.browser.everything_kept import everything
from tests.browser.home import Home, kept_rows, save, states, visit
from tests.browser.no_signal import filled, no_server, opened
from tests.browser.photographing import choose
from tests.browser.test_shell import FETCH_POCKETS
from tests.family import change
from tests.support.browser import ask, started, until
from tests.support.faulty import CUT, passes
from tests.support.pictures import photo

pytestmark = pytest.mark.browser
FORM = "log/picture?series=knuckles&side=left"
CAMERA = "Camera with the last picture"
GHOST = "[data-camera-ghost]"
DRAWN = f"document.querySelector('{GHOST}').naturalWidth > 0"


def kept(page: Page) -> list[dict]:
    return kept_rows(page, "pockets")


def pictures(home: Home) -> list[PictureRow]:
    with home.family.database.reading() as session:
        return list(session.exec(select(PictureRow).order_by(PictureRow.at)))


def first_picture(page: Page, home: Home) -> None:
    """The left knuckles once, from a file."""
    visit(page, home.place(FORM))
    choose(page, photo((300, 200)))
    save(page)
    home.come_true(lambda: len(pictures(home)) == 1)
    home.come_true(lambda: states(page) == ["settled"])


def take_with_ghost(page: Page) -> None:
    """Open the camera, see the last picture over the live one, take the next and keep it."""
    page.get_by_role("button", name=CAMERA).click()
    expect(page.locator("[data-camera-view]")).to_be_visible()
    until(page, DRAWN)
    expect(page.locator(GHOST)).to_be_visible()
    page.get_by_role("button", name="Take the picture of Nora").click()
    page.get_by_role("button", name="Keep it for Nora").click()
    expect(page.locator("[data-camera-view]")).to_be_hidden()
    expect(page.locator("[data-camera-chosen] img")).to_be_visible()


def test_h30_a_known_series_is_two_taps_besides_the_picture_and_names_the_child(
    home, phone, no_barrier
):
    page = home.sign_in(phone)
    visit(page, home.place("log/picture"))
    no_barrier(page)
    choose(page, photo((300, 200)))
    chosen = page.locator("[data-camera-chosen]")
    expect(chosen.locator("img")).to_be_visible()
    page.locator(".choice", has_text="Knuckles").click()  # one
    expect(chosen).to_contain_text("For Nora")
    expect(chosen).to_contain_text("Knuckles")
    no_barrier(page)
    save(page)  # two
    expect(page).to_have_url(re.compile("/entries/"))
    expect(page.locator(".toast")).to_contain_text("Saved")
    home.come_true(lambda: [row.series for row in pictures(home)] == ["knuckles"])
    visit(page, home.place("pictures?series=knuckles"))
    says = re.compile(r"^Knuckles of Nora, \d+ \w+ \d{4}, \d\d:\d\d$")
    expect(page.locator(".beside img")).to_have_attribute("alt", says)
    no_barrier(page)


def test_the_last_picture_lies_over_the_live_one_with_keys_alone(home, phone, no_barrier):
    page = home.sign_in(phone)
    first_picture(page, home)
    visit(page, home.place("log/picture"))
    started(page)
    button = page.get_by_role("button", name=CAMERA)
    expect(button).to_be_hidden()  # nothing to lie over what is not chosen yet
    visit(page, home.place(FORM))
    started(page)
    button.focus()
    page.keyboard.press("Enter")
    view = page.locator("[data-camera-view]")
    expect(view).to_contain_text("Nora Knuckles, Left")
    until(page, DRAWN)
    until(page, "document.querySelector('video').videoWidth > 0")
    ghost = page.locator(GHOST)
    expect(ghost).to_have_attribute("alt", re.compile("^The last picture: Knuckles, left, "))
    expect(ghost).to_have_css("opacity", "0.5")
    page.get_by_label("How strong").focus()
    page.keyboard.press("ArrowRight")
    expect(ghost).to_have_css("opacity", "0.6")
    no_barrier(page)
    page.get_by_label("Last picture", exact=True).focus()
    page.keyboard.press("Space")
    expect(ghost).to_be_hidden()
    shutter = page.get_by_role("button", name="Take the picture of Nora")
    assert shutter.bounding_box()["height"] >= 56
    shutter.press("Enter")
    expect(page.get_by_role("button", name="Keep it for Nora")).to_be_focused()
    page.get_by_role("button", name="Take it again").press("Enter")
    expect(shutter).to_be_focused()
    page.keyboard.press("Escape")
    expect(view).to_be_hidden()
    until(page, "document.querySelector('video').srcObject === null")
    expect(page.locator("[data-camera-chosen]")).to_be_hidden()
    take_with_ghost(page)
    save(page)
    home.come_true(lambda: [row.side for row in pictures(home)] == ["left", "left"])


NOT_ALLOWED = """
const refuse = () => Promise.reject(new DOMException("", "NotAllowedError"));
if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = refuse;
"""


def test_without_a_permission_the_field_does_all_of_it_and_says_so(home, phone):
    phone.add_init_script(NOT_ALLOWED)
    page = home.sign_in(phone)
    first_picture(page, home)
    visit(page, home.place(FORM))
    started(page)
    page.get_by_role("button", name=CAMERA).click()
    expect(page.get_by_text("The camera does not open here.")).to_be_visible()
    expect(page.locator("input[name=photo_files]")).to_be_focused()
    choose(page, photo((300, 200)))
    save(page)
    home.come_true(lambda: len(pictures(home)) == 2)


COUNTED = """
const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
Object.assign(window, { asked: 0, streams: [] });
if (ask) navigator.mediaDevices.getUserMedia = async (wanted) => {
  asked += 1;
  const stream = await ask(wanted);
  streams.push(stream);
  return stream;
};
"""


def test_two_quick_taps_open_one_stream_which_ends_with_the_camera(home, phone):
    phone.add_init_script(COUNTED)
    page = home.sign_in(phone)
    first_picture(page, home)
    visit(page, home.place(FORM))
    started(page)
    button = "document.querySelector('[data-camera-open]')"
    ask(page, f"() => {{ {button}.click(); {button}.click(); }}")
    view = page.locator("[data-camera-view]")
    expect(view).to_be_visible()
    assert ask(page, "asked") == 1
    page.keyboard.press("Escape")
    expect(view).to_be_hidden()
    ended = "streams[0].getTracks().every(({ readyState }) => readyState === 'ended')"
    home.come_true(lambda: ask(page, ended))


def test_t24_the_ghost_is_there_without_signal_and_gone_after_signing_out(home, phone):
    page = home.sign_in(phone)
    first_picture(page, home)
    filled(page, home)
    visit(page, home.today)
    home.come_true(lambda: ask(page, FETCH_POCKETS) and any(each["ghosts"] for each in kept(page)))
    home.come_true(lambda: ask(page, FETCH_POCKETS) and "knuckles|left" in str(kept(page)))
    home.come_true(lambda: ask(page, FETCH_POCKETS) and isinstance(ghosts(page)[0], dict))
    assert "JFIF" in everything(page)
    with no_server(home):
        opened(page, home, FORM)
        started(page)
        take_with_ghost(page)
        save(page)
        expect(page.locator(".toast")).to_contain_text("Saved on this phone")
        (waiting,) = [row for row in kept_rows(page, "outbox") if row["state"] == "waiting"]
        assert waiting["title"] == "Photo of a series: Knuckles"
        expect(page.locator("main img")).to_be_visible()
    visit(page, home.today)
    home.come_true(lambda: len(pictures(home)) == 2)
    home.come_true(lambda: states(page) == ["settled", "settled"])
    page.locator(".band__switch summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert "JFIF" not in everything(page)


def small_ones_are_cut(_method: str, path: str) -> str | None:
    return CUT if path.startswith("/api/v1/photos/") else None


def ghosts(page: Page) -> list:
    """What lies beside the pockets; null where a picture did not come."""
    return [each for row in kept(page) for each in row["ghosts"].values()]


def test_h30_a_ghost_that_did_not_come_is_asked_for_again_and_goes_with_its_entry(home, phone):
    page = home.sign_in(phone)
    home.network.rule = small_ones_are_cut  # before it is there: a pocket may come at any moment
    first_picture(page, home)
    filled(page, home)
    home.come_true(lambda: ask(page, FETCH_POCKETS) and len(ghosts(page)) == 1)
    assert not any(isinstance(one, dict) for one in ghosts(page))
    visit(page, home.place(FORM))
    started(page)
    missing = page.get_by_text("The last picture is not on this phone.")
    expect(missing).to_be_hidden()
    page.get_by_role("button", name=CAMERA).click()
    expect(missing).to_be_visible()  # no empty frame stands for it
    expect(page.locator(GHOST)).to_be_hidden()
    page.keyboard.press("Escape")
    home.network.rule = passes
    home.come_true(lambda: ask(page, FETCH_POCKETS) and isinstance(ghosts(page)[0], dict))
    (entry,) = home.entries(Kind.PICTURE)
    gone = change(home.family.nora, "picture", entry=entry.id, made_at=now(), base=1, delete=True)
    with home.family.database.transaction() as session:
        assert record(session, home.family.actor(session, "ben"), gone, now=now()).stored
    home.come_true(lambda: ask(page, FETCH_POCKETS) and ghosts(page) == [])
