"""What every test can ask for: databases, phones, and a closed network."""

import gc
import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from journal.clock import now
from journal.exchange.demo import DemoFamily, load_demo
from journal.settings import Settings
from tests.family import fresh_database
from tests.support import browser as browsers
from tests.support import compiled, memory, network, order
from tests.support import postgres as servers
from tests.support.once import built_once

ROOT = Path(__file__).resolve().parent.parent
FAILED = pytest.StashKey[bool]()
# How long an example takes says what machine this is, not whether the code is right.
settings.register_profile("sunhat", deadline=None)
settings.load_profile("sunhat")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Write into memory; processes that xdist starts write where the first one says."""
    config.add_cleanup(memory.take())


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect no garbage while tests are collected, nor look through them for any afterwards:
    with eight thousand of them every tenth second went into that."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long forms to `make nightly`; begin with the files that take long."""
    if not os.environ.get("SUNHAT_NIGHTLY"):
        nightly = [item for item in items if item.get_closest_marker("nightly")]
        if nightly:
            config.hook.pytest_deselected(items=nightly)
            items[:] = [item for item in items if item not in nightly]
    if config.getoption("numprocesses", None) or "PYTEST_XDIST_WORKER" in os.environ:
        order.longest_first(items)


@pytest.fixture(scope="session", autouse=True)
def _closed_network() -> Iterator[None]:
    with network.closed():
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every test has an app of its own; compiling templates for each took a third of the time."""
    folder = tmp_path_factory.mktemp("templates")
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    with compiled.once():
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def real_data() -> Path | None:
    """The folder of real files from other programs, or None when SUNHAT_REAL_DATA is not set."""
    named = os.environ.get("SUNHAT_REAL_DATA")
    if not named:
        return None
    folder = Path(named)
    assert folder.is_dir(), f"SUNHAT_REAL_DATA names {named}, which is not a folder."
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Return a function that makes a fresh, empty PostgreSQL database and returns its URL."""
    with servers.running() as server:
        yield server.new_database


@pytest.fixture(scope="session")
def demo_in(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], DemoFamily]:
    """Return a function that puts the demo family of today into a data directory."""

    def put(data: Path) -> DemoFamily:
        made, told = built_once(tmp_path_factory, "demo-of-today", _load_demo)
        shutil.copytree(made, data, dirs_exist_ok=True)
        return told

    return put


def _load_demo(data: Path) -> DemoFamily:
    settings = Settings.from_environment({"JOURNAL_DATA": str(data)})
    database = fresh_database(settings.database)
    told = load_demo(database, now=now(), secrets_dir=settings.secrets, data=settings.data)
    database.close()
    return told


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, empty database; the test runs once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    make: Callable[[], str] = request.getfixturevalue("postgres")
    return make()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers: a process can have it once only."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Chromium, started once for each test process."""
    with browsers.launched(playwright) as browser:
        yield browser


@pytest.fixture
def new_phone(
    chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that hands out phones of 390 × 844, each with its own cookies.

    A script that failed or that the Content Security Policy refused fails the test. What the
    phones of a failed test show is printed.
    """
    phones = browsers.Phones(chromium)
    with ExitStack() as stack:
        stack.callback(phones.close)
        yield phones.new
        if request.node.stash.get(FAILED, False):
            sys.stderr.write(phones.shown())
    assert not phones.faults


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a fixture know that its test has failed."""
    report = yield
    item.stash[FAILED] = report.failed or item.stash.get(FAILED, False)
    return report


@pytest.fixture
def phone(new_phone: Callable[..., BrowserContext]) -> BrowserContext:
    """One phone."""
    return new_phone()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    """One page on one phone."""
    return phone.new_page()
