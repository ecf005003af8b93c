"""Static files: few requests, few bytes, kept by the phone."""

import sys

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal.web import assets, packing
from journal.web.assets import names_of
from journal.web.minified import minified
from journal.web.script_text import script_text
from tests.support.unpacked import BEST, BROWSER, SMALL, unpacked
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
    packed = site.get("/s/any/css/sunhat.css", headers={"Accept-Encoding": BROWSER})
    assert packed.headers["Content-Encoding"] == BEST
    assert unpacked(packed) == plain.data
    assert len(packed.data) < 10_000


@pytest.mark.parametrize(
    ("takes", "packing"),
    [
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("br", BEST if SMALL else None),
    ],
)
def test_text_travels_in_no_packing_that_its_reader_does_not_take(site, takes, packing):
    answer = site.get("/s/any/js/sunhat.js", headers={"Accept-Encoding": takes})
    assert answer.headers.get("Content-Encoding") == packing
    assert unpacked(answer) == site.get("/s/any/js/sunhat.js").data


def test_where_brotli_is_missing_gzip_packs_alone(site, monkeypatch):
    monkeypatch.setattr(packing, "brotli", None)
    packed = site.get("/s/any/js/sunhat.js", headers={"Accept-Encoding": BROWSER})
    assert packed.headers["Content-Encoding"] == "gzip"


def test_a_browser_that_asks_whether_a_file_is_still_the_same_gets_no_copy(site) -> None:
    """As Chromium does of the script when it starts the worker that runs the page's script."""
    packing = {"Accept-Encoding": "gzip"}
    first = site.get("/s/any/js/sunhat.js", headers=packing)
    again = {**packing, "If-None-Match": first.headers["ETag"]}
    told = site.get("/s/any/js/sunhat.js", headers=again)
    assert (told.status_code, told.data) == (304, b"")
    assert "immutable" in told.headers["Cache-Control"]


def test_pictures_and_unknown_names_answer_as_ever(site: FlaskClient) -> None:
    with site.get("/s/any/icons/app-192.png") as picture:
        assert picture.mimetype == "image/png"
    assert site.get("/s/any/../../pyproject.toml").status_code == 404
    assert site.get("/s/any/css/nothing.css").status_code == 404


SCRIPTS = sorted((ROOT / "static").rglob("*.js"))


def test_all_scripts_are_one_within_25_kb_and_their_words_weigh_little_more_than_one(
    app: Flask,
) -> None:
    """A KB of the budgets is 1,000 bytes. As a browser gets them over https, or on its machine."""
    assert SMALL, "the minifier of requirements.txt is missing"
    ask = app.test_client().get
    scripts = [name for name in names_of(app) if name.endswith(".js")]
    assert scripts == [
        "js/apart.js",
        "js/own/lock.js",
        "js/own/unlock.js",
        "js/sunhat.js",
        "words/en.js",
    ]
    answers = [ask(f"/s/any/{name}", headers={"Accept-Encoding": BROWSER}) for name in scripts]
    few, lock, unlock, script, words = (len(answer.data) for answer in answers)
    assert script <= 25_000
    assert words <= 1_300
    assert lock <= 600  # in every page, before it is drawn
    assert unlock <= 1_500
    assert few <= 4_700  # what few pages need; every phone keeps it, for when there is no signal
    assert unpacked(answers[3]).decode().rstrip(";").endswith("export{$part}")


def test_where_the_minifier_is_missing_the_script_travels_as_it_is(monkeypatch, caplog) -> None:
    script = "const long_name = 1;\nexport { long_name };\n"
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert minified(script) == script
    assert "travel as they are" in caplog.text


@pytest.mark.parametrize("says", ["", "printf '\\377'"])
def test_where_the_minifier_says_nothing_or_no_text_the_script_travels_as_it_is(
    monkeypatch, caplog, tmp_path, says
) -> None:
    script = "const long_name = 1;\nexport { long_name };\n"
    broken = tmp_path / "python"
    broken.write_text(f"#!/bin/sh\ncat > /dev/null\n{says}\n", "utf-8")
    broken.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(broken))
    assert minified(script) == script
    assert "travel as they are" in caplog.text


def test_a_worker_keeps_what_pages_ask_for_and_nothing_twice(app) -> None:
    """Parts of the stylesheet and of the script would be fetched for nothing."""
    kept = names_of(app)
    assert {"css/sunhat.css", "js/sunhat.js", "icons/icons.svg"} <= set(kept)
    joined = {name for name in kept if name.startswith(("js/", "vendor/"))}
    assert joined == {"js/apart.js", "js/own/lock.js", "js/own/unlock.js", "js/sunhat.js"}
    assert {"words/en.js"} <= set(kept)
    assert not [name for name in kept if name.startswith("css/parts/")]
    script = app.test_client().get("/sw.js").text
    assert all(f'/{name}"' in script for name in kept)


@pytest.mark.parametrize("name", ["js/phone/hand_in.js", "vendor/idb.js", "css/parts/dose.css"])
def test_a_part_still_answers_under_its_own_name_to_a_page_of_an_older_build(site, name) -> None:
    assert site.get(f"/s/0123456789/{name}").status_code == 200


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_travels_without_its_comments_and_says_the_same(path) -> None:
    sent = script_text(path.read_text("utf-8"))
    assert not [line for line in sent.splitlines() if line.startswith(("//", "/*"))]
    assert all(line.count("`") % 2 == 0 for line in sent.splitlines()), "a text over several lines"
