"""Methotrexate is weekly: which names mean it, and the hard stop for any other rhythm."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache

from journal.care.doses import WEEKLY_GAP
from journal.care.folding import folded
from journal.care.knowledge import medicines
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm_kinds import EveryWeeks, Rhythm, Weekday, Weekly

CONFIRMING_WORD = "DAILY"
# Shorter names ("MTX") are exact: one letter off, they are other words.
LETTERS_FOR_A_TYPO = 6


def names_weekly_medicine(name: object) -> bool:
    """Say whether a medicine's name, as typed, means a weekly medicine (methotrexate).

    Finds the generic name, brands and abbreviations of the knowledge file in any case, with
    accents or without, as any word of the name or split by dots and hyphens; words of six letters
    or more also with one letter added, left out, changed or swapped with its neighbour.

    Source: docs/rules.md#weekly.
    """
    if not isinstance(name, str):
        return False
    return any(_means_weekly(word) for word in set(_words(name)))


def check_rhythm(name: object, rhythm: Rhythm | None, confirm: object = None) -> None:
    """Raise Refused with `weekly_drug_daily` when a weekly medicine has any other rhythm.

    What passes: one named weekday with one time, every week or every n weeks. Everything else
    stops, an unknown rhythm included, unless confirm is {"word": "DAILY", "told_by": who}.

    Source: docs/rules.md#weekly.
    """
    if not names_weekly_medicine(name) or is_one_named_day(rhythm) or is_confirmed(confirm):
        return
    raise Refused(
        Problem(
            code="weekly_drug_daily",
            field="rhythm",
            text=N_(
                "This medicine is usually given once a week, on one named weekday. "
                "Check the label. To keep another rhythm, type DAILY and write who told you."
            ),
        )
    )


def is_one_named_day(rhythm: Rhythm | None) -> bool:
    """Say whether a rhythm has exactly one weekday and exactly one time."""
    match rhythm:
        case Weekly(on=on, times=times) | EveryWeeks(on=on, times=times):
            return len(on) == 1 and len(times) == 1
        case _:
            return False


def is_confirmed(confirm: object) -> bool:
    """Say whether another rhythm was confirmed: the word DAILY, and by whom it was told."""
    if not isinstance(confirm, Mapping):
        return False
    told_by = confirm.get("told_by")
    named = isinstance(told_by, str) and bool(told_by.strip())
    return confirm.get("word") == CONFIRMING_WORD and named


def first_day_after(weekday: Weekday, *, last_dose_on: date | None, wanted: date) -> date:
    """Return the first day of a changed weekly plan: that weekday, not within five days of a dose.

    last_dose_on: the child's date of the last dose taken, None when there was none.
    wanted: the earliest day the family wants.

    From Tuesday to Wednesday on a Tuesday evening after the dose: Wednesday of the next week.
    Source: docs/rules.md#weekly-again.
    """
    earliest = wanted if last_dose_on is None else max(wanted, last_dose_on + WEEKLY_GAP)
    return earliest + timedelta(days=(weekday.number - earliest.weekday()) % 7)


def _words(name: str) -> Iterator[str]:
    """Yield the words of a name, and two or three in a row as one ("M.T.X.", "metho-trexate")."""
    kept = folded(name)
    for pattern in (r"[^\W\d_]+", r"[^\W_]+"):  # "mtx10" has letters; "meth0trexate" a typed 0
        words = re.findall(pattern, kept)
        for length in (1, 2, 3):
            for start in range(len(words) - length + 1):
                yield "".join(words[start : start + length])


# Asked of the same few names with every dose.
@lru_cache(maxsize=1024)
def _means_weekly(word: str) -> bool:
    names = _weekly_names()
    if word in names:
        return True
    return any(
        len(known) >= LETTERS_FOR_A_TYPO and _is_one_typo_apart(word, known) for known in names
    )


@cache
def _weekly_names() -> frozenset[str]:
    # The first word yielded is the whole of a one-word name, folded like what is typed.
    return frozenset(
        next(_words(name)) for medicine in medicines() if medicine.weekly for name in medicine.names
    )


def _is_one_typo_apart(typed: str, known: str) -> bool:
    """Say whether one letter was added, left out, changed, or swapped with its neighbour."""
    if abs(len(typed) - len(known)) > 1:
        return False
    # What both begin with, and what both end with, leaves the typo in the middle.
    same = 0
    while same < min(len(typed), len(known)) and typed[same] == known[same]:
        same += 1
    left, right = typed[same:], known[same:]
    if left[1:] == right[1:] or left == right[1:] or left[1:] == right:
        return True
    return left[:2] == right[1::-1] and left[2:] == right[2:]
