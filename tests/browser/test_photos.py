"""A photo on a phone: made small there, shown on the entry, taken off again."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from journal.entries.photos import MOST_BYTES
from tests.browser.home import visit
from tests.browser.photographing import CHOSEN
from tests.support.browser import ask, reload, started, until
from tests.support.pictures import SERIAL, photo


def settled(page) -> None:
    """Wait until the server has what was saved, however slow the machine is."""
    line = page.locator("[data-outbox-line]")
    expect(page.locator(".toast")).to_contain_text("Saved")
    expect(line).not_to_contain_text("on this phone")


@pytest.mark.browser
def test_a_photo_becomes_small_on_the_phone_and_stands_in_the_journal(
    home, phone, no_barrier, tmp_path
):
    page = home.sign_in(phone)
    visit(page, home.place("log/note"))
    started(page)
    page.get_by_label("What do you want to remember?").fill("Knuckles")
    # Larger than the server takes: what follows the picture is no picture.
    large = photo((3000, 2000), turned=6).ljust(MOST_BYTES + 1, b"\0")
    files = [tmp_path / "IMG_1.JPG", tmp_path / "IMG_2.JPG"]
    for file, content in zip(files, (large, photo((40, 30))), strict=True):
        file.write_bytes(content)
    page.set_input_files("input[name=photo_files]", files)
    until(page, f"{CHOSEN}.every((file) => file.name === 'photo.jpg')")
    sizes = ask(page, f"() => {CHOSEN}.map((file) => file.size)")
    assert max(sizes) < 2_000_000
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Save for Nora").click()
    assert SERIAL.encode() not in (sent.value.post_data_buffer or b"")
    expect(page).to_have_url(re.compile("/today"))
    settled(page)
    visit(page, home.place("journal"))
    pictures = page.locator(".entry img")
    expect(pictures).to_have_count(2)
    says = re.compile(r"^Photo of Nora, \d+ \w+ \d{4}, \d\d:\d\d$")
    expect(pictures.first).to_have_attribute("alt", says)
    no_barrier(page)
    pictures.first.click()
    expect(page).to_have_url(re.compile("/photos/"))
    address = page.locator("figure img").get_attribute("src")
    kept = Image.open(io.BytesIO(page.request.get(home.network.url + address).body()))
    assert kept.size == (1365, 2048)
    no_barrier(page)
    page.get_by_role("link", name="To the entry").click()
    page.get_by_role("link", name="Change or move").click()
    no_barrier(page)
    page.get_by_label("Keep this photo").first.uncheck()
    page.get_by_role("button", name="Save for Nora").click()
    expect(page).to_have_url(re.compile("/entries/[^/]+$"))
    settled(page)
    reload(page)
    expect(page.locator(".photos img")).to_have_count(1)
    no_barrier(page)


@pytest.mark.browser
def test_what_the_phone_cannot_open_is_said_at_once(home, phone):
    page = home.sign_in(phone)
    visit(page, home.place("log/note"))
    started(page)
    heic = {
        "name": "IMG.HEIC",
        "mimeType": "image/heic",
        "buffer": b"\0\0\0\x18ftypheic" + bytes(99),
    }
    page.set_input_files("input[name=photo_files]", [heic])
    expect(page.locator("[data-photos-said]")).to_contain_text("Save it as JPEG")
    assert ask(page, f"() => {CHOSEN}.length") == 0
