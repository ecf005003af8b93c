"""A clinic's taper as people write and paste it, read into steps. What cannot be read is asked."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from journal.care.dates import show_date
from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.strength import Strength
from journal.care.taper import MOST_STEPS, Then
from journal.care.taper_amounts import FIELD, AmountReader
from journal.care.taper_pieces import pieces_of
from journal.care.taper_words import Words, WrittenDay
from journal.care.units import read_amount, show_amount

DAY = timedelta(days=1)
# A date without a year that would be further away is asked about.
HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """One step as it was read, for the family to check; None where it has to be asked.

    other       the second of two amounts in turn, day about
    other_days  whether it is given every other day
    text        the words it was read from
    """

    first_on: date | None
    last_on: date | None
    amount: Decimal | None
    other: Decimal | None = None
    other_days: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class WrittenTaper:
    """What a text says: steps in order, what follows them if it says so, and what to ask.

    worked_out  whether an amount was turned to the plan's unit by the strength on the label
    """

    steps: tuple[WrittenStep, ...]
    then: Then | None
    questions: tuple[Problem, ...]
    worked_out: bool = False


def read_steps(
    text: str,
    *,
    unit: str,
    begins: date,
    today: date,
    name: str = "",
    strength: Strength | None = None,
) -> WrittenTaper:
    """Read steps such as "30 mg until 14 May, 25 mg two weeks, 5 mg alternate days for 4 weeks".

    unit      the plan's; another one is asked about (`taper_unit`)
    begins    the first day of a text that names none; years that are not written are told from it
    today     what "today" and "tomorrow" mean
    name      the medicine's, which may stand in the text; any other name is asked about
    strength  that of the label on all these days, by which mL and tablets become the plan's unit,
              exactly or not at all; None where nobody can tell

    A month ends on the day before the same day of the next month. Nothing is guessed: words that
    were not understood (`taper_unread`), dates in digits (`taper_date`, H45), numbers with two
    readings (`amount_ambiguous`), a step without an end before another (`taper_length`) and dates
    that do not fit (`taper_overlap`, `taper_gap`) are asked, and what depends on them is None.
    """
    pieces = pieces_of(_without(name, text))
    questions: list[Problem] = []
    if len(pieces) > MOST_STEPS:
        sentence = N_("These are more than %(most)s steps. Write fewer.")
        questions.append(Problem("taper_steps", FIELD, sentence, {"most": str(MOST_STEPS)}))
    reader = _Reader(unit, strength, begins, today, questions)
    for words in pieces[:MOST_STEPS]:
        if words.then is Then.ASK and words is not pieces[-1] and not words.is_step:
            # What nobody knows between two steps is no end: it is asked about.
            words.unread.append(words.text)
        if words.is_step:
            reader.step(words)
        elif words.unread:
            reader.unread(words)
            # What follows may have meant days of its own.
            reader.next_on = None if reader.steps else reader.next_on
    if not reader.steps and not questions:
        sentence = N_("No step was found. Write one such as: 30 mg until 14 May.")
        questions.append(Problem("taper_steps", FIELD, sentence))
    then = pieces[-1].then if pieces and not pieces[-1].unread else None
    worked_out = reader.amounts.worked_out
    return WrittenTaper(tuple(reader.steps), then, tuple(questions), worked_out)


def _without(name: str, text: str) -> str:
    return re.sub(rf"\b{re.escape(name)}\b", " ", text, flags=re.IGNORECASE) if name else text


def show_steps(steps: Sequence[WrittenStep], unit: str) -> str:
    """Return whole steps as text that `read_steps` reads as the same steps."""
    return "\n".join(_shown(step, unit) for step in steps)


def _shown(step: WrittenStep, unit: str) -> str:
    parts = [] if step.amount is None else [f"{_clear(step.amount)} {unit}"]
    if step.other is not None:
        parts.append(f"alternating with {_clear(step.other)} {unit}")
    if step.other_days:
        parts.append("every other day")
    if step.first_on is not None:
        parts.append(f"from {show_date(step.first_on)}")
    if step.last_on is not None:
        parts.append(f"until {show_date(step.last_on)}")
    return " ".join(parts)


def _clear(amount: Decimal) -> str:
    """The amount with one reading: 1.125 is 1125 to some, 1.1250 to nobody."""
    shown = show_amount(amount)
    try:
        read_amount(shown)
    except Refused:
        return f"{shown}0"
    return shown


class _Reader:
    """Puts the pieces one after another: each begins where the one before it ended."""

    def __init__(
        self,
        unit: str,
        strength: Strength | None,
        begins: date,
        today: date,
        questions: list[Problem],
    ) -> None:
        self.today = today
        self.questions = questions
        self.steps: list[WrittenStep] = []
        self.next_on: date | None = begins
        self.known = begins  # the latest date that is certain: years are told from it
        self.amounts = AmountReader(unit, strength, self._ask)
        self.asked = False  # about the step before: what depends on it is left out in silence

    def step(self, words: Words) -> None:
        """Add one step; what cannot be read of it is asked and left out."""
        before = len(self.questions)
        self.unread(words)
        for text, _begins in words.numeric:
            sentence = N_("“%(text)s” is two dates to two readers. Write the month as a word.")
            self._ask("taper_date", sentence, text=text)
        amounts = self.amounts.read(words)
        first_on = self._first(words)
        last_on = None if words.numeric else self._last(words, first_on)
        if first_on is None and len(self.questions) == before and not self.asked:
            sentence = N_("When does “%(text)s” begin? Write its first day.")
            self._ask("taper_length", sentence, text=shorten(words.text))
        self.steps.append(
            WrittenStep(
                first_on,
                last_on,
                amounts[0],
                amounts[1],
                words.other_days and amounts[1] is None,
                words.text,
            )
        )
        self.next_on = None if last_on is None else last_on + DAY
        self.known = last_on or first_on or self.known
        self.asked = len(self.questions) > before or first_on is None

    def unread(self, words: Words) -> None:
        """Ask about the words of a piece that were not understood."""
        if words.unread:
            sentence = N_("“%(words)s” was not read. Fill in this step yourself.")
            self._ask("taper_unread", sentence, words=shorten(", ".join(words.unread)))

    def _ask(self, code: str, sentence: str, **values: str) -> None:
        self.questions.append(Problem(code, FIELD, sentence, values))

    def _first(self, words: Words) -> date | None:
        if words.first is None and any(begins for _text, begins in words.numeric):
            return None
        if words.relative:
            return self.today + (DAY if words.relative == "tomorrow" else timedelta(0))
        if words.first is None:
            return self.next_on
        self.known = next((one.first_on for one in self.steps[::-1] if one.first_on), self.known)
        first_on = self._dated(words.first, nearest=not self.steps)
        if first_on and self.next_on and self.steps and first_on != self.next_on:
            late = first_on > self.next_on
            sentence = (
                N_("No step covers %(next)s: “%(text)s” begins on %(day)s. Check these dates.")
                if late
                else N_("“%(text)s” begins on %(day)s, before the step before it ends.")
            )
            values = {
                "text": shorten(words.text),
                "day": show_date(first_on),
                "next": show_date(self.next_on),
            }
            self._ask("taper_gap" if late else "taper_overlap", sentence, **values)
        return first_on

    def _last(self, words: Words, first_on: date | None) -> date | None:
        if first_on is not None:
            self.known = first_on
        by_length = None
        if words.length is not None and first_on is not None:
            by_length = _after(first_on, *words.length)
        if words.last is None:
            return by_length
        last_on = self._dated(words.last)
        if last_on and by_length and last_on != by_length:
            sentence = N_("“%(text)s” ends on %(day)s or on %(other)s. Write one of the two.")
            values = {"day": show_date(by_length), "other": show_date(last_on)}
            self._ask("taper_length", sentence, text=shorten(words.text), **values)
            return None
        if last_on and first_on and last_on < first_on:
            sentence = N_("“%(text)s” ends before it begins (%(day)s). Check these dates.")
            self._ask("taper_overlap", sentence, text=shorten(words.text), day=show_date(first_on))
            return None
        return last_on

    def _dated(self, day: WrittenDay, *, nearest: bool = False) -> date | None:
        """The date; without a year the next one, or for the very first day the nearest."""
        years = [day.year] if day.year else [self.known.year + n for n in (-1, 0, 1)]
        found = [one for year in years if (one := _date(day, year)) is not None]
        if not day.year and not nearest:
            found = [one for one in found if self.known <= one <= self.known + HALF_A_YEAR]
        if not found:
            sentence = N_("Which day is “%(text)s”? Check it and write the year.")
            self._ask("taper_date", sentence, text=f"{day.day} {_month_name(day)}".strip())
            return None
        chosen = min(found, key=lambda one: abs(one - self.known))
        if day.weekday is not None and chosen.weekday() != day.weekday:
            sentence = N_("%(day)s is another day of the week. Check the date.")
            self._ask("taper_date", sentence, day=show_date(chosen))
            return None
        return chosen


def _date(day: WrittenDay, year: int) -> date | None:
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


def _month_name(day: WrittenDay) -> str:
    return show_date(date(2000, day.month, 1)).split()[1] if 1 <= day.month <= 12 else ""


def _after(first_on: date, count: int, span: str) -> date:
    """The last day of so many days, weeks or months from a first day."""
    if span != "month":
        return first_on + timedelta(days=count * (7 if span == "week" else 1)) - DAY
    months = first_on.year * 12 + first_on.month - 1 + count
    year, month = divmod(months, 12)
    day = min(first_on.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - DAY
