"""The bar of one medicine: the planned amounts over the days of a page."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from journal.care.history import spans_in_force
from journal.care.rhythm import Alternating, Cycle, Daily, is_free, is_weekly_or_rarer, known_rhythm
from journal.care.rhythm_amounts import amount_a_day
from journal.records.medicines import DosePlan, MedicineTurn
from journal.records.medicines import Turn as Turned
from journal.records.planned import planned_amount
from journal.summary.courses import Course, is_once
from journal.summary.page import Bar, Step
from journal.summary.window import Window

DAY = timedelta(days=1)


def bar(course: Course, window: Window, doses_on: Sequence[date]) -> Bar | None:
    """Return the planned amounts over the window, or None when none was planned in it.

    None too where two units follow each other, or when a plan cannot be read: nobody knows which
    of its days had a dose. A medicine of once a week or less shows the
    days on which it was recorded instead of a stair.
    """
    held = [
        plan
        for plan, first_on, last_on in spans_in_force(course.plans)
        if first_on <= window.to_on and (last_on is None or last_on >= window.from_on)
    ]
    of_day = _by_days(held)
    steps = [
        step
        for plan, first_on, last_on in spans_in_force(course.plans)
        for step in _steps(course, plan, first_on, last_on or window.to_on, window, of_day)
    ]
    # What is planned after the window draws nothing in it, and mg and tablets have no one stair.
    if not steps or len({plan.unit for plan in held}) > 1 or is_once(held[-1]):
        return None
    if held[-1].rhythm.get("as_needed") or any(known_rhythm(plan.rhythm) is None for plan in held):
        return None
    rhythm = held[-1].rhythm
    rare = is_weekly_or_rarer(known_rhythm(rhythm))
    return Bar(
        id=course.id,
        medicine=course.medicine.name,
        unit=held[-1].unit,
        rhythm=rhythm,
        steps=tuple(steps),
        doses_on=tuple(doses_on) if rare else (),
        of_day=of_day,
    )


def _by_days(held: Sequence[DosePlan]) -> bool:
    """Whether one dose of each plan would mislead: 30 mg once and 15 mg twice are as much a day."""
    rhythms = [known_rhythm(plan.rhythm) for plan in held]
    daily = [each for each in rhythms if isinstance(each, Daily)]
    if len(daily) < len(rhythms):
        return False
    return len({len(each.times) for each in daily}) > 1 or any(each.amounts for each in daily)


def _steps(
    course: Course,
    plan: DosePlan,
    first_on: date,
    last_on: date,
    window: Window,
    of_day: bool,
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
        whole = amount_a_day(rhythm, plan.amount) if of_day else None
        amount = planned_amount(plan, first) if whole is None else whole
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
