"""The pages and the API. One module per page family; every one registers its blueprint here."""

from pathlib import Path

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from journal.records.database import Database
from journal.reminders.worker import open_mailer, open_sender
from journal.settings import BadSetting, Settings
from journal.web import assets, errors, language, security, signed_in
from journal.web.indents import WithoutIndents
from journal.web.pages import BLUEPRINTS
from journal.web.words_files import words_files
from journal.words import day_in_words, unbroken

ROOT = Path(__file__).resolve().parent.parent.parent


def create(settings: Settings, database: Database) -> Flask:
    """Return the Flask app with every page."""
    app = Flask("journal", root_path=str(ROOT), static_folder=None)
    app.extensions["journal_settings"] = settings
    app.extensions["journal_database"] = database
    try:
        app.extensions["journal_sender"] = open_sender(settings)
    except ValueError as error:
        raise BadSetting(str(error)) from error
    app.extensions["journal_mailer"] = open_mailer(settings)
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.sort_keys = False
    app.jinja_env.trim_blocks = True
    app.jinja_env.add_extension(WithoutIndents)
    app.jinja_env.filters["unbroken"] = unbroken
    app.jinja_env.filters["day_in_words"] = day_in_words
    if settings.proxies:
        hops = settings.proxies
        behind_proxies = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = behind_proxies  # type: ignore[method-assign]  # as Flask documents it
    language.init_app(app)
    assets.init_app(app, ROOT / "static", words_files(app))
    signed_in.init_app(app)
    security.init_app(app, settings)
    errors.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
