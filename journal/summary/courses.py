"""Plans and turns of one medicine as the page shows them: what holds now, what changed, the bar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from journal.care.history import dosed_since, plan_on, spans_in_force
from journal.care.problems import Refused
from journal.care.products import meant_by
from journal.care.rhythm import (
    Alternating,
    Cycle,
    Once,
    is_free,
    is_weekly_or_rarer,
    known_rhythm,
    read_rhythm,
)
from journal.care.rhythm_amounts import own_amounts
from journal.care.strength import form_beside
from journal.plans.medicines import turn_at
from journal.plans.turns import resting_since
from journal.records.medicines import DosePlan, MedicineTurn
from journal.records.medicines import Medicine as MedicineRow
from journal.records.medicines import Turn as Turned
from journal.records.planned import planned_amount
from journal.summary.page import Bar, Changed, Medicine, Step, Turn
from journal.summary.window import Window
from journal.words import because

DAY = timedelta(days=1)
TURNS = {Turned.STOP: Turn.STOPPED, Turned.PAUSE: Turn.PAUSED, Turned.RESUME: Turn.RESUMED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One medicine with its dose plans and its turns, each in the order of their days."""

    medicine: MedicineRow
    plans: Sequence[DosePlan]
    turns: Sequence[MedicineTurn]

    @property
    def id(self) -> str:
        """The medicine's id as the page writes it."""
        return str(self.medicine.id)

    @property
    def as_needed(self) -> bool:
        """Whether the latest plan leaves it to the family when to give it."""
        return bool(self.plans) and bool(rhythm_of(self.plans[-1]).get("as_needed"))

    def is_off(self, window: Window) -> bool:
        """Whether it was stopped before the window and never begun again in it."""
        last = turn_at(self.turns, window.start)
        begun = any(window.holds(turn.on) for turn in self.turns)
        return last is not None and last.turn is Turned.STOP and not begun


def medicine_now(course: Course, window: Window, now: datetime) -> Medicine | None:
    """Return the medicine as planned at the end of the window, or None when nothing is planned.

    A paused medicine is in the plan still; a stopped one is not. One that begins later is, from
    its first day.
    """
    moment = min(now, window.end - timedelta(microseconds=1))
    plan = plan_on(course.plans, window.day(moment))
    turn = turn_at(course.turns, moment)
    # A page of days that are over leaves out what was still to come then.
    coming = _coming(course, plan, window.day(now)) if moment == now else None
    if turn and turn.turn is Turned.STOP:
        return None
    if plan is None:
        return coming
    since = dosed_since(spans_in_force(course.plans), plan)
    return replace(
        _planned(course, plan, since),
        paused_on=resting_since(course.turns, turn) if turn else None,
        coming=coming,
    )


def _coming(course: Course, plan: DosePlan | None, today: date) -> Medicine | None:
    """The next plan that says something else than the one of today."""
    for each, first_on, _last_on in spans_in_force(course.plans):
        changed = plan is None or not _same(plan, each) or plan.strength != each.strength
        if first_on > today and changed:
            return _planned(course, each, first_on)
    return None


def _planned(course: Course, plan: DosePlan, since_on: date) -> Medicine:
    strength = plan.strength or course.medicine.strength
    said = (strength, form_beside(strength, course.medicine.form))
    return Medicine(
        id=course.id,
        name=course.medicine.name,
        strength=" ".join(filter(None, said)) or None,
        amount=plan.amount,
        unit=plan.unit,
        measured=plan.measured,
        measured_unit=plan.measured_unit,
        rhythm=rhythm_of(plan),
        since_on=since_on,
        ask_after=plan.ask_after,
        told_by=plan.told_by,
    )


def rhythm_of(plan: DosePlan) -> Mapping[str, object]:
    """Return the rhythm for the page; {} for one that cannot be read: nothing of it is printed.

    The page's words know fewer rules than `read_rhythm`: "every day" may have had an exception.
    """
    return plan.rhythm if known_rhythm(plan.rhythm) is not None else {}


def _same(one: DosePlan, other: DosePlan) -> bool:
    return (one.amount, one.unit, one.rhythm) == (other.amount, other.unit, other.rhythm)


