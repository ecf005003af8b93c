"""`rotate-keys`: new keys for the server, taken up whole whatever comes between."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from journal import create_app, start
from journal.records.codes import reseal
from journal.records.factors import Authenticator
from journal.records.people import AuthSession
from journal.settings import Settings
from tests.support import sources
from tests.web.signing_in import add_app

KEYS = ("secret_key", "vapid_key")


def test_new_keys_end_every_sign_in_and_authenticator_apps_go_on(app, family, ada, settings):
    add_app(ada)
    key = settings.secret_key
    result = app.test_cli_runner().invoke(args=["journal", "rotate-keys", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["ended"] >= 1
    new = (settings.secrets / "secret_key").read_text().strip()
    assert new != key
    with family.database.reading() as session:
        assert session.exec(select(AuthSession)).first() is None
        sealed = session.exec(select(Authenticator)).one().sealed
    assert reseal(sealed, new, key) is not None
    assert reseal(sealed, key, new) is None


@pytest.mark.parametrize("at", ["before the commit", "after the commit", "between the files"])
def test_new_keys_are_taken_up_at_the_next_start_when_something_came_between(
    app, family, ada, settings, monkeypatch, at
):
    add_app(ada)

    with monkeypatch.context() as broken:
        if at == "before the commit":
            sa.event.listen(app.extensions["journal_database"].engine, "commit", stop)
        elif at == "after the commit":
            broken.setattr(Path, "replace", stop_at(Path.replace, "secret_key.new"))
        else:
            broken.setattr(Path, "replace", stop_at(Path.replace, "vapid_key.new"))
        result = app.test_cli_runner().invoke(args=["journal", "rotate-keys"])
        assert "Restart Sunhat: it takes them up first" in result.output
    again = create_app(settings)
    key, secret = again.config["SECRET_KEY"], settings.secrets / "secret_key"
    again.extensions["journal_database"].close()
    assert secret.read_text().strip() == key != settings.secret_key
    assert not list(settings.secrets.glob("*.new"))
    with family.database.reading() as session:
        assert session.exec(select(AuthSession)).first() is None
        sealed = session.exec(select(Authenticator)).one().sealed
    assert reseal(sealed, key, key) is not None
    assert start.finish_new_keys(settings, family.database) is settings


def test_keys_from_settings_become_others_in_a_folder_that_the_next_start_reads(
    app, family, ada, settings, tmp_path
):
    add_app(ada)
    old, place = "an-older-key-of-several-machines", tmp_path / "keys"
    with family.database.transaction() as session:
        for each in session.exec(select(Authenticator)):
            each.sealed = reseal(each.sealed, settings.secret_key, old)
    given = {"JOURNAL_DATA": str(settings.data), "JOURNAL_SECRET_KEY": old}
    app.extensions["journal_settings"] = Settings.from_environment(given)
    rotate = app.test_cli_runner().invoke
    told = rotate(args=["journal", "rotate-keys"])
    assert told.exit_code == 1
    assert "--into" in told.output
    for _again in range(2):
        done = rotate(args=["journal", "rotate-keys", "--into", str(place)])
        assert done.exit_code == 0, done.output
    names = {f"JOURNAL_{name.upper()}_FILE": str(place / name) for name in KEYS}
    again = create_app(Settings.from_environment({"JOURNAL_DATA": str(settings.data), **names}))
    again.extensions["journal_database"].close()
    new = again.config["SECRET_KEY"]
    assert new == (place / "secret_key").read_text() != old
    with family.database.reading() as session:
        assert session.exec(select(AuthSession)).first() is None
        assert reseal(session.exec(select(Authenticator)).one().sealed, new, new) is not None


def test_the_recipe_of_the_runbook_for_keys_is_a_command_that_works():
    page = (sources.ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    keys = page.split("## Keys")[1].split("## ")[0]
    assert "sunhat rotate-keys" in keys
    assert "away, start" not in keys
    assert "rotate-keys" in page.split("4. **Mend it**")[1].split("5. ")[0]


def stop(*_each):
    raise OSError("gone")


def stop_at(replace, name):
    """Fail where this file is to be put in its place."""

    def stopping(path, target):
        if path.name == name:
            stop()
        return replace(path, target)

    return stopping
