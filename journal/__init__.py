"""Sunhat: a treatment journal for families. `create_app` is the one place where the parts meet."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from journal.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Return the app with its database open; reminders start when it is served.

    Raises BadSetting, WrongSchema or NotDurable with one sentence when it must not start. Under
    `flask journal …` the verbs look at the schema themselves: one of them is there to change it.
    """
    # Imported here so that `import journal.care` stays what it is: pure and quick.
    import click
    from sqlalchemy.exc import ArgumentError

    from journal import cli, web
    from journal.records.database import Database
    from journal.records.schema import check_schema
    from journal.settings import BadSetting, Settings
    from journal.start import finish_new_keys

    settings = settings or Settings.from_environment()
    try:
        database = Database(settings.database)
    # The URL may hold a passphrase, and the message of SQLAlchemy the URL.
    except (ArgumentError, ValueError, ImportError):
        raise BadSetting(
            "JOURNAL_DATABASE is no address of a database. Leave it out for SQLite, or write "
            "postgresql+psycopg://user:passphrase@host/name."
        ) from None
    database.check_opens()
    if click.get_current_context(silent=True) is None:
        database.check_durable()
        check_schema(database)
    settings = finish_new_keys(settings, database)
    app = web.create(settings, database)
    cli.init_app(app)
    return app
