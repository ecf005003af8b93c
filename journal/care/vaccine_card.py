"""Lines of a vaccination card as a family pastes them. A date of two readings is never guessed."""

import re
from dataclasses import dataclass
from datetime import date

from journal.care.dates import MONTHS, read_date
from journal.care.folding import folded
from journal.care.problems import Refused

MOST_LINES = 100
_SHORT = {month[:3].casefold(): number for number, month in enumerate(MONTHS, 1)}
_WORDS = "|".join([*MONTHS, *(month[:3] for month in MONTHS), "Sept"])
_DATES = (
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})\.?\s*(?P<word>{_WORDS})\b\.?,?\s*(?P<year>\d{{4}})", re.I
    ),
    re.compile(rf"\b(?P<word>{_WORDS})\b\.?\s*(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})", re.I),
    re.compile(
        r"(?<![\d.])(?P<one>\d{1,2})(?P<mark>[./-])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)"
    ),
)
_YEAR = rf"(?:(?P<word>{_WORDS})\b\.?\s+|(?P<month>0?[1-9]|1[0-2])[/.])?(?P<year>(?:19|20)\d\d)"
# A year, behind its month or alone, as the first word of a line or as its last.
_YEARS = (re.compile(rf"^{_YEAR}(?=[\s,;])", re.I), re.compile(rf"(?<=[\s,;]){_YEAR}$", re.I))
_LOT = re.compile(r"^(?:lot|batch|charge|ch\.?-?b\.?)\b[\s.:#-]*(?:(?:no|nr)\b[\s.:]*)?", re.I)
_LOT_INSIDE = re.compile(r"[\s,;]+(?=(?:lot|batch)\b)", re.I)
_EDGES = " \t,;:|-–"


@dataclass(frozen=True, slots=True)
class CardLine:
    """One line as it was typed.

    days   its date; two when day and month can be read in either order, none when there is no date
    year   where the line has a year and no day: "2019", and the month's number beside it
    """

    typed: str
    vaccine: str
    days: tuple[date, ...]
    lot: str = ""
    year: str = ""
    month: str = ""


def read_lines(text: str) -> list[CardLine]:
    """Return a line for each that says anything, at most 100."""
    lines = [line.strip() for line in text.splitlines()]
    return [read_line(line) for line in lines if line][:MOST_LINES]


def read_line(typed: str) -> CardLine:
    """Read "MMR 2019-03-12 lot A12": the words before the date, the date, what stands after it.

    A line that begins with its date has the vaccine after it.
    """
    found = next((match for form in _DATES if (match := form.search(typed))), None)
    if found is None:
        return _without_day(typed)
    before, after = (part.strip(_EDGES) for part in (typed[: found.start()], typed[found.end() :]))
    if before:
        before, lot = _apart(before)
        return CardLine(typed, before, _days(found), lot or _LOT.sub("", after))
    vaccine, lot = _apart(re.sub(r"\t+", " lot ", after, count=1))
    return CardLine(typed, vaccine, _days(found), lot)


def _without_day(typed: str) -> CardLine:
    """Read "MMR Mar 2019" and "MMR 2019 lot A12"; a year inside a lot number is none."""
    words, *rest = re.split(r"(?:^|[\s,;]+)(?=(?:lot|batch)\b)", typed, maxsplit=1, flags=re.I)
    words = words.strip(_EDGES)
    found = next((match for form in _YEARS if (match := form.search(words))), None)
    if found is None:
        return CardLine(typed, typed.strip(_EDGES), ())
    word, number = found["word"], found["month"]
    month = _SHORT[folded(word)[:3]] if word else int(number or 0)
    left = " ".join(filter(None, (words[: found.start()].strip(_EDGES), words[found.end() :])))
    return CardLine(
        typed,
        left.strip(_EDGES),
        (),
        lot=_LOT.sub("", rest[0]).strip(_EDGES) if rest else "",
        year=found["year"],
        month=str(month) if month else "",
    )


def _apart(text: str) -> tuple[str, str]:
    vaccine, *rest = _LOT_INSIDE.split(text, maxsplit=1)
    return vaccine.strip(_EDGES), _LOT.sub("", rest[0]).strip(_EDGES) if rest else ""


def _days(found: re.Match[str]) -> tuple[date, ...]:
    parts = found.groupdict()
    year = parts["year"]
    if parts.get("word"):
        return _real((year, _SHORT[folded(parts["word"])[:3]], parts["day"]))
    if parts.get("month"):
        return _real((year, parts["month"], parts["day"]))
    one, two = parts["one"], parts["two"]
    return tuple(dict.fromkeys((*_real((year, two, one)), *_real((year, one, two)))))


def _real(parts: tuple[str, str | int, str]) -> tuple[date, ...]:
    year, month, day = (int(part) for part in parts)
    try:
        return (read_date(f"{year:04}-{month:02}-{day:02}", "at_on"),)
    except Refused:
        return ()
