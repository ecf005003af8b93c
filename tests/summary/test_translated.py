"""The page in a made-up language: every sentence is translated."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from enum import Enum
from io import BytesIO
from pathlib import Path

import pytest
from babel.dates import format_date
from flask import Flask
from flask_babel import force_locale
from pypdf import PdfReader

from journal.summary.canonical import code
from journal.summary.page import Missing, Page
from journal.summary.pdf import Paper, render_pdf
from journal.summary.press import Press
from journal.summary.sheet import sheet
from tests.summary.course import rich
from tests.support import pseudo

MONTHS = {format_date(date(2026, n, 1), "MMM", locale=pseudo.LANGUAGE) for n in range(1, 13)}
# Written the same in every language.
UNITS = {"mg", "mL", "kg", "cm", "IU", "Sunhat"}


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Flask:
    folder = tmp_path_factory.mktemp("pseudo")
    pseudo.write_catalogue(root, folder)
    return pseudo.speaker(folder)


@pytest.fixture
def page() -> Page:
    return rich(missing=(Missing(device="Dad's phone", last_seen_at=rich().made_at, waiting=3),))


def test_every_word_of_the_page_is_data_or_translated(abroad: Flask, page: Page) -> None:
    with abroad.app_context(), force_locale(pseudo.LANGUAGE):
        said = asdict(sheet(page, pseudo.LANGUAGE))
    del said["language"]
    said["made"] = said["made"].removesuffix(code(page))  # letters and digits
    said["page_of"] = said["page_of"].replace("{page}", "").replace("{pages}", "")
    for lane in said["lanes"]:
        del lane["kind"]  # which row it is, not a word
        lane["svg"] = " ".join(re.findall("<(?:title|desc)>(.*?)</", lane["svg"]))
    assert not _foreign(" ".join(_texts(said)), page)


@pytest.mark.parametrize("paper", list(Paper))
def test_every_word_on_paper_is_data_or_translated(
    abroad: Flask, press: Press, page: Page, paper: Paper
) -> None:
    with abroad.app_context():
        body = render_pdf(page, paper=paper, language=pseudo.LANGUAGE, by=press)
    text = " ".join(each.extract_text() for each in PdfReader(BytesIO(body)).pages)
    assert not _foreign(text.replace(code(page), ""), page)


def _foreign(text: str, page: Page) -> set[str]:
    """Words of plain letters that are neither data nor a month of the made-up language."""
    data = set(pseudo.plain_words(" ".join([*_data(page), *MONTHS])))
    return set(pseudo.plain_words(text)) - data - UNITS


def _data(value: object) -> Iterator[str]:
    """What the family wrote: texts of the page, without rhythms and words for the code."""
    if is_dataclass(value):
        for each in fields(value):
            yield from _data(getattr(value, each.name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _data(each)
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield value


def _texts(said: object) -> Iterator[str]:
    if isinstance(said, Mapping):
        said = list(said.values())
    if isinstance(said, list | tuple):
        for each in said:
            yield from _texts(each)
    elif isinstance(said, str):
        yield said
