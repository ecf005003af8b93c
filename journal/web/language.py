"""Words, dates and numbers in the reader's language. English is complete; others may follow."""

from flask import Flask, request
from flask_babel import Babel, get_locale, gettext

from journal.care.problems import Problem

LANGUAGES = ("en",)


def init_app(app: Flask) -> None:
    """Choose the language per request and tell templates about it."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "journal/translations"
    Babel(
        app,  # type: ignore[no-untyped-call]  # one argument of theirs has no type
        locale_selector=_choose,
        timezone_selector=lambda: "UTC",
    )
    app.context_processor(_context)


def said(problem: Problem) -> str:
    """A problem's sentence in the reader's language."""
    return str(gettext(problem.text)) % problem.values


def _choose() -> str:
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _context() -> dict[str, str]:
    locale = get_locale()
    return {
        "lang": str(locale).replace("_", "-") if locale else "en",
        "dir": locale.text_direction if locale else "ltr",
    }
