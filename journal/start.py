"""From settings to a journal that may be served: directory, schema, durability, the instance."""

import json
import logging

from journal.records.database import Database
from journal.records.schema import current, ensure_instance, migrate
from journal.settings import BadSetting, Settings, write_secret

log = logging.getLogger(__name__)


def prepare(settings: Settings, database: Database) -> None:
    """Make the database ready, or raise with one sentence.

    An empty database where a journal used to be is a loud stop, never a new beginning (F25).
    """
    marker = settings.data / "instance.json"
    if marker.exists() and current(database) is None:
        raise BadSetting(
            f"The data directory {settings.data} had a journal, and its database is gone. "
            "Restore a backup, or move instance.json away to begin anew."
        )
    migrate(database, backups=settings.data / "backups")
    database.check_durable()
    if database.is_unlocked():
        log.warning(
            "PostgreSQL lets this role pass row-level security: the second lock between families "
            "is open. Let a plain role own the database (docs/self-hosting.md, PostgreSQL)."
        )
    instance = ensure_instance(database)
    if not marker.exists():
        write_secret(marker, json.dumps({"instance": str(instance.name)}) + "\n")
