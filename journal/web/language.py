"""Words, dates and numbers in the reader's language. English is complete; others may follow."""

import re
from decimal import Decimal

from flask import Flask, request
from flask_babel import Babel, get_locale, gettext

from journal.care.problems import Problem
from journal.care.units import Unit
from journal.words import amount_text

LANGUAGES = ("en",)
AMOUNT = re.compile(rf"(\d+(?:\.\d+)?) ({'|'.join(Unit)})")


def init_app(app: Flask) -> None:
    """Choose the language per request and tell templates about it."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "journal/translations"
    Babel(app, locale_selector=_choose, timezone_selector=lambda: "UTC")
    app.context_processor(_context)


def said(problem: Problem) -> str:
    """A problem's sentence in the reader's language."""
    values = {name: _as_read(value) for name, value in problem.values.items()}
    return str(gettext(problem.text)) % values


def _as_read(value: str) -> str:
    """ "2 tablet", as the rules write it, in the words people read: "2 tablets"."""
    amount = AMOUNT.fullmatch(value)
    return amount_text(Decimal(amount[1]), amount[2]) if amount else value


def _choose() -> str:
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _context() -> dict[str, str]:
    locale = get_locale()
    return {
        "lang": str(locale).replace("_", "-") if locale else "en",
        "dir": locale.text_direction if locale else "ltr",
    }
