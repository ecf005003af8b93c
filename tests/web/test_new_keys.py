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
from tests.web.signing_in import add_app


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


def stop(*_each):
    raise OSError("gone")


def stop_at(replace, name):
    """Fail where this file is to be put in its place."""

    def stopping(path, target):
        if path.name == name:
            stop()
        return replace(path, target)

    return stopping
