"""The pieces rhythms are written with in JSON: times, weekdays, amounts, numbers, medicines."""

import re
from collections.abc import Iterable
from datetime import time
from decimal import Decimal
from uuid import UUID

from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.rhythm_kinds import Weekday
from journal.care.units import read_amount

MOST_TIMES = 24


def read_times(listed: object, field: str, *, in_order: bool = True) -> tuple[time, ...]:
    """Read times of the day, each once; sorted, or as they were written. Raises rhythm_times."""
    written = listed if isinstance(listed, list | tuple) else []
    times = [read_time(text) for text in written]
    known = [at for at in times if at is not None]
    if not known or len(known) < len(times):
        sentence = N_("Write every time as 08:00 or 20:00, from 00:00 to 23:59.")
        wrong = next((t for t, at in zip(written, times, strict=True) if at is None), listed)
        raise Refused(Problem("rhythm_times", field, sentence, {}, shorten(wrong)))
    if len(set(known)) < len(known):
        sentence = N_("A time stands here twice. Write each time once.")
        raise Refused(Problem("rhythm_times", field, sentence, {}, shorten(listed)))
    if len(known) > MOST_TIMES:
        sentence = N_("These are more than %(most)s times in a day. Write fewer.")
        values = {"most": str(MOST_TIMES)}
        raise Refused(Problem("rhythm_times", field, sentence, values, shorten(listed)))
    return tuple(sorted(known) if in_order else known)


def read_time(text: object) -> time | None:
    """Read "08:00"; None for anything else."""
    if isinstance(text, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        return time.fromisoformat(text)
    return None


def read_weekdays(listed: object, field: str) -> tuple[Weekday, ...]:
    """Read weekdays in full, each once; sorted from Monday. Raises rhythm_days."""
    written = listed if isinstance(listed, list | tuple) else []
    if not written or any(text not in list(Weekday) for text in written):
        sentence = N_("Choose at least one weekday and write it in full, such as tuesday.")
        raise Refused(Problem("rhythm_days", field, sentence, {}, shorten(listed)))
    if len(set(written)) < len(written):
        sentence = N_("A weekday stands here twice. Choose each weekday once.")
        raise Refused(Problem("rhythm_days", field, sentence, {}, shorten(listed)))
    return tuple(sorted((Weekday(text) for text in written), key=lambda day: day.number))


def read_whole(n: object, most: int, field: str) -> int:
    """Read a whole number from 1 to `most`. Raises rhythm_n."""
    # True is an int to Python, but nobody's number of days.
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= most:
        sentence = N_("Write a whole number from 1 to %(most)s.")
        raise Refused(Problem("rhythm_n", field, sentence, {"most": str(most)}, shorten(n)))
    return n


def read_amounts(listed: object, times: int, field: str) -> tuple[Decimal, ...]:
    """Read one amount for each time. Raises rhythm_amounts, or a code of `read_amount`."""
    written = listed if isinstance(listed, list | tuple) else []
    if len(written) != times:
        sentence = N_("Write one amount for each time, %(times)s in all, or leave them out.")
        values = {"times": str(times)}
        raise Refused(Problem("rhythm_amounts", field, sentence, values, shorten(listed)))
    return tuple(read_amount(text, f"{field}.{index}") for index, text in enumerate(written))


def read_medicine(text: object, field: str) -> UUID:
    """Read the id of the other medicine. Raises rhythm_after."""
    try:
        if isinstance(text, str):
            return UUID(text)
    except ValueError:
        pass
    sentence = N_("Choose the medicine that this one comes before or after.")
    raise Refused(Problem("rhythm_after", field, sentence, {}, shorten(text)))


def texts(times: Iterable[time]) -> list[str]:
    """Write times as JSON has them."""
    return [at.isoformat(timespec="minutes") for at in times]
