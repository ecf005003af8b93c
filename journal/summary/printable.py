"""Make any stored text fit to be set in type, without changing what a person would read.

Names stay exactly as stored in the journal and in the JSON; only what has no place on paper is
left out here: control characters, halves of characters, direction overrides that would turn the
rest of a line round (F22).
"""

import re
import unicodedata

LONGEST_RUN_OF_MARKS = 8
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SPACE = re.compile(r"\s+")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str, longest: int = 300) -> str:
    """Return the text on one line, at most `longest` characters, an ellipsis where it was cut.

    At most eight combining marks stay in a row. The work is bounded by `longest`, not by the
    length of the text.
    """
    if len(text) <= longest and text.isascii() and text.isprintable() and _is_bare(text):
        return text
    kept: list[str] = []
    marks = 0
    for char in text[: longest * 4]:
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > LONGEST_RUN_OF_MARKS or char in _OVERRIDES:
            continue
        if category in ("Cs", "Cn", "Co"):
            char = REPLACEMENT
        elif category == "Cc":
            char = " "
        kept.append(char)
    line = _SPACE.sub(" ", "".join(kept)).strip()
    cut = len(line) > longest or len(text) > longest * 4
    return line[: longest - 1].rstrip() + "…" if cut else line


def _is_bare(text: str) -> bool:
    """Whether its only white space, the blank, stands alone and between words."""
    return "  " not in text and text == text.strip()
