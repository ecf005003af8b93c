"""The README shows what is there; what it promises: test_promises.py."""

import re
import struct
from pathlib import Path

import pytest

from tests.support import sources

README = sources.ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
IMAGES = sorted(set(re.findall(r"docs/images/[\w.-]+", TEXT)))


@pytest.mark.parametrize("image", IMAGES)
def test_every_picture_is_there_and_small_enough_for_a_ward_s_network(image):
    path = sources.ROOT / image
    assert path.exists(), "run scripts/screenshots.py"
    assert path.stat().st_size < 300_000
    width, _height = png_size(path)
    assert width >= 600, "sharp on a screen of twice the pixels"


def png_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_the_readme_shows_today_and_the_printed_page_with_words_for_who_cannot_see_them():
    assert {"docs/images/today.png", "docs/images/visit-page.png"} <= set(IMAGES)
    assert len(re.findall(r"<img [^>]*alt=\"[^\"]{40,}\"", TEXT)) == TEXT.count("<img ")


def test_the_two_commands_come_before_everything_else():
    sections = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert sections[:2] == ["Two commands", "On your phone: HTTPS at home"]
    first = TEXT.split("## Two commands")[1].split("##")[0]
    assert re.findall(r"^    (make \w+)", first, re.MULTILINE) == ["make run", "make test"]