def changes(course: Course, window: Window) -> list[Changed]:
    """Return what changed in the window: starts, doses, rhythms, ends of plans, turns."""
    found = []
    spans = spans_in_force(course.plans)
    before: DosePlan | None = None
    for index, (plan, first_on, last_on) in enumerate(spans):
        if window.holds(first_on):
            found += _begun(course, plan, before, first_on)
        follows = index + 1 < len(spans) and last_on and spans[index + 1][1] == last_on + DAY
        if last_on and not follows and window.holds(last_on + DAY) and not _once(plan):
            found.append(_changed(course, last_on + DAY, Turn.ENDED, plan))
        before = plan if follows else None
    for turn in course.turns:
        if window.holds(turn.on):
            held = plan_on(course.plans, turn.on) or plan_on(course.plans, turn.on - DAY)
            found.append(
                _changed(
                    course,
                    turn.on,
                    TURNS[turn.turn],
                    held,
                    reason=because(turn.cause, turn.reason, turn.advised_by) or None,
                )
            )
    return [replace(each, first=treats(course)) for each in found]


def treats(course: Course) -> bool:
    """Whether the catalogue knows it as a medicine for the illness: no vitamin, nothing else."""
    fact = meant_by(course.medicine.name)
    return fact is not None and not fact.drug_class.startswith("vitamin")


def _begun(course: Course, plan: DosePlan, before: DosePlan | None, on: date) -> list[Changed]:
    """What a plan changed on its first day; nothing when it says the same as the one before."""
    if before is None or not _same(before, plan):
        if before and _days(before) != _days(plan) and _asked(before) != _asked(plan):
            # The days stand on a line of their own: nobody looks for them behind an amount (H4).
            return [
                _started(course, plan, before, on),
                _changed(course, on, Turn.RHYTHM, plan, before_rhythm=rhythm_of(before)),
            ]
        return [_started(course, plan, before, on)]
    if before.strength != plan.strength:
        # The same dose from another bottle is another volume in the syringe.
        reason = " → ".join(filter(None, (before.strength, plan.strength)))
        return [_changed(course, on, Turn.STRENGTH, plan, reason=reason)]
    return []


def _started(course: Course, plan: DosePlan, before: DosePlan | None, on: date) -> Changed:
    turn = Turn.STARTED
    if before is not None:
        turn = Turn.RHYTHM if _asked(before) == _asked(plan) else Turn.DOSE
    return Changed(
        id=course.id,
        on=on,
        medicine=course.medicine.name,
        turn=turn,
        before=before.amount if before else None,
        after=plan.amount,
        unit=plan.unit,
        before_unit=before.unit if before else "",
        rhythm=rhythm_of(plan),
        before_rhythm=rhythm_of(before) if before else {},
        taper=plan.taper_id is not None,
        reason=because(None, plan.why, plan.ordered_by) or None,
    )


def _asked(plan: DosePlan) -> tuple[object, ...]:
    """All amounts of a plan: two in turn, or one for each time, are more than its first."""
    try:
        own = own_amounts(read_rhythm(plan.rhythm))
    except Refused:
        own = ()
    return plan.unit, plan.amount, own if set(own) - {plan.amount} else ()


def _days(plan: DosePlan) -> dict[str, object]:
    """On which days at what times, without the amounts."""
    return {key: value for key, value in plan.rhythm.items() if key not in ("amounts", "other")}


def _changed(
    course: Course,
    on: date,
    turn: Turn,
    plan: DosePlan | None,
    *,
    before_rhythm: Mapping[str, object] | None = None,
    reason: str | None = None,
) -> Changed:
    return Changed(
        id=course.id,
        on=on,
        medicine=course.medicine.name,
        turn=turn,
        rhythm=rhythm_of(plan) if plan else {},
        before_rhythm=before_rhythm or {},
        reason=reason,
    )


def _once(plan: DosePlan) -> bool:
    return isinstance(known_rhythm(plan.rhythm), Once)


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
    if not steps or course.as_needed or _once(course.plans[-1]):
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
