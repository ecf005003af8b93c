"""Names as they are compared: without case, accents and signs that nobody sees."""

import unicodedata


def folded(name: str) -> str:
    """Return a name in small letters, without accents and without invisible signs."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) not in {"Mn", "Cf"})
