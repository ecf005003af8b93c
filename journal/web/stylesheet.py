"""The one stylesheet a page asks for, put together from the files of static/css."""

import re
from pathlib import Path

_IMPORT = re.compile(r'@import url\("([^"]+)"\);\n?')
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_INDENT = re.compile(r"\n\s*")


def parts_of(css: Path) -> list[str]:
    """Return the names of the files that sunhat.css of the folder `css` imports, in their order."""
    return _IMPORT.findall((css / "sunhat.css").read_text("utf-8"))


def stylesheet(css: Path) -> str:
    """Return sunhat.css of the folder `css` with its imports filled in, comments and indents gone.

    Raises FileNotFoundError when sunhat.css names a part that is not there. The file works
    unjoined too, at one request for each part: too many on a ward's network.
    """
    entry = (css / "sunhat.css").read_text("utf-8")
    whole = _IMPORT.sub(lambda part: (css / part[1]).read_text("utf-8"), entry)
    return _INDENT.sub("\n", _COMMENT.sub("", whole)).strip() + "\n"
