"""Finds what a person may read in code, templates and scripts."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support import sources

FORBIDDEN = re.compile(
    r"(?<![\w-])(?:safe|safely|ok to|okay to|normal|abnormal|not given|should take|should give"
    r"|recommended dose|diagnose|diagnoses|monitor|well done|great job|you missed|you forgot)"
    r"(?![\w-])",
    re.IGNORECASE,
)

# What these letters may mean besides, each with its reason.
ALLOWED = re.compile(
    r"normal (?:human )?immunoglobulin"  # the name of a medicine on its box
    r"|normal saline",  # the name of an infusion
    re.IGNORECASE,
)

# The functions that mark a sentence for translation, in Python and in templates alike.
MARKS = {"N_", "_", "gettext", "ngettext", "pgettext", "npgettext", "lazy_gettext", "_l"}


def forbidden_in(text: str) -> list[str]:
    """Return the forbidden words of a sentence."""
    return FORBIDDEN.findall(ALLOWED.sub("", " ".join(text.split())))


@dataclass(frozen=True, slots=True)
class Words:
    """Words a person may read, and where they stand."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{sources.shown(self.path)}:{self.line}: {' '.join(self.text.split())[:100]}"


def in_python(path: Path) -> Iterator[Words]:
    """Yield the sentences a Python file marks for translation."""
    for node in ast.walk(sources.parsed(path)):
        if isinstance(node, ast.Call) and _name(node.func) in MARKS:
            for argument in node.args:
                for part in ast.walk(argument):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield Words(path, part.lineno, part.value)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SPOKEN = re.compile(
    r"\b(?:aria-label|aria-description|title|alt|placeholder|content|value|label)"
    r"=(?:\"([^\"]*)\"|'([^']*)')"
)


def in_template(path: Path) -> Iterator[Words]:
    """Yield a template's text, the attributes that are read out, and the strings of its code.

    Strings of code are all taken, marked or not: a word reaches the page through a macro too.
    """
    text = sources.without_comments(path.read_text(encoding="utf-8"), ".html")
    for code in _CODE.finditer(text):
        yield from _all(path, text, code, _STRING)
    page = _CODE.sub(_blank, text)
    for tag in _TAG.finditer(page):
        yield from _all(path, page, tag, _SPOKEN)
    for number, line in enumerate(_TAG.sub(_blank, page).splitlines(), 1):
        if line.strip():
            yield Words(path, number, line)


def in_script(path: Path) -> Iterator[Words]:
    """Yield the strings of a script."""
    text = sources.without_comments(path.read_text(encoding="utf-8"), ".js")
    pattern = re.compile(rf"{_STRING.pattern}|`((?:[^`\\]|\\.)*)`", re.DOTALL)
    for found in pattern.finditer(text):
        yield _words(path, text, found.start(), found)


def _all(path: Path, text: str, within: re.Match[str], pattern: re.Pattern[str]) -> Iterator[Words]:
    for found in pattern.finditer(within[0]):
        yield _words(path, text, within.start() + found.start(), found)


def _words(path: Path, text: str, at: int, found: re.Match[str]) -> Words:
    said = next((group for group in found.groups() if group is not None), "")
    return Words(path, text.count("\n", 0, at) + 1, said)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
