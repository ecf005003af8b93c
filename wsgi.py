"""The WSGI entry point: `flask --app wsgi …` and any WSGI server start here."""

from journal import create_app
from journal.records.database import NotDurable
from journal.records.schema import WrongSchema
from journal.settings import BadSetting

try:
    app = create_app()
except (BadSetting, WrongSchema, NotDurable) as error:
    # One sentence for whoever runs it; the lines of our code would bury it.
    raise SystemExit(f"Sunhat cannot start. {error}") from None
