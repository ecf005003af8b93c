"""The code of a link as everybody who types it means it."""

import unicodedata


def read_code(typed: str) -> str | None:
    """Return a code as it is kept and compared, whatever keyboard wrote it; None for none."""
    return unicodedata.normalize("NFKC", typed).strip() or None
