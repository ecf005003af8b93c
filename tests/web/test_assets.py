"""Static files: few requests, few bytes, kept by the phone."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.web import assets
from tests.web.strict import ROOT


@pytest.fixture
def site() -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    assets.init_app(app, ROOT / "static")
    return app.test_client()


def test_the_stylesheet_comes_whole_in_one_request(site: FlaskClient) -> None:
    reply = site.get("/s/any/css/sunhat.css")
    assert "@import" not in reply.text
    assert ".dose--overdue" in reply.text
    assert "immutable" in reply.headers["Cache-Control"]


def test_text_travels_packed_to_whoever_takes_it(site: FlaskClient) -> None:
    plain = site.get("/s/any/css/sunhat.css")
    packed = site.get("/s/any/css/sunhat.css", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < 10_000


def test_pictures_and_unknown_names_answer_as_ever(site: FlaskClient) -> None:
    with site.get("/s/any/icons/app-192.png") as picture:
        assert picture.mimetype == "image/png"
    assert site.get("/s/any/../../pyproject.toml").status_code == 404
    assert site.get("/s/any/css/nothing.css").status_code == 404


def test_what_a_first_page_loads_is_within_budget(site: FlaskClient) -> None:
    names = ["css/sunhat.css", "js/sunhat.js", "js/toast.js", "js/as_of.js", "js/sheet.js"]
    names += ["icons/icons.svg", "icons/app.svg", "manifest.webmanifest"]
    sizes = [
        len(site.get(f"/s/any/{name}", headers={"Accept-Encoding": "gzip"}).data) for name in names
    ]
    assert len(sizes) + 1 <= 10, "and the page itself"
    assert sum(sizes) < 20_000, "the page itself may take 30 KB"


SCRIPTS = sorted((ROOT / "static").rglob("*.js"))


# What only a page without signal loads, from the phone's own store of files.
OF_THE_SHELL = {"shell.js", "known.js", "drawing.js", "slots.js", "weekly.js"}
# What no page loads: the browser fetches the worker's own part once for each build.
OF_THE_WORKER = {"worker.js", "shell_cache.js", "keep_pockets.js"}
# What a page loads when it has the field for photos, and when one waits to be handed in.
OF_PHOTOS = {"photo.js", "hand_in.js"}


def group_of(path: Path) -> str:
    if path.name in OF_PHOTOS:
        return "photos"
    if path.name in OF_THE_WORKER:
        return "worker"
    of_shell = path.parent.name == "views" or path.name in OF_THE_SHELL
    return "shell" if of_shell else "page"


@pytest.mark.parametrize(
    ("group", "most"),
    [("page", 26_000), ("shell", 14_500), ("photos", 3_500), ("worker", 4_000)],
)
def test_scripts_stay_within_what_a_slow_line_carries(site: FlaskClient, group, most) -> None:
    sizes = {
        path.name: len(site.get(address(path), headers={"Accept-Encoding": "gzip"}).data)
        for path in SCRIPTS
        if group_of(path) == group
    }
    assert sum(sizes.values()) <= most, sizes


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_travels_without_its_comments_and_says_the_same(site, path) -> None:
    sent = site.get(address(path)).text
    assert not [line for line in sent.splitlines() if line.startswith(("//", "/*"))]
    assert all(line.count("`") % 2 == 0 for line in sent.splitlines()), "a text over several lines"


def address(path: Path) -> str:
    return f"/s/any/{path.relative_to(ROOT / 'static').as_posix()}"
