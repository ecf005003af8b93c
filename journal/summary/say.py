"""Translation with types: flask_babel has none, and every sentence of the page is a `str`."""

import flask_babel


def _(text: str, **values: object) -> str:
    """Return the sentence in the active language with its values filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Return the sentence that fits the number, in the active language; `%(num)d` is the number."""
    return str(flask_babel.ngettext(one, many, num, **values))
