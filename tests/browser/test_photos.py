"""A photo on a phone: made small there, shown on the entry, taken off again."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from journal.entries.photos import MOST_BYTES
from tests.browser.photographing import CHOSEN
from tests.browser.test_first_day import Day, add_nora, set_up
from tests.support.browser import ask, reload, started, until
from tests.support.pictures import SERIAL, photo


def settled(page) -> None:
    """Wait until the server has what was saved, however slow the machine is."""
    line = page.locator("[data-outbox-line]")
    expect(page.locator(".toast")).to_contain_text("Saved")
    expect(line).not_to_contain_text("on this phone", timeout=30_000)


@pytest.mark.browser
def test_a_photo_becomes_small_on_the_phone_and_stands_in_the_journal(
    server, new_phone, no_barrier, tmp_path
):
    day = Day(new_phone().new_page(), server.url, no_barrier)
    set_up(day, server.setup_link)
    add_nora(day)
    page = day.page
    day.go("log/note")
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
    page.wait_for_url(re.compile("/today"))
    settled(page)
    day.go("journal")
    pictures = page.locator(".entry img")
    assert pictures.count() == 2
    assert re.fullmatch(
        r"Photo of Nora, \d+ \w+ \d{4}, \d\d:\d\d", pictures.first.get_attribute("alt")
    )
    no_barrier(page)
    pictures.first.click()
    page.wait_for_url(re.compile("/photos/"))
    kept = Image.open(
        io.BytesIO(
            page.request.get(server.url + page.locator("figure img").get_attribute("src")).body()
        )
    )
    assert kept.size == (1365, 2048)
    no_barrier(page)
    page.get_by_role("link", name="To the entry").click()
    page.get_by_role("link", name="Change or move").click()
    no_barrier(page)
    page.get_by_label("Keep this photo").first.uncheck()
    page.get_by_role("button", name="Save for Nora").click()
    page.wait_for_url(re.compile("/entries/[^/]+$"))
    settled(page)
    reload(page)
    assert page.locator(".photos img").count() == 1
    no_barrier(page)


@pytest.mark.browser
def test_what_the_phone_cannot_open_is_said_at_once(server, new_phone):
    day = Day(new_phone().new_page(), server.url, None)
    set_up(day, server.setup_link)
    add_nora(day)
    day.go("log/note")
    started(day.page)
    heic = {
        "name": "IMG.HEIC",
        "mimeType": "image/heic",
        "buffer": b"\0\0\0\x18ftypheic" + bytes(99),
    }
    day.page.set_input_files("input[name=photo_files]", [heic])
    said = day.page.locator("[data-photos-said]")
    said.wait_for(state="visible")
    assert "Save it as JPEG" in said.inner_text()
    assert ask(day.page, f"() => {CHOSEN}.length") == 0
