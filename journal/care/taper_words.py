"""The words of one written taper step: an amount, how long, from and until when, how often."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from journal.care.dates import MONTHS
from journal.care.rhythm_kinds import WEEK
from journal.care.taper import Then
from journal.care.taper_tablets import tablets_in_digits
from journal.care.units import Unit

COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "another": 1,
}  # fmt: skip
UNITS = {
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams"), Unit.MILLIGRAM),
    **dict.fromkeys(("mcg", "µg", "μg", "ug", "microgram", "micrograms"), Unit.MICROGRAM),
    **dict.fromkeys(("g", "gram", "grams"), Unit.GRAM),
    **dict.fromkeys(("ml", "mls", "millilitre", "millilitres"), Unit.MILLILITRE),
    **dict.fromkeys(("iu", "units", "unit"), Unit.INTERNATIONAL_UNIT),
    **dict.fromkeys(("tab", "tabs", "tablet", "tablets"), Unit.TABLET),
    **dict.fromkeys(("cap", "caps", "capsule", "capsules"), Unit.CAPSULE),
    **dict.fromkeys(("drop", "drops"), Unit.DROP),
    **dict.fromkeys(("puff", "puffs"), Unit.PUFF),
    **dict.fromkeys(("patch", "patches"), Unit.PATCH),
}
SPANS = {"7": "day", "52": "week", "12": "month"}
SHORT_MONTHS = [name[:3].lower() for name in MONTHS]
SHORT_DAYS = [day.value[:3] for day in WEEK]

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).lower() + "|sept"
_WEEKDAY = "|".join(f"{day.value[:3]}(?:{day.value[3:]}|s|rs|rsday|nes)?" for day in WEEK)
_NUMERIC = (
    r"[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?|[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{2,4})?"
    r"|[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4}"
)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
# A year, unless it is an amount of its own: "14 May 2000 mg".
_NO_AMOUNT = r"(?![0-9]|[.,][0-9]|\s*(?:mg|mcg|µg|μg|ug|g|ml|iu|units?|tab|cap|drop|puff))"
_DATE = (
    rf"(?:(?:{_WEEKDAY})\.?,?\s+)?(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
    rf"|{_DAY}\.?\s*(?:of\s+)?(?:{_MONTH})\.?(?:,?\s+(?:19|20)[0-9]{{2}}{_NO_AMOUNT})?"
    rf"|(?:{_MONTH})\.?\s+{_DAY}(?![0-9.]|\s*(?:mg|mcg|ml|tab|cap))"
    rf"(?:,?\s+(?:19|20)[0-9]{{2}}{_NO_AMOUNT})?)(?![0-9a-z])"
)
_UNTIL = r"up\s+to(?:\s+and\s+including)?|until|till|til|to|through|thru|ending(?:\s+on)?"
_FROM = r"(?:starting|starts?|beginning|begins?)(?:\s+(?:on|from))?|from|as\s+of|since|on"
_COUNT = "[0-9]{1,3}|" + "|".join(rf"{word}\b" for word in COUNTS)
_SPAN = r"(days?|d|weeks?|wks?|w|months?|mths?|mos?)"
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_NOT_WORD = r"(?![0-9a-zµμ])"
_AMOUNT = r"(?<![0-9a-z.,/-])(-?[0-9.,]*[0-9])"

OTHER_DAYS = (
    r"\bevery\s+(?:other|second|2nd|alternate)\s+days?\b|\bevery\s+(?:2|two)\s+days\b"
    r"|\b(?:on\s+)?alternat(?:e|ing)\s+days\b|\bqod\b|\beod\b"
)
# Named and not read, because parts of them would look like something else: "2-3 weeks",
# "5 days a week", "once a week", "every 2 weeks", "1/2 tablet".
ASKED = (
    rf"\b(?:{_COUNT})\s*(?:-|to|or)\s*(?:{_COUNT})\s*{_SPAN}{_NOT_WORD}",
    rf"\b(?:{_COUNT})\s*{_SPAN}\s+(?:a|per|each|every)\s+(?:day|week|month)\b",
    r"\b(?:once|twice|[0-9a-z]+\s+times)\s+(?:a|per|every|each)\s+(?:week|month)\b",
    r"\b(?:twice|[0-9a-z]+\s+times)\s+(?:daily\b|(?:a|per|every|each)\s+day\b)",
    rf"\b(?:every|each)\s+(?:{_COUNT}|few)\s*{_SPAN}{_NOT_WORD}",
    rf"[0-9]+\s*/\s*[0-9]+\s*(?:{_UNIT}){_NOT_WORD}",
)
IN_TURN = r"\balternat(?:e|es|ed|ing)\s+with\b|\bin\s+turn(?:\s+with)?\b"
EVERY_DAY = (
    r"\b(?:once\s+)?(?:a|per|each|every)\s+(?:day|morning)\b|\b(?:once\s+)?daily\b"
    r"|\b(?:od|qd)\b|\bin\s+the\s+mornings?\b|\bmane\b"
)
ASK_THEN = (
    r"\buntil\s+(?:further\s+notice|(?:the\s+)?(?:next\s+)?(?:review|visit|appointment|clinic)"
    r"|seen(?:\s+in\s+clinic)?|told\s+otherwise)\b"
)
NOT_KNOWN = (
    r"\b(?:i\s+)?(?:do\s+not|don['’]t)\s+know\b|\b(?:unclear|unknown|not\s+(?:known|sure|clear))\b"
    r"|\bask(?:\s+(?:the|my|our|your))?(?:\s+(?:team|doctor|clinic|hospital))?\b"
)
GOES_ON = r"\b(?:continue[sd]?|ongoing|indefinitely|long[ -]term|maintenance|stay|goes\s+on)\b"
STOPS = r"\b(?:stop(?:s|ped)?|discontinue[sd]?|off|nothing|finish(?:ed)?)\b"
# "Reduce 5 mg" is 5 mg less to one reader and 5 mg to another: alone these words stay unread.
_LESS_TO = r"(?:reduced?|decreased?|drop|down|go\s+down)(?:\s+down)?(?:\s+(?:the\s+)?dose)?\s+to"
FILLERS = (
    rf"\b(?:{_LESS_TO}|take|takes|give|then|and|of|the|go(?!\s+down\b)|goes|to"
    r"|with|at|for|on|dose|by mouth|orally|po|x|is|now|after|that)\b"
)


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A date as it was written: without a year until something else tells it."""

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """A number as it was typed, its unit or None, and the same amount in another unit beside it."""

    number: str
    unit: Unit | None
    beside: "WrittenAmount | None" = None


