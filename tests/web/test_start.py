"""What stops the start says so in one sentence, for whoever runs the server."""

import runpy

import click
import pytest

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


def test_a_journal_without_its_schema_stops_a_server_that_does_not_migrate(monkeypatch, tmp_path):
    monkeypatch.setenv("JOURNAL_DATA", str(tmp_path))
    with pytest.raises(SystemExit, match="Run `make run`"):
        runpy.run_path(str(sources.ROOT / "wsgi.py"))
