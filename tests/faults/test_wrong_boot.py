"""F25: what stops a start, in one sentence that says what to do, and nothing is changed by it."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from journal import create_app
from journal.records.schema import WrongSchema
from journal.reminders.vapid import VapidKey
from journal.settings import BadSetting, Settings
from journal.start import alone, prepare
from tests.family import fresh_database, make_family

# Somebody who owns nothing here.
NOBODY = 65534


@pytest.fixture
def home() -> Iterator[Path]:
    """The data directory of a journal that was served, where another user gets to."""
    with tempfile.TemporaryDirectory(prefix="sunhat-boot-") as made:
        Path(made).chmod(0o755)
        data = Path(made) / "data"
        settings = Settings.from_environment({"JOURNAL_DATA": str(data)})
        database = fresh_database(settings.database)
        make_family(database)
        database.close()
        start(data)
        yield data


def start(data: Path, **more: str) -> None:
    """What `serve` does before it listens."""
    settings = Settings.from_environment({"JOURNAL_DATA": str(data), **more})
    app = create_app(settings)
    database = app.extensions["journal_database"]
    try:
        with alone(settings, database):
            prepare(settings, database)
    finally:
        database.close()


def empty_database(data: Path) -> None:
    (data / "journal.sqlite3").write_bytes(b"")


def another_journals_database(data: Path) -> None:
    (data / "journal.sqlite3").unlink()
    fresh_database(f"sqlite:///{data / 'journal.sqlite3'}").close()


def no_database_at_all(data: Path) -> None:
    (data / "journal.sqlite3").write_bytes(b"This is a letter to the school.\n" * 40)


def unreadable_marker(data: Path) -> None:
    (data / "instance.json").write_text("{")


def no_secret_key(data: Path) -> None:
    (data / "secrets" / "secret_key").unlink()


def empty_secret_key(data: Path) -> None:
    (data / "secrets" / "secret_key").write_text("")


def no_vapid_key(data: Path) -> None:
    (data / "secrets" / "vapid_key").unlink()


def damaged_vapid_key(data: Path) -> None:
    (data / "secrets" / "vapid_key").write_text("-----BEGIN")


WRONG: list[tuple[Callable[[Path], None], str]] = [
    (empty_database, "this Sunhat needs|its database is gone"),
    (another_journals_database, "is not the one that"),
    (no_database_at_all, "cannot be opened: file is not a database"),
    (unreadable_marker, "is not the one that"),
    (no_secret_key, "secret_key is gone, and a journal was served with it. Put it back"),
    (empty_secret_key, "is too short or an example"),
    (no_vapid_key, "vapid_key is gone, and a journal was served with it. Put it back"),
    (damaged_vapid_key, "VAPID"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG, ids=lambda each: getattr(each, "__name__", ""))
def test_f25_a_start_on_what_cannot_be_right_is_refused_in_one_sentence(home, wrong, said):
    wrong(home)
    before = contents(home)
    told = refusal(home)
    assert any(part in told for part in said.split("|")), told
    assert "\n" not in told.strip()
    assert contents(home) == before


def refusal(data: Path, **more: str) -> str:
    """Why it does not start."""
    with pytest.raises((BadSetting, WrongSchema)) as caught:
        start(data, **more)
    return str(caught.value)


def contents(data: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def test_f25_an_example_is_no_secret_key(home):
    assert "is too short or an example" in refusal(home, JOURNAL_SECRET_KEY="changeme")


def test_f25_an_sqlite_journal_has_one_server(home):
    settings = Settings.from_environment({"JOURNAL_DATA": str(home)})
    database = fresh_database(settings.database)
    with alone(settings, database):
        assert "Another Sunhat serves" in refusal(home)
    start(home)
    database.close()


@pytest.mark.parametrize("what", ["data", "journal.sqlite3"])
def test_f25_what_belongs_to_somebody_else_or_is_read_only_is_refused(home, what):
    if what == "data":
        home.chmod(0o555)
    else:
        for path in (home, *home.rglob("*")):
            path.chmod(0o777)
        (home / what).chmod(0o444)
    told = as_nobody(lambda: refusal(home))
    home.chmod(0o755)
    assert ("cannot be written" if what == "data" else "it may not be written") in told


def as_nobody(act: Callable[[], str]) -> str:
    """What an act returns when it is done by somebody whom permissions bind."""
    if os.getuid():
        return act()
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(writes, act().encode())
        except BaseException as error:
            os.write(writes, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(child, 0)
    return told


def test_f25_another_vapid_key_starts_and_pages_name_it(home):
    """Phones compare it with theirs and subscribe anew (static/js/push.js)."""
    key = VapidKey.generate()
    settings = {"JOURNAL_DATA": str(home), "JOURNAL_VAPID_KEY": key.pem()}
    app = create_app(Settings.from_environment(settings))
    assert app.extensions["journal_sender"].vapid.public == key.public
    app.extensions["journal_database"].close()


def test_f25_a_lost_secret_is_made_anew_once_somebody_says_so(home):
    shutil.rmtree(home / "secrets")
    assert "is gone" in refusal(home)
    (home / "instance.json").unlink()
    start(home)
    assert json.loads((home / "instance.json").read_text())["instance"]
    assert (home / "secrets" / "vapid_key").exists()
