"""What the scripts say, a file for each language: fetched once, not in every page."""

import json

from flask import Flask
from flask_babel import force_locale

from journal.web.language import LANGUAGES
from journal.web.phone_words import phone_words
from journal.web.shell_words import shell_words


def words_files(app: Flask) -> dict[str, str]:
    """Return the script that holds all words, by its name among the static files."""
    with app.app_context():
        return {f"words/{name.replace('_', '-')}.js": _script(name) for name in LANGUAGES}


def _script(language: str) -> str:
    with force_locale(language):
        words = phone_words() | shell_words()
    told = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.sunhatWords={told}\n"
