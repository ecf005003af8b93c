"""The databases and the phone that other tests stand on."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error
from sqlalchemy import create_engine, inspect, text

from tests.support.browser import ask, visit
from tests.support.order import longest_first


def test_a_fresh_database_is_empty_and_takes_a_table(database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE dose (id INTEGER)"))
    engine.dispose()


@pytest.mark.browser
def test_a_phone_is_390_by_844_and_runs_scripts(page):
    page.set_content('<meta name="viewport" content="width=device-width"><h1>Today</h1>')
    assert page.evaluate("[innerWidth, innerHeight]") == [390, 844]


@pytest.mark.browser
def test_a_phone_cannot_leave_this_machine(page):
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
    with pytest.raises(Exception, match="ERR_"):
        page.goto("http://192.0.2.1/", timeout=5000)


RESTLESS = "<script>location.reload()</script><p>On its way"


@pytest.mark.browser
def test_a_page_that_loads_itself_again_is_asked_until_it_answers_and_a_fault_is_told(page):
    pages = iter([RESTLESS] * 5)
    html = {"content_type": "text/html"}
    page.route("**/*", lambda route: route.fulfill(body=next(pages, "<p>Here"), **html))
    visit(page, "http://127.0.0.1/today")
    late = "() => new Promise((done) => setTimeout(() => done(document.body.innerText), 100))"
    assert ask(page, late) == "Here"
    assert next(pages, None) is None
    assert ask(page, "(n) => n + 1", 2) == 3
    with pytest.raises(Error, match=re.escape("reading 'nothing'")):
        ask(page, "document.body.dataset.none.nothing")


@dataclass(frozen=True)
class Item:
    """What is asked of a test."""

    path: str
    marks: tuple[str, ...] = ()

    def get_closest_marker(self, name):
        return name if name in self.marks else None


def test_files_with_slow_tests_begin_then_those_with_a_browser_and_each_stays_whole():
    quick, by_browser, slow = Item("a"), Item("b", ("browser",)), Item("c", ("slow", "browser"))
    items = [quick, by_browser, Item("b"), Item("c"), slow, quick]
    longest_first(items)
    assert items == [Item("c"), slow, by_browser, Item("b"), quick, quick]
