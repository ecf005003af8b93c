"""The demo's pictures: Nora's knuckles over half a year, drawn here of plain shapes."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from journal.entries import record
from journal.entries.photos import Upload, keep
from journal.exchange.demo_calendar import DAYS, Calendar, timed
from journal.exchange.demo_events import Happening
from journal.exchange.demo_people import NORA, PEOPLE
from journal.records.access import Actor, actor_for
from journal.records.database import Database
from journal.records.entries import Change

# Days before today, who took it, and how dark the spots over the joints are drawn.
TAKEN = ((182, "Ada", 70), (93, "Ben", 45), (5, "Ada", 20))
CLOTH, HAND, SIZE = (226, 229, 222), (224, 182, 152), (960, 720)


def add_pictures(database: Database, data: Path, calendar: Calendar) -> None:
    """Keep the pictures and their entries; those that are there are left as they are.

    data  the data directory: the pictures are files of it
    """
    for before, by, spots in TAKEN:
        one = _told(calendar, before, by)
        if _is_there(database, one):
            continue
        photo = timed(one.at, "photo", one.name)
        upload = Upload(id=photo, child=NORA, sent=_drawn(spots))
        writer = _Writer(database, by)
        keep(writer.reading, writer.writing, upload, data, now=one.received_at)
        with writer.writing() as (session, actor):
            outcome = record(session, actor, one.change(), now=one.received_at)
            if not outcome.stored:
                raise ValueError(f"{one.name}: {outcome}")


def _told(calendar: Calendar, before: int, by: str) -> Happening:
    at = calendar.at(DAYS - before, "16:20")
    name = f"knuckles-{before}"
    fields = {"series": "knuckles", "side": "left", "photos": [str(timed(at, "photo", name))]}
    return Happening("picture", name, by, at, fields)


def _is_there(database: Database, one: Happening) -> bool:
    with database.reading() as session:
        return session.get(Change, one.id) is not None


class _Writer:
    """Transactions as somebody of the family."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._person = next(person.id for person in PEOPLE if person.name == name)

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Actor]]:
        with self._database.reading() as session:
            yield session, actor_for(session, self._person)

    @contextmanager
    def writing(self) -> Iterator[tuple[Session, Actor]]:
        with self._database.transaction() as session:
            yield session, actor_for(session, self._person)


def _drawn(spots: int) -> bytes:
    """A hand on a cloth: four fingers and a spot over each joint; nobody's."""
    from PIL import Image, ImageDraw  # a server that is no demo never loads it

    image = Image.new("RGB", SIZE, CLOTH)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((180, 470, 780, 760), 110, fill=HAND)
    red, green, blue = HAND
    spot = (red - spots // 4, green - spots, blue - spots)
    for place, top in enumerate((150, 90, 110, 190)):
        left = 190 + place * 150
        draw.rounded_rectangle((left, top, left + 125, 600), 62, fill=HAND)
        for middle in (top + 150, 480):
            draw.ellipse((left + 22, middle - 26, left + 103, middle + 26), fill=spot)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
