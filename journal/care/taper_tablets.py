"""Tablets as clinics count them, in halves and in words, turned to digits: "1½ tablets" is 1.5."""

import re

from journal.care.dates import MONTHS

_PARTS = {
    "1/2": "5", "½": "5", "half": "5", "1/4": "25", "¼": "25", "quarter": "25",
    "3/4": "75", "¾": "75", "three quarters": "75", "three-quarters": "75",
}  # fmt: skip
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TABLETS = r"(?P<tablets>tab(?:let)?s?)\b"
_WORD = "|".join(_COUNTED)
# "1 half tablet" and "1-1/2 tablets" have two readings, and stay as they are.
_FRACTION = re.compile(
    r"(?<![0-9a-z.,/½¼¾-])(?:(?<![0-9]\s)|(?<=(?:19|20)[0-9]{2}\s))"
    rf"(?:(?P<digits>[0-9]{{1,2}})(?:\s+and\s+(?:an?\s+)?|\s+(?=[1-3]/|[½¼¾])|(?=[½¼¾]))"
    rf"|(?P<word>{_WORD})\s+and\s+(?:an?\s+)?)?"
    r"(?P<part>[13]/[24]|[½¼¾]|(?:an?\s+|one\s+)?(?:half|quarter)|three[ -]quarters)"
    rf"\s*(?:of\s+)?(?:(?:an?|one)\s+)?{_TABLETS}"
)
_WHOLE = re.compile(rf"\b(?P<word>an?|{_WORD})\s+{_TABLETS}")
_MONTH_BEFORE = re.compile(
    "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).lower() + r"|sept)\.?\s*$"
)


def tablets_in_digits(text: str) -> str:
    """Return lower-case text with its halves, quarters and counted words of tablets as decimals.

    Only before the word tablet. What has two readings stays, so that it is asked about: "1-1/2",
    "1 half", and a whole number behind a month ("until May 14 1/2 tablet").
    """
    return _WHOLE.sub(_whole, _FRACTION.sub(_fraction, text))


def _fraction(found: re.Match[str]) -> str:
    part = re.sub(r"^(?:an?|one)\s+", "", found["part"])
    whole = found["digits"] or _number(found["word"])
    after_month = _MONTH_BEFORE.search(found.string[: found.start()])
    if part not in _PARTS or (found["digits"] and after_month):
        return found[0]
    return f"{whole}.{_PARTS[part]} {found['tablets']}"


def _whole(found: re.Match[str]) -> str:
    return f"{_number(found['word'], or_else=1)} {found['tablets']}"


def _number(word: str | None, or_else: int = 0) -> int:
    return _COUNTED.index(word) + 1 if word in _COUNTED else or_else