@dataclass(slots=True)
class Words:
    """What one piece of text says.

    amounts   in order
    length    (how many, "day", "week" or "month")
    unread    words that were not understood, as typed
    numeric   dates in digits, which two readers read as two dates, and whether each begins the step
    """

    text: str
    amounts: list[WrittenAmount] = field(default_factory=list)
    length: tuple[int, str] | None = None
    first: WrittenDay | None = None
    last: WrittenDay | None = None
    relative: str | None = None  # today or tomorrow
    other_days: bool = False
    in_turn: bool = False
    then: Then | None = None
    unread: list[str] = field(default_factory=list)
    numeric: list[tuple[str, bool]] = field(default_factory=list)

    def say(self, name: str, value: object) -> None:
        """Note one thing it says."""
        setattr(self, name, value)

    @property
    def has_days(self) -> bool:
        """Whether it says when or how long."""
        return bool(self.first or self.last or self.length or self.relative or self.numeric)

    @property
    def is_step(self) -> bool:
        """Whether it means a step, be it one that was not understood."""
        digits = any(letter.isdecimal() for part in self.unread for letter in part)
        return bool(self.amounts) or self.has_days or self.other_days or digits


class _Scanner:
    """The text with what was read cut out, so that the rest can be named."""

    def __init__(self, text: str) -> None:
        self.rest = tablets_in_digits(text.lower())

    def take(self, pattern: str, read: Callable[[re.Match[str]], object]) -> None:
        """Cut out every match that `read` takes; False from `read` leaves it."""

        def cut(found: re.Match[str]) -> str:
            return found[0] if read(found) is False else " \0 "

        self.rest = re.sub(pattern, cut, self.rest)


def words_of(text: str) -> Words:
    """Read one piece; nothing is filled in, and what is not understood stands in `unread`."""
    words = Words(text.strip())
    scan = _Scanner(text)
    scan.take(OTHER_DAYS, lambda _found: words.say("other_days", True))
    for pattern in ASKED:
        scan.take(pattern, lambda found: words.unread.append(found[0].strip()))
    scan.take(EVERY_DAY, lambda _found: None)
    scan.take(ASK_THEN, lambda _found: words.say("then", Then.ASK))
    _take_lengths(scan, words)
    _take_dates(scan, words)
    scan.take(IN_TURN, lambda _found: words.say("in_turn", True))
    _take_amounts(scan, words)
    scan.take(GOES_ON, lambda _found: words.say("then", Then.CONTINUE))
    if not words.amounts and not words.has_days:
        scan.take(NOT_KNOWN, lambda _found: words.say("then", Then.ASK))
    if not words.amounts:
        scan.take(STOPS, lambda _found: words.say("then", Then.STOP))
    scan.take(FILLERS, lambda _found: None)
    left = (part.strip(" \t.,:;()-•*=→>+") for part in scan.rest.split("\0"))
    words.unread += [part for part in left if part]
    return words


