"""The README promises only what a test of ours proves, and names only what is there."""

import re
import struct
from pathlib import Path

import pytest

from tests.support import sources

README = sources.ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
PROMISES = re.findall(
    r"^- \*\*(.+?)\*\* —((?:\s+`tests/\S+::test_\w+`,?)*)$",
    TEXT.split("## What holds already")[1].split("## For those")[0],
    re.MULTILINE | re.DOTALL,
)
PROVED_BY = re.compile(r"`(tests/\S+?)::(test_\w+)`")
IMAGES = sorted(set(re.findall(r"docs/images/[\w.-]+", TEXT)))


def test_the_promises_are_read_at_all():
    assert len(PROMISES) == TEXT.count("\n- **", TEXT.index("## What holds already")) > 10


@pytest.mark.parametrize(
    ("promise", "proof"), PROMISES, ids=lambda text: " ".join(text.split())[:40]
)
def test_every_promise_names_a_test_that_is_there(promise, proof):
    named = PROVED_BY.findall(proof)
    assert named, f"nothing proves: {promise}"
    missing = [f"{file}::{test}" for file, test in named if not is_run_by_make_test(file, test)]
    assert not missing


def is_run_by_make_test(file: str, test: str) -> bool:
    """Whether the test is there, neither skipped nor left to `make nightly`."""
    path = sources.ROOT / file
    if not path.exists():
        return False
    code = path.read_text(encoding="utf-8")
    found = re.search(rf"((?:^@.*\n(?:^[ )\]].*\n)*)*)^def {test}\(", code, re.MULTILINE)
    left_out = r"^@(pytest\.)?mark\.(skip|xfail|nightly)"
    return bool(found) and not re.search(left_out, found[1], re.MULTILINE)


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


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def test_a():\n", True),
        ("@pytest.mark.parametrize(\n    'x', [1]\n)\ndef test_a(x):\n", True),
        ("@pytest.mark.nightly\ndef test_a():\n", False),
        (
            "@pytest.mark.skip('x')\n@pytest.mark.parametrize(\n    'x', [1]\n)\ndef test_a(x):\n",
            False,
        ),
        ("@mark.parametrize('x', [param(1, marks=mark.nightly)])\ndef test_a(x):\n", True),
        ("def test_ab():\n", False),
    ],
)
def test_a_test_that_does_not_run_proves_nothing(tmp_path, monkeypatch, code, found):
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    (tmp_path / "test_x.py").write_text(code)
    assert is_run_by_make_test("test_x.py", "test_a") is found
