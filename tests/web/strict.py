"""The templates without the app: Jinja as the app sets it up, but strict and speaking English."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from journal.words import day_in_words, unbroken

ROOT = Path(__file__).resolve().parents[2]


def environment() -> Environment:
    """Return an environment in which a key that a template lacks is an error."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=select_autoescape(["html"], default=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.filters["unbroken"] = unbroken
    made.filters["day_in_words"] = day_in_words
    made.install_gettext_callables(_same, _plural, newstyle=True)
    made.globals.update(
        asset=lambda path: f"static/{path}",
        csrf_token=lambda: "a-token",
        url_for=lambda endpoint, **values: f"#{endpoint}",
    )
    return made


def _same(text: str) -> str:
    return text


def _plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many
