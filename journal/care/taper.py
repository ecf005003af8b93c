"""A taper is a list of steps that ends; each date has one step or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from journal.care.dates import read_date, show_date
from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.rhythm_json import read_rhythm
from journal.care.rhythm_kinds import Rhythm
from journal.care.units import read_amount

DAY = timedelta(days=1)
MOST_STEPS = 200


class Then(StrEnum):
    """What follows the last step: its amount goes on, nothing does, or the team is asked."""

    CONTINUE = "continue"
    STOP = "stop"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Step:
    """One amount from its first day to its last, dates in the child's zone, both included.

    last_on is None only in the last step of a taper, and only while no end was written. rhythm is
    the step's own, such as alternate days; None is that of the taper. It counts from counts_from
    where the step goes on with the count of the one before, else from first_on.
    """

    first_on: date
    amount: Decimal
    last_on: date | None = None
    rhythm: Rhythm | None = None
    counts_from: date | None = None

    def rest(self, first_on: date, amount: Decimal, rhythm: Rhythm | None) -> "Step":
        """The days of this step from `first_on` on; the same rhythm goes on with its count."""
        counts_from = (self.counts_from or self.first_on) if rhythm == self.rhythm else None
        return Step(first_on, amount, self.last_on, rhythm, counts_from)


@dataclass(frozen=True, slots=True)
class Taper:
    """Steps in order, without gap or overlap, and what follows the last one."""

    steps: tuple[Step, ...]
    then: Then

    @property
    def last_on(self) -> date | None:
        """The last day of the last step, or None while none was written."""
        return self.steps[-1].last_on


def read_taper(data: object, field: str = "taper") -> Taper:
    """Read {"steps": [{"from", "amount", "until", "rhythm"}], "then"}.

    `until` and `rhythm` may be left out: a step without `until` lasts to the day before the next
    one, a step without `rhythm` has that of the taper. The last step needs `until` when nothing
    follows it (`then` is stop). Without it, a team that is to be asked is asked after the first day
    of the last step: a question that nobody sees coming would be none (H10).

    Raises Refused with `taper_overlap`, `taper_gap` or `taper_end_required`, with the codes of
    `read_date`, `read_amount` and `read_rhythm` for a step's own fields, and with `type` for
    another shape.
    """
    if not isinstance(data, Mapping):
        raise _shape_problem(data, field)
    _refuse_other_keys(data, {"steps", "then"}, field)
    rows = data.get("steps")
    if not isinstance(rows, list | tuple) or not 1 <= len(rows) <= MOST_STEPS:
        raise _shape_problem(rows, f"{field}.steps")
    written = [_read_step(row, f"{field}.steps.{index}") for index, row in enumerate(rows)]
    refuse_disorder(written, field)
    then = data.get("then")
    if not isinstance(then, str) or then not in list(Then):
        sentence = N_("Choose what follows the last step: it continues, it stops, or ask the team.")
        raise Refused(Problem("taper_end_required", f"{field}.then", sentence, {}, shorten(then)))
    if then == Then.STOP and written[-1].last_on is None:
        sentence = N_("Write the last day of the last step, or choose what else follows it.")
        path = f"{field}.steps.{len(written) - 1}.until"
        raise Refused(Problem("taper_end_required", path, sentence))
    if then == Then.ASK and written[-1].last_on is None:
        written[-1] = replace(written[-1], last_on=written[-1].first_on)
    return Taper(closed(written), Then(then))


def _read_step(row: object, field: str) -> Step:
    if not isinstance(row, Mapping):
        raise _shape_problem(row, field)
    _refuse_other_keys(row, {"from", "amount", "until", "rhythm"}, field)
    until, rhythm = row.get("until"), row.get("rhythm")
    return Step(
        first_on=read_date(row.get("from"), f"{field}.from"),
        amount=read_amount(row.get("amount"), f"{field}.amount"),
        last_on=None if until is None else read_date(until, f"{field}.until"),
        rhythm=None if rhythm is None else read_rhythm(rhythm, f"{field}.rhythm"),
    )


def refuse_disorder(steps: Sequence[Step], field: str = "taper") -> None:
    """Raise Refused with `taper_overlap` or `taper_gap` unless the steps follow each other."""
    for number, step in enumerate(steps, start=1):
        path = f"{field}.steps.{number - 1}"
        if step.last_on is not None and step.last_on < step.first_on:
            sentence = N_(
                "Step %(number)s ends on %(day)s, before it starts. Check the dates of this step."
            )
            values = {"number": str(number), "day": show_date(step.last_on)}
            raise Refused(Problem("taper_overlap", f"{path}.until", sentence, values))
        if number > 1:
            _refuse_bad_seam(steps[number - 2], step, number, f"{path}.from")


def _refuse_bad_seam(before: Step, step: Step, number: int, field: str) -> None:
    values = {"number": str(number), "before": str(number - 1)}
    got = step.first_on.isoformat()
    if step.first_on <= before.first_on:
        sentence = N_(
            "Step %(number)s does not start after step %(before)s (%(day)s). "
            "Put the steps in order, each on a day of its own."
        )
        values["day"] = show_date(before.first_on)
        raise Refused(Problem("taper_overlap", field, sentence, values, got))
    if before.last_on is not None and step.first_on <= before.last_on:
        sentence = N_(
            "Step %(number)s starts before step %(before)s ends (%(day)s). Change one of the dates."
        )
        values["day"] = show_date(before.last_on)
        raise Refused(Problem("taper_overlap", field, sentence, values, got))
    if before.last_on is not None and step.first_on > before.last_on + DAY:
        sentence = N_(
            "No step covers %(day)s, after step %(before)s. "
            "Let step %(number)s start on that day, or write a step between them."
        )
        values["day"] = show_date(before.last_on + DAY)
        raise Refused(Problem("taper_gap", field, sentence, values, got))


def closed(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Give every step but the last its last day, so that nobody has to look at its neighbour."""
    ends: list[date | None] = [step.first_on - DAY for step in steps[1:]]
    ends.append(steps[-1].last_on)
    return tuple(replace(step, last_on=end) for step, end in zip(steps, ends, strict=True))


def _refuse_other_keys(data: Mapping[str, object], known: set[str], field: str) -> None:
    other = sorted(str(key) for key in data if key not in known)
    if other:
        sentence = N_("“%(key)s” does not belong here. Leave it out.")
        path = f"{field}.{shorten(other[0])}"
        raise Refused(Problem("type", path, sentence, {"key": shorten(other[0])}))


def _shape_problem(got: object, field: str) -> Refused:
    sentence = N_("Write between 1 and %(most)s steps, each with its first day and its amount.")
    return Refused(Problem("type", field, sentence, {"most": str(MOST_STEPS)}, shorten(got)))
