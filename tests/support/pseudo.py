"""A made-up language: every sentence of ours, accented and 35 % longer; data stays as it is.

It is made from the sentences of the code when a test asks for it. Whatever shows plain letters in
it is data, or a sentence that nobody could translate. Its dates are Finnish, whose names of months
are the longest of those written in Latin letters.
"""

import io
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import Babel

LANGUAGE = "fi"
LONGER = 0.35
SOURCES = {"journal": [("**.py", "python")], "templates": [("**.html", "jinja2")]}
ACCENTED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÀƁÇĐÉƑĞĤÎĴĶĻḾÑÖÞɊŔŠŢÛṼŴẊÝŽàƀçđéƒğĥîĵķļḿñöþɋŕšţûṽŵẋýž",
)
KEPT = re.compile(r"(%\([a-z_]+\)[a-z]|%%|\{[a-z]+\}|\s+)")


def accented(text: str) -> str:
    """The text in the made-up language; what stands for a value is kept."""
    owed, said = 0.5, ""
    for part in KEPT.split(text):
        if KEPT.fullmatch(part) and not part.isspace():
            said += part
            continue
        owed += len(part) * LONGER
        more = 0 if part.isspace() else int(owed)
        owed -= more
        said += part.translate(ACCENTED) + "ö" * more
    return said


def sentences(root: Path) -> set[str | tuple[str, str]]:
    """Every sentence of ours that goes through gettext, of code and facts; two where it counts."""
    found = chain.from_iterable(
        # Left to itself, Babel passes by folders such as templates/_ui.
        extract_from_dir(str(root / folder), how, directory_filter=lambda _folder: True)
        for folder, how in SOURCES.items()
    )
    said = {message for _file, _line, message, _comments, _context in found}
    for file in (root / "journal/care/knowledge").glob("*.yaml"):
        said.update(texts(yaml.safe_load(file.read_text("utf-8"))))
    return said


def texts(read: object) -> Iterator[str]:
    """Every text of what a YAML file holds."""
    if isinstance(read, str) and read:
        yield read
    elif isinstance(read, dict | list):
        for each in read.values() if isinstance(read, dict) else read:
            yield from texts(each)


def write_catalogue(root: Path, folder: Path) -> None:
    """Write the whole language where Flask-Babel looks for it."""
    catalogue = Catalog(locale=LANGUAGE)
    for message in sentences(root):
        forms = message if isinstance(message, tuple) else (message,)
        said = tuple(accented(form) for form in forms)
        catalogue.add(message, said if len(said) > 1 else said[0])
    place = folder / LANGUAGE / "LC_MESSAGES"
    place.mkdir(parents=True)
    written = io.BytesIO()
    write_mo(written, catalogue)
    (place / "messages.mo").write_bytes(written.getvalue())


def speak(app: Flask, folder: Path) -> None:
    """Let an app answer in the made-up language, whoever asks."""
    made = app.extensions["babel"]
    made.translation_directories = [str(folder)]
    made.locale_selector = lambda: LANGUAGE


def speaker(folder: Path) -> Flask:
    """An app without pages, in whose context papers come out in the made-up language."""
    app = Flask("pseudo")
    Babel(app)
    speak(app, folder)
    return app


def plain_words(text: str) -> Iterator[str]:
    """Words of plain letters: data, or what nobody could translate."""
    return (found.group() for found in re.finditer(r"[A-Za-z]{2,}", text))
