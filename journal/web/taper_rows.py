"""The rows of the taper's form: typed, read from a text, or those of a taper that runs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Daily, EveryDays, Rhythm, read_rhythm, rhythm_data
from journal.care.rhythm_kinds import Alternating
from journal.care.taper import Taper, Then, read_taper
from journal.care.taper_text import WrittenStep, WrittenTaper
from journal.care.units import show_amount
from journal.plans.tapers import PlannedStep
from journal.web.forms import Form
from journal.words import rhythm_text, times_text

ROWS, MORE_ROWS, MOST_ROWS = 4, 6, 60
NAMES = ("from", "amount", "rhythm", "other")


@dataclass(frozen=True, slots=True)
class RhythmChoice:
    """What a step may choose from: only a medicine given on every or every other day has a choice.

    base  the medicine's rhythm, which a step has that chooses none
    """

    base: Rhythm

    @property
    def times(self) -> list[str]:
        """The times of the day, or none when there is nothing to choose."""
        base = self.base
        if isinstance(base, Daily | Alternating) or (isinstance(base, EveryDays) and base.n == 2):
            return [f"{at:%H:%M}" for at in base.times]
        return []

    @property
    def options(self) -> list[tuple[str, str]]:
        """Value and words, the medicine's own first."""
        if not self.times:
            return []
        times = times_text([*getattr(self.base, "times", ())])
        options = [
            ("day", _("every day at %(times)s", times=times)),
            ("days", _("every other day at %(times)s", times=times)),
            ("alternate", _("every day, two amounts in turn")),
        ]
        return options if self.usual == "day" else [options[1], options[0], options[2]]

    @property
    def usual(self) -> str:
        """What a step has that chooses nothing."""
        return "days" if isinstance(self.base, EveryDays) else "day"

    def data(self, chosen: str, other: str) -> dict[str, Any] | None:
        """The rhythm of a row as JSON, or None for the medicine's own.

        chosen  one of the options, or a planned rhythm as `as_planned` writes it
        """
        if chosen.startswith("{"):
            return _read_json(chosen)
        if not self.times:
            return None
        match chosen or self.usual:
            case "days":
                return {"every": "days", "n": 2, "times": self.times}
            case "alternate":
                return {"every": "alternate", "other": other, "times": self.times}
            case _:
                return {"every": "day", "times": self.times}


def as_planned(rhythm: Rhythm) -> str:
    """A rhythm that a step has by its plan and no option says, as a value of the form."""
    return json.dumps(rhythm_data(rhythm))


def row_options(form: Form, choice: RhythmChoice) -> list[list[tuple[str, str]]]:
    """For each row what its step may choose from: a planned rhythm of its own stays a choice."""
    own = [("", rhythm_text(choice.base))]
    found = []
    for row in range(count_rows(form)):
        typed = form.get(f"rhythm_{row}")
        planned = _planned_text(typed)
        more = [(typed, _("as planned: %(rhythm)s", rhythm=planned))] if planned else []
        found.append((choice.options or own) + more if more else choice.options)
    return found


def _planned_text(typed: str) -> str:
    try:
        return rhythm_text(read_rhythm(_read_json(typed))) if typed.startswith("{") else ""
    except Refused:
        return ""


def _read_json(typed: str) -> dict[str, Any]:
    try:
        data = json.loads(typed)
    except ValueError:
        data = None
    return data if isinstance(data, dict) else {"every": typed[:40]}


def count_rows(form: Form) -> int:
    """How many rows the form has, with those that were asked for."""
    typed = form.get("rows")
    rows = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else ROWS
    return min(MOST_ROWS, rows + (MORE_ROWS if form.get("more") else 0))


