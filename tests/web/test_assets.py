"""Static files: few requests, few bytes, kept by the phone."""

import gzip

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
