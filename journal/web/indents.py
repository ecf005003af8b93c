"""Templates are indented for who reads them; the indents do not travel."""

import re

from jinja2.ext import Extension

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class WithoutIndents(Extension):
    """Takes the blanks at the start of every line of a template away, not those of a value."""

    def preprocess(self, source: str, *_names: str | None, **_named: str | None) -> str:
        return _INDENT.sub("", source)