def read_rows(form: Form, choice: RhythmChoice) -> Taper | None:
    """The taper of the rows, or None with every error noted at its row."""
    kept = [
        row
        for row in range(count_rows(form))
        if form.get(f"from_{row}") or form.get(f"amount_{row}")
    ]
    # The first row starts with a day: alone it is no step when nothing else was typed.
    if not kept or not any(form.get(f"amount_{row}") for row in kept):
        sentence = N_("Write the steps as text, or the first day and the amount of each.")
        form.fail(Problem("taper_steps", "amount_0", sentence))
        return None
    steps = [_row_data(form, row, choice) for row in kept]
    if form.get("until"):
        steps[-1]["until"] = form.get("until")
    try:
        return read_taper({"steps": steps, "then": form.get("then") or None})
    except Refused as refused:
        for problem in refused.problems:
            form.fail(problem, _at_row(problem.field or "", kept))
        return None


def fill_rows(form: Form, written: WrittenTaper) -> None:
    """Put what a text says into the rows; those that were typed before give way."""
    _clear(form)
    for row, step in enumerate(written.steps[:MOST_ROWS]):
        kind = "alternate" if step.other is not None else "days" if step.other_days else "day"
        _put(form, row, step.first_on, step.amount, kind, step.other)
        form.text[f"words_{row}"] = step.text
    last = written.steps[-1] if written.steps else None
    form.text["until"] = last.last_on.isoformat() if last and last.last_on else ""
    # What follows is asked anew: the text may mean another end than the steps before it.
    form.text["then"] = written.then.value if written.then else ""
    form.text["rows"] = str(min(MOST_ROWS, max(1, len(written.steps))))


def fill_planned(
    form: Form,
    steps: Sequence[PlannedStep],
    then: Then,
    ends_on: date | None,
    choice: RhythmChoice,
) -> None:
    """Put the steps to come of a taper that runs into the rows, each with the rhythm it has."""
    for row, one in enumerate(steps[:MOST_ROWS]):
        other = one.rhythm.other if isinstance(one.rhythm, Alternating) else None
        kind = {Alternating: "alternate", EveryDays: "days"}.get(type(one.rhythm), "day")
        if (choice.data(kind, show_amount(other) if other else "") or rhythm_data(choice.base)) != (
            rhythm_data(one.rhythm)
        ):
            kind, other = as_planned(one.rhythm), None
        _put(form, row, one.first_on, one.amount, kind, other)
    form.text["rows"] = str(len(steps[:MOST_ROWS]) + 1)
    form.text["until"] = ends_on.isoformat() if ends_on else ""
    form.text["then"] = then.value


def as_written(steps: Sequence[PlannedStep], ends_on: date | None) -> list[WrittenStep]:
    """Planned steps as text would say them."""
    return [
        WrittenStep(
            one.first_on,
            ends_on if one is steps[-1] else one.last_on,
            one.amount,
            one.rhythm.other if isinstance(one.rhythm, Alternating) else None,
            isinstance(one.rhythm, EveryDays) and one.rhythm.n == 2,
        )
        for one in steps
    ]


def _row_data(form: Form, row: int, choice: RhythmChoice) -> dict[str, Any]:
    step: dict[str, Any] = {"from": form.get(f"from_{row}"), "amount": form.get(f"amount_{row}")}
    rhythm = choice.data(form.get(f"rhythm_{row}"), form.get(f"other_{row}"))
    base = rhythm_data(choice.base)
    return step if rhythm is None or rhythm == base else step | {"rhythm": rhythm}


def _clear(form: Form) -> None:
    for name in list(form.text):
        if name.rpartition("_")[0] in {*NAMES, "words"} and name.rpartition("_")[2].isdecimal():
            del form.text[name]


def _put(form: Form, row: int, first_on: Any, amount: Any, kind: str, other: Any) -> None:
    form.text[f"from_{row}"] = first_on.isoformat() if first_on else ""
    form.text[f"amount_{row}"] = show_amount(amount) if amount is not None else ""
    form.text[f"rhythm_{row}"] = kind
    form.text[f"other_{row}"] = show_amount(other) if other is not None else ""


def _at_row(field: str, kept: list[int]) -> str:
    """taper.steps.2.from is the row that the third step was written in."""
    parts = field.split(".")
    if parts[-1] in {"until", "then"}:
        return parts[-1]
    if len(parts) >= 4:
        name = "other" if parts[-1] == "other" else parts[3]
        return f"{name}_{kept[int(parts[2])]}"
    return ""
