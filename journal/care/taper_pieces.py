"""A written taper cut into pieces, one for each step."""

import re

from journal.care.taper_words import Words, words_of

# A comma ends a step unless it stands in a number ("12,5") or before a year ("May 14, 2026").
_YEAR_FOLLOWS = r"\s*(?:19|20)[0-9]{2}\b(?!\s*(?:mg|mcg|µg|g|ml|iu|tab|cap))"
_SPLIT = re.compile(
    rf"\r?\n|;|,(?![0-9])(?!{_YEAR_FOLLOWS})|(?<![0-9]),"
    r"|\b(?:and\s+)?then\b|\bfollowed\s+by\b|->|=>|→|(?<=[a-zA-Z])\.(?=\s|$)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*(?:step\s+([0-9]{1,3})\s*[:.)-]?|\(?([0-9]{1,3})[.)])\s+", re.I)
_BULLET = re.compile(r"^\s*[-*•·]\s+")
_COUNTED = re.compile(
    r"^\s*(days?|weeks?|wks?)\s*([0-9]{1,3})(?:\s*(?:-|to|&|and)\s*([0-9]{1,3}))?\s*[:.,]?(?=\s)",
    re.IGNORECASE,
)
_SAME = str.maketrans({"–": "-", "—": "-", "−": "-", "×": "x", "\t": " "})


def pieces_of(text: str) -> list[Words]:
    """The text cut into steps; an amount and its dates that a comma parted are one again."""
    pieces: list[Words] = []
    counted: dict[str, int] = {}
    ordinal = 0
    for part in _SPLIT.split(text.replace("\N{NO-BREAK SPACE}", " ").translate(_SAME)):
        if not part or not part.strip():
            continue
        words, ordinal = _one_piece(part, ordinal, counted)
        if not (pieces and _join(pieces[-1], words)):
            pieces.append(words)
    return pieces


def _one_piece(part: str, ordinal: int, counted: dict[str, int]) -> tuple[Words, int]:
    body = _BULLET.sub("", part)
    numbered = _NUMBERED.match(body)
    # "1. 5 mg" is a first step of 5 mg only where the line is the first.
    if numbered and int(numbered[1] or numbered[2]) == ordinal + 1:
        body, ordinal = body[numbered.end() :], ordinal + 1
    label = _COUNTED.match(body)
    if label is None:
        return words_of(body), ordinal
    span = "week" if label[1].lower().startswith("w") else "day"
    first, last = int(label[2]), int(label[3] or label[2])
    words = words_of(body[label.end() :])
    words.text = body.strip()
    if words.length is None and first == counted.get(span, 0) + 1 <= last:
        words.length = (last - first + 1, span)
        counted[span] = last
    else:
        words.unread.append(label[0].strip())
    return words, ordinal


def _join(before: Words, words: Words) -> bool:
    """Add a piece without amount, or the amount of a piece with only a first day, to the last."""
    parted_end = words.has_days and not words.amounts and bool(before.amounts)
    only_days = before.has_days and not before.amounts and not before.last and words.amounts
    if parted_end:
        if (before.length or before.last) and (words.length or words.last):
            return False
        if words.first and (before.first or before.relative):
            return False
    elif not (only_days and not (words.first or words.relative) and not before.length):
        return False
    before.text = f"{before.text}, {words.text}"
    before.amounts += words.amounts
    before.length = before.length or words.length
    before.first, before.last = before.first or words.first, before.last or words.last
    before.relative = before.relative or words.relative
    before.other_days |= words.other_days
    before.in_turn |= words.in_turn
    before.then = words.then or before.then
    before.unread += words.unread
    before.numeric += words.numeric
    return True
