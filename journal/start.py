"""From settings to a journal that may be served: directory, schema, durability, the instance."""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from journal.records.database import Database
from journal.records.other_keys import follow_other_keys
from journal.records.schema import current, ensure_instance, migrate, newest
from journal.settings import BadSetting, Settings, keep_names, write_secret

log = logging.getLogger(__name__)

SECRET, VAPID = "secret_key", "vapid_key"
# Written last and taken away last: while it is there, new keys are to be taken up.
DECIDED = f"{VAPID}.new"


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
    if marker.exists():
        _refuse_another(settings, str(instance.name))
    else:
        write_secret(marker, json.dumps({"instance": str(instance.name)}) + "\n")


def finish_new_keys(settings: Settings, database: Database) -> Settings:
    """Take up new keys that `rotate-keys` had decided on when it was interrupted; return the
    settings with them. Else nothing is done."""
    if not (settings.secrets / DECIDED).is_file() or current(database) != newest():
        return settings
    old, _ended = settings.secret_key, take_up_new_keys(settings, database)
    log.warning("A change of keys that was interrupted is done now. Restart every Sunhat.")
    kept = (settings.secrets / SECRET).read_text("utf-8").strip()
    return settings if old == kept else replace(settings, secret_key=kept)


def decide_new_keys(place: Path, *, secret: str, vapid: str) -> None:
    """Write new keys beside the old ones: from now on they are taken up, whatever happens."""
    for name in (DECIDED, f"{SECRET}.new"):
        (place / name).unlink(missing_ok=True)
    write_secret(place / f"{SECRET}.new", secret)
    write_secret(place / DECIDED, vapid)


def take_up_new_keys(settings: Settings, database: Database) -> int:
    """Let the database follow the new keys, then put them in place of the old ones; return how many
    sign-ins ended.

    Each step may be done again: what an interruption left is done from the beginning.
    """
    place = settings.secrets
    old = (place / SECRET).read_text("utf-8").strip()
    new = place / f"{SECRET}.new"
    with database.transaction() as session:
        following = new.read_text("utf-8").strip() if new.is_file() else old
        ended = follow_other_keys(session, old, following)
    for source, name in ((new, SECRET), (place / DECIDED, VAPID)):
        with suppress(FileNotFoundError):
            source.replace(place / name)
            keep_names(place)
    return ended


def _refuse_another(settings: Settings, name: str) -> None:
    """Photos and keys beside a database that is not theirs would be lost to both (F25)."""
    marker = settings.data / "instance.json"
    try:
        known = json.loads(marker.read_text("utf-8"))["instance"]
    except (ValueError, KeyError, TypeError):
        known = None
    if known != name:
        raise BadSetting(
            f"The database is not the one that {marker} names. Put the right one there, or check "
            "JOURNAL_DATA and JOURNAL_DATABASE."
        )


@contextmanager
def alone(settings: Settings, database: Database) -> Iterator[None]:
    """Hold an SQLite journal as its one server while the block runs; several may serve PostgreSQL.

    The lock ends with the process, however that ends. Raises BadSetting when another one has it.
    """
    if not database.is_sqlite:
        yield
        return
    descriptor = os.open(settings.data / "serving.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise BadSetting(
            f"Another Sunhat serves {settings.data}. Stop that one first, or choose another "
            "directory with JOURNAL_DATA."
        ) from None
    try:
        yield
    finally:
        os.close(descriptor)
