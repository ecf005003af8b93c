"""The bar of one medicine: the planned amounts over the days of a page."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from journal.care.history import spans_in_force
from journal.care.rhythm import Alternating, Cycle, is_free, is_weekly_or_rarer, known_rhythm
from journal.records.medicines import DosePlan, MedicineTurn
from journal.records.medicines import Turn as Turned
from journal.records.planned import planned_amount
from journal.summary.courses import Course, is_once
from journal.summary.page import Bar, Step
from journal.summary.window import Window

DAY = timedelta(days=1)


def bar(course: Course, window: Window, doses_on: Sequence[date]) -> Bar | None:
    """Return the planned amounts over the window, or None when none was planned in it.

    None too when a plan cannot be read: nobody knows which of its days had a dose. A medicine of
    once a week or less shows the days on which it was recorded instead of a stair.
    """
    steps = [
        step
        for plan, first_on, last_on in spans_in_force(course.plans)
        for step in _steps(course, plan, first_on, last_on or window.to_on, window)
    ]
    if not steps or course.as_needed or is_once(course.plans[-1]):
        return None
    held = [
        plan for plan, first_on, _on in spans_in_force(course.plans) if first_on <= window.to_on
    ]
    if any(known_rhythm(plan.rhythm) is None for plan in held):
        return None
    rhythm = held[-1].rhythm
    rare = is_weekly_or_rarer(known_rhythm(rhythm))
    return Bar(
        id=course.id,
        medicine=course.medicine.name,
        unit=course.plans[-1].unit,
        rhythm=rhythm,
        steps=tuple(steps),
        doses_on=tuple(doses_on) if rare else (),
    )


def _steps(
    course: Course, plan: DosePlan, first_on: date, last_on: date, window: Window
) -> list[Step]:
    """The days of one plan in the window, without weeks off and days the medicine was off."""
    rhythm = known_rhythm(plan.rhythm)
    # Of two amounts in turn, and of weeks on and off, each day has its own.
    by_day = rhythm is None or isinstance(rhythm, Alternating | Cycle)
    steps: list[Step] = []
    for first, last in _stretches(
        course, max(first_on, window.from_on), min(last_on, window.to_on), by_day
    ):
        if _off(course.turns, first) or is_free(rhythm, first, plan.counted_from):
            continue
        amount = planned_amount(plan, first)
        if steps and steps[-1].to_on == first - DAY and steps[-1].amount == amount:
            steps[-1] = Step(from_on=steps[-1].from_on, to_on=last, amount=amount)
        else:
            steps.append(Step(from_on=first, to_on=last, amount=amount))
    return steps


def _stretches(
    course: Course, first: date, last: date, by_day: bool
) -> Iterable[tuple[date, date]]:
    """The days from `first` to `last`: each for itself, or all from one turn to the next."""
    if by_day:
        days = (first + DAY * n for n in range((last - first).days + 1))
        yield from ((day, day) for day in days)
        return
    begins = {first, *(turn.on for turn in course.turns if first < turn.on <= last)}
    for begin, end in zip(sorted(begins), [*sorted(begins)[1:], last + DAY], strict=True):
        if begin < end:
            yield begin, end - DAY


def _off(turns: Sequence[MedicineTurn], day: date) -> bool:
    latest = [turn for turn in turns if turn.on <= day]
    return bool(latest) and latest[-1].turn is not Turned.RESUME
