"""The app with the whole cast in it, and browsers that are signed in as one of them."""

import os
import secrets
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from journal import create_app
from journal.clock import now
from journal.entries import record
from journal.records.backups import BackupRun
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.records.database import Database
from journal.records.medicines import Medicine
from journal.records.people import AuthSession
from journal.reminders.heart import beat
from journal.reminders.mail import Mailer
from journal.reminders.worker import open_sender
from journal.settings import Settings
from journal.web.signed_in import hashed
from tests.family import ZONE, Family, change, fresh_database, fresh_family
from tests.support.mail_server import Inbox, mail_server
from tests.web import daily, signing_in, tapering
from tests.web.by_the_document import hold_against_it
from tests.web.matrix import Victim, victim_in
from tests.web.put_in import address, copied_elsewhere
from tests.web.syncing import DEVICE, form_change

AsPerson = Callable[..., FlaskClient]
HOUR = timedelta(hours=1)
# For a test that runs once on SQLite, once on PostgreSQL.
ON_BOTH = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def one_minute(request: pytest.FixtureRequest) -> None:
    """What a test plans and compares with is of the minute and of the day on which it begins, not
    of those on which its module was read."""
    daily.begin()
    for module in (request.module, tapering):
        if isinstance(getattr(module, "TODAY", None), date):
            module.TODAY = daily.today_at(0).date()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """SQLite, unless a test asks for PostgreSQL (`ON_BOTH`) or a whole run does."""
    return getattr(request, "param", os.environ.get("SUNHAT_ENGINE", "sqlite"))


@pytest.fixture
def settings(tmp_path: Path, engine: str, request: pytest.FixtureRequest) -> Settings:
    """Settings as a fresh machine has them."""
    named = {"JOURNAL_DATA": str(tmp_path / "data")}
    if engine == "postgresql":
        named["JOURNAL_DATABASE"] = request.getfixturevalue("postgres")()
    return Settings.from_environment(named)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = fresh_database(settings.database)
    yield database
    database.close()


@pytest.fixture
def family(settings: Settings) -> Iterator[Family]:
    """The cast of tests/family.py in the app's database, reminders beating, backed up."""
    family = fresh_family(settings.database)
    with family.database.transaction() as session:
        beat(session, now=now())
        tried = {"began_at": now(), "made_at": now(), "checked_at": now()}
        session.add(BackupRun(day=now().date(), **tried))
    yield family
    family.database.close()


@pytest.fixture(scope="session")
def one_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app, made once for each test process: routes and templates are the same in every test."""
    settings = Settings.from_environment({"JOURNAL_DATA": str(tmp_path_factory.mktemp("app"))})
    fresh_database(settings.database).close()
    app = create_app(settings)
    app.extensions["journal_database"].close()
    app.testing = True
    hold_against_it(app)
    return app


@pytest.fixture
def app(one_app: Flask, settings: Settings, family: Family) -> Iterator[Flask]:
    """The app on this test's own data; what a test sets in its config ends with it."""
    as_made = one_app.config.copy()
    database = Database(settings.database)
    one_app.config["SECRET_KEY"] = settings.secret_key
    one_app.extensions |= {
        "journal_settings": settings,
        "journal_database": database,
        "journal_sender": open_sender(settings),
    }
    yield one_app
    database.close()
    one_app.config.clear()
    one_app.config.update(as_made)


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return browser(app)


@pytest.fixture
def as_person(app: Flask, family: Family) -> AsPerson:
    """`as_person("ada")`: a browser signed in as Ada, sending what browsers send."""

    def sign_in(name: str) -> FlaskClient:
        token = secrets.token_urlsafe(32)
        with family.database.transaction() as session:
            session.add(
                AuthSession(
                    id=hashed(token),
                    account_id=family.people[name],
                    agent="test",
                    created_at=now(),
                    seen_at=now(),
                    proved_at=now(),
                )
            )
        client = browser(app)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return client

    return sign_in


@pytest.fixture
def ada(as_person: AsPerson) -> FlaskClient:
    """Nora's mother's browser."""
    return as_person("ada")


@pytest.fixture
def elsewhere(family: Family, settings: Settings, tmp_path: Path) -> Iterator[Database]:
    """The same journal on another server."""
    yield from copied_elsewhere(family, settings, tmp_path)


@pytest.fixture
def put_in_url(family: Family) -> str:
    """The page on which the household's file is put in."""
    return address(family)


@pytest.fixture
def prednisolone(family: Family) -> Medicine:
    """12.5 mg every day, due ten minutes ago."""
    return family.medicine(rhythm=daily.daily_at(-10))


def browser(app: Flask) -> FlaskClient:
    """A client that carries a form token by itself, as a page's hidden field would."""
    app.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_csrf.py switches it on again
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


@pytest.fixture
def midday(family: Family) -> None:
    """Nora's day began twelve hours ago: no test meets its edge, whenever it runs."""
    begins = (now() - timedelta(hours=12)).astimezone(ZoneInfo(ZONE)).time().replace(minute=0)
    with family.database.transaction() as session:
        session.get_one(Child, family.nora).day_begins = begins.replace(second=0, microsecond=0)


@pytest.fixture
def sync(as_person, family):
    browsers = {}

    def send(*changes, who="ada", **more):
        client = browsers.setdefault(who, as_person(who))
        body = {
            "device": DEVICE.get(who, str(uuid.UUID(int=9))),
            "person": str(family.people[who]),
            "sent_at": now().isoformat(),
            "epoch": None,
            "cursor": None,
            "changes": list(changes),
            **more,
        }
        return client.post("/api/v1/sync", json=body)

    return send


@pytest.fixture
def admitted(family):
    """A stay of Nora's that began so many hours ago; `left`: how many hours ago it ended."""

    def write(hours=50, left=None, **more):
        at = now() - hours * HOUR
        fields = {"at": at.isoformat(), "admitted": at.isoformat(), "hospital": "St. Anna", **more}
        if left is not None:
            fields["discharged"] = (now() - left * HOUR).isoformat()
        made = change(family.nora, "stay", made_at=now() - HOUR, entry=uuid7(at), **fields)
        with family.database.transaction() as session:
            assert record(session, family.actor(session, "ada"), made, now=now()).stored
        return made.entry

    return write


@pytest.fixture
def inbox(app, request):
    """The family's server sends mail."""
    inbox = getattr(request, "param", None) or Inbox()
    before = app.extensions["journal_mailer"]
    with mail_server(inbox) as address:
        url = f"smtp://{address}"
        app.extensions["journal_mailer"] = Mailer.read(url, contact=None, name="sunhat.example")
        yield inbox
        signing_in.told()
    app.extensions["journal_mailer"] = before


@pytest.fixture
def victim(family: Family, settings: Settings) -> Victim:
    """Nora's journal with one of everything, whose ids a stranger might name."""
    return victim_in(family, settings.data)


@pytest.fixture
def tired(sync, family):
    """Tired 3, since yesterday."""
    sync(form_change(family, "symptom", minutes=-24 * 60, symptom="fatigue", severity="3"))


@pytest.fixture
def standing(sync):
    """What the journal says of evenings and symptoms."""

    return lambda: [one for one in sync().json["entries"] if not one["deleted"]]