def _take_amounts(scan: _Scanner, words: Words) -> None:
    def taken(found: re.Match[str]) -> None:
        beside = WrittenAmount(found[3], UNITS[found[4]]) if found[3] else None
        words.amounts.append(WrittenAmount(found[1], UNITS.get(found[2] or ""), beside))

    # "25 mg (2.5 mL)" is one amount in two units; without its bracket it may be two amounts.
    scan.take(
        rf"{_AMOUNT}\s*(?:({_UNIT})\b)?(?:(?<=[a-zµμ])\s*[(=·]\s*(-?[0-9.,]*[0-9])\s*({_UNIT})\b)?"
        r"(?![0-9a-z/%µμ])",
        taken,
    )


def _take_lengths(scan: _Scanner, words: Words) -> None:
    def taken(number: str, span: str) -> bool:
        count = COUNTS.get(number) or (int(number) if number.isdecimal() else 0)
        if words.length is not None or not 1 <= count <= 400:
            return False
        words.length = (count, SPANS.get(span, span))
        return True

    span_of = {"d": "day", "w": "week", "m": "month"}
    # 5/7 is five days where the clinic writes so, and a date elsewhere; 2/52 is no date at all.
    scan.take(
        r"\b(?:for|x|over)\s*([0-9]{1,2})/(7|52|12)(?![0-9/])",
        lambda found: taken(found[1], found[2]),
    )
    scan.take(r"(?<![0-9/])([0-9]{1,2})/(52)(?![0-9/])", lambda found: taken(found[1], found[2]))
    # "a week" alone may mean each week.
    scan.take(
        rf"\b(?:for|x|over)\s+an?\s+{_SPAN}{_NOT_WORD}",
        lambda found: taken("1", span_of[found[1][0]]),
    )
    scan.take(
        rf"(?:\b(?:for|x|over)\s*|(?<![0-9a-z.,]))({_COUNT})[ -]*{_SPAN}{_NOT_WORD}",
        lambda found: taken(found[1], span_of[found[2][0]]),
    )
    scan.take(r"\b(?:for\s+)?(?:a|one)\s+fortnight\b", lambda _found: taken("2", "week"))


def _take_dates(scan: _Scanner, words: Words) -> None:
    def spanned(first: str, last: str) -> bool:
        if words.first or words.last:
            return False
        words.first, words.last = _day(first), _day(last)
        return True

    def single(role: str, text: str, before: str) -> bool:
        if re.fullmatch(_UNTIL, role) and words.last is None:
            words.last = _day(text)
        elif words.first is None and (
            re.fullmatch(_FROM, role) if role else not before.strip(" \0")
        ):
            words.first = _day(text)
        else:
            return False
        return True

    def begins(found: re.Match[str]) -> bool:
        return bool(re.fullmatch(_FROM, found[1] or "")) or not found.string[: found.start()].strip(
            " \0"
        )

    scan.take(
        rf"(?:\bfrom\s+)?(?<![0-9])({_DAY})\s*-\s*({_DAY}\s+(?:{_MONTH})(?:\s+20[0-9]{{2}})?)\b",
        lambda found: spanned(f"{found[1]} {found[2].split(None, 1)[1]}", found[2]),
    )
    scan.take(
        rf"(?:\b(?:from|between)\s+)?({_DATE})\s*(?:-|{_UNTIL})\s*({_DATE})",
        lambda found: spanned(found[1], found[2]),
    )
    scan.take(
        rf"(?:\b({_UNTIL}|{_FROM})\s+|(?<![a-z0-9.]))({_DATE})",
        lambda found: single(found[1] or "", found[2], found.string[: found.start()]),
    )
    scan.take(
        rf"\b(?:(?:{_FROM})\s+)?(today|tomorrow)\b",
        lambda found: words.say("relative", found[1]),
    )
    scan.take(
        rf"(?:\b({_UNTIL}|{_FROM})\s+)?(?<![0-9./-])({_NUMERIC})(?![0-9/])",
        lambda found: words.numeric.append((found[2], begins(found))),
    )


def _day(text: str) -> WrittenDay:
    year, day = 0, 0
    if found := re.search(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
        year, month, day = (int(part) for part in found.groups())
    else:
        letters = re.sub(rf"^(?:{_WEEKDAY})\b", "", text)
        month = SHORT_MONTHS.index(re.findall(rf"(?:{_MONTH})", letters)[0][:3]) + 1
        for number in re.findall(r"[0-9]+", text):
            year, day = (int(number), day) if len(number) == 4 else (year, int(number))
    weekday = SHORT_DAYS.index(text[:3]) if re.match(rf"(?:{_WEEKDAY})\b", text) else None
    return WrittenDay(day, month, year or None, weekday)
