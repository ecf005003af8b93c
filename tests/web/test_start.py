"""What stops the start says so in one sentence, for whoever runs the server."""

import os
import runpy
import subprocess
import sys

import click
import pytest

from journal.settings import write_secret
from tests.support import sources


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("URL", "http://sunhat.example.org", "Only this machine itself may be reached without"),
        ("URL", "sunhat.example.org", "Write it as https://"),
        ("LISTEN", "8000", "Write host:port"),
        ("REMINDERS", "later", "Write inline or worker"),
        ("PROXIES", "one", "Write a whole number"),
        ("CONTACT", "ada@home.local", "Write an address that exists"),
        ("PUSH_HOSTS", "http://x/y", "neither a host nor a host with its port"),
        ("SECRET_KEY", "changeme", "the first start makes one"),
        ("DATABASE", "nonsense", "is no address of a database"),
        ("DATABASE", "nonsense://user:canary@host/name", "is no address of a database"),
        ("DATABASE", "postgresql+psycopg://user:canary@host:port/name", "no address of a database"),
        ("DATABASE", "sqlite:////nowhere/at/all.sqlite3", "which cannot be opened: unable to open"),
        ("DATABASE", f"sqlite:///{sources.ROOT}", "which cannot be opened: unable to open"),
        ("DATABASE", f"sqlite:///{sources.ROOT}/README.md", "opened: file is not a database"),
        ("DATABASE", "postgresql+psycopg://user:canary@127.0.0.1:9/name", "cannot be opened:"),
        ("SMTP", "mail.example.org", "is no address of a mail server"),
        ("SMTP", "http://user:canary@mail.example.org", "is no address of a mail server"),
        ("SMTP", "smtp://", "is no address of a mail server"),
        ("SMTP", "smtp://[", "is no address of a mail server"),
        ("VAPID_KEY", "not a key", "neither a PEM private key"),
        ("DATABASE_FILE", "/nowhere/at/all", "cannot be read. Check path and owner"),
    ],
)
def test_t27_a_setting_that_cannot_be_used_stops_the_start_with_one_sentence(
    monkeypatch, tmp_path, setting, value, sentence
):
    monkeypatch.setenv("JOURNAL_DATA", str(tmp_path))
    monkeypatch.setenv(f"JOURNAL_{setting}", value)
    as_a_verb = click.Context(click.Command("journal"))
    with as_a_verb, pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(sources.ROOT / "wsgi.py"))
    said = str(stopped.value)
    assert said.startswith(f"Sunhat cannot start. JOURNAL_{setting}")
    assert sentence in said
    assert "\n" not in said
    assert "canary" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "setting", "value"),
    [
        (["setup-link"], "PUSH_HOSTS", "http://x/y"),
        (["verify", "--json"], "DATABASE", "nonsense"),
        (["migrate"], "DATABASE", "sqlite:////no/such/file"),
    ],
)
def test_t27_every_verb_says_that_sentence_on_stderr(tmp_path, words, setting, value):
    environment = {**os.environ, "JOURNAL_DATA": str(tmp_path), f"JOURNAL_{setting}": value}
    ended = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "journal", *words],
        cwd=sources.ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"Sunhat cannot start. JOURNAL_{setting}")
    assert "Traceback" not in ended.stderr


def test_a_secret_is_kept_by_the_disk_under_its_name(monkeypatch, tmp_path):
    synced = []
    monkeypatch.setattr(
        os, "fsync", lambda file: synced.append(os.readlink(f"/proc/self/fd/{file}"))
    )
    write_secret(tmp_path / "secret", "lemons")
    assert synced[-1] == str(tmp_path)


def test_a_journal_without_its_schema_stops_a_server_that_does_not_migrate(monkeypatch, tmp_path):
    monkeypatch.setenv("JOURNAL_DATA", str(tmp_path))
    with pytest.raises(SystemExit, match="Run `make run`"):
        runpy.run_path(str(sources.ROOT / "wsgi.py"))
