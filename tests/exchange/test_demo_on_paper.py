"""The demo family's page is one side of paper, for a month, for half a year, in longer words."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from journal.exchange.demo_people import NORA
from journal.records.children import Child
from journal.summary.gather import gather
from journal.summary.page import Page
from journal.summary.pdf import Paper, Scan, render_pdf
from journal.summary.press import Press
from journal.web.qr_code import qr_file
from tests.exchange.conftest import TODAY
from tests.support import pseudo

ADDRESS = "https://sunhat.example.org/shared#shlink:/" + "eyJ1cmwiOiJodHRw" * 17
SCAN = Scan(qr_file(ADDRESS), "With a camera: this page on a screen, until Tue 1 Dec 2026, 14:00.")


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.close()


@pytest.fixture(scope="module")
def abroad(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("pseudo")
    pseudo.write_catalogue(root, folder)
    return pseudo.speaker(folder)


def page_of(demo, days: int) -> Page:
    to_on = TODAY.date()
    with demo.database.reading() as session:
        child = session.get_one(Child, NORA)
        return gather(session, child, to_on - timedelta(days=days - 1), to_on, now=TODAY)


@pytest.mark.parametrize("language", ["en", pseudo.LANGUAGE])
@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("days", [30, 90, 180])
def test_the_page_is_one_side(demo, press, abroad, days: int, paper: Paper, language: str) -> None:
    page = page_of(demo, days)
    with abroad.app_context():
        read = PdfReader(BytesIO(render_pdf(page, paper=paper, language=language, by=press)))
        # The fullest of them has the least room for a code.
        coded = (
            render_pdf(page, paper=paper, language=language, by=press, scan=SCAN)
            if days == 180
            else None
        )
    (side,) = read.pages
    if coded:
        (beside,) = PdfReader(BytesIO(coded)).pages
        assert SCAN.words in " ".join(beside.extract_text().split())
    text = " ".join(side.extract_text().split())
    assert page.medicines
    assert all(each.name in text for each in page.medicines)
    # What a clinic asks is drawn before longer lists; reactions keep their line.
    if language == "en":
        assert "Up from the floor, in seconds" in text
        assert "Skin, the highest, 0 to 10" in text
        assert ("hollow: reaction" in text) is (days > 30)
        assert re.search("No record of [a-z, ]*hospital stay", text)
    # A third longer really was set: an untranslated page is short.
    assert bool(re.search("Ḿéđîçîñéš", text)) is (language == pseudo.LANGUAGE)
