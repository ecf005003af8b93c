"""Names as they are compared: without case, accents and signs that nobody sees."""

import unicodedata


def folded(name: str) -> str:
    """Return a name in small letters, without accents and without invisible signs."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) not in {"Mn", "Cf"})


def letters_apart(one: str, other: str) -> int:
    """Return how many letters must be added, left out or changed to make one word the other."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        above, row = row, [number]
        for position, wanted in enumerate(other, start=1):
            row.append(
                min(above[position] + 1, row[-1] + 1, above[position - 1] + (letter != wanted))
            )
    return row[-1]
