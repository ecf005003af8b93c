"""The demo family's pages and papers in a made-up language: what stays English is data."""

import re
import zoneinfo
from collections import defaultdict
from datetime import date

import pytest
import sqlalchemy as sa
import yaml
from babel.dates import format_date

from journal.exchange.demo_people import NORA
from tests.exchange.demo_pages import app_of, owner_of, pages, read_by_people
from tests.support import pseudo

AS_IT_IS = {"Sunhat"}
# The page's code, and files of numbers, which programs read.
AS_IT_IS_NAMED = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{2}\b|\b[\w-]+\.csv\b")


@pytest.fixture(scope="module")
def abroad(demo, root, tmp_path_factory):
    """An app that answers in the made-up language."""
    folder = tmp_path_factory.mktemp("pseudo")
    pseudo.write_catalogue(root, folder)
    app = app_of(demo)
    pseudo.speak(app, folder)
    return app


def test_every_word_of_every_page_is_data_or_translated(demo, abroad, root):
    data = _data(demo) | _dates() | _zones() | _cited(root) | AS_IT_IS
    english, looked = defaultdict(set), 0
    with owner_of(demo, abroad) as owner:
        for url in pages(abroad, NORA):
            with owner.get(url) as answer:  # some hold a file open
                text = AS_IT_IS_NAMED.sub("", read_by_people(answer))
            looked += bool(text)
            for word in set(pseudo.plain_words(text)) - data:
                english[word].add(url.removeprefix(f"/children/{NORA}"))
    assert looked > 40
    assert not english, dict(english)


def _data(demo) -> set[str]:
    """Every word that is written in the database."""
    with demo.database.reading() as session:
        tables = session.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        rows = [
            row
            for (table,) in tables.all()
            for row in session.execute(sa.text(f'SELECT * FROM "{table}"'))
        ]
    texts = (value for row in rows for value in row if isinstance(value, str))
    return {word for text in texts for word in pseudo.plain_words(text)}


def _cited(root) -> set[str]:
    """The words of titles of sources, and of notices that must stand word for word."""
    said = [
        text
        for file in (root / "journal/care/knowledge").glob("*.yaml")
        for part, told in yaml.safe_load(file.read_text("utf-8")).items()
        if part in ("sources", "notice")
        for text in pseudo.texts(told)
    ]
    return {word for text in said for word in pseudo.plain_words(text)}


def _dates() -> set[str]:
    """The names of months and weekdays."""
    days = [date(2026, month, day) for month in range(1, 13) for day in range(1, 8)]
    shapes = ("MMM", "MMMM", "EEE", "EEEE")
    said = (format_date(day, shape, locale=pseudo.LANGUAGE) for day in days for shape in shapes)
    return {word for text in said for word in pseudo.plain_words(text)}


def _zones() -> set[str]:
    return {word for zone in zoneinfo.available_timezones() for word in pseudo.plain_words(zone)}
