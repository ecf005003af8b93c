"""A household on another server, and its file as an owner sends it to a page."""

import io
import shutil
import uuid
from pathlib import Path

from journal.clock import now
from journal.entries import record
from journal.exchange.backup import backup
from journal.exchange.taken_out import take_out
from journal.records.database import Database
from tests.family import NOW, change


def copied_elsewhere(family, settings, tmp_path):
    """The same journal on another server, to be written in and taken out."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    written(family, family.database, "ada", "here")
    family.database.close()
    shutil.copy(settings.data / "journal.sqlite3", folder)
    database = Database(f"sqlite:///{folder / 'journal.sqlite3'}")
    yield database
    database.close()


def written(family, database, who, said, made=None):
    made = made or change(family.nora, "note", note=said)
    with database.transaction() as session:
        actor = family.actor(session, who)
        assert record(session, actor, made, now=NOW).stored
    return made


def taken(family, database, child="nora", whole=None):
    """The household as a page sends it; `whole`: all there is, as a backup."""
    folder = Path(database.engine.url.database).parent
    file = folder / f"{uuid.uuid4()}.zip"
    if whole:
        backup(database, folder, file, now=now())
    else:
        take_out(database, folder, family.children[child], file, reader=None, now=now())
    return file.read_bytes()


def address(family):
    """Where Nora's family puts a file in."""
    return f"/children/{family.nora}/put-in"


def send(client, url, content):
    return client.post(url, data={"file": (io.BytesIO(content), "sunhat.zip")})


def confirm(client, url, page, typed="Nora"):
    return client.post(f"{url}/confirm", data={"sum": sum_of(page), "typed": typed})


def sum_of(page):
    """The checksum of the file that the page speaks of."""
    return page.text.partition('name="sum" value="')[2].partition('"')[0]


def words(page):
    """The page's text on one line."""
    return " ".join(page.text.split())
