"""The WSGI entry point: `flask --app wsgi …` and any WSGI server start here."""

from journal import create_app

app = create_app()
