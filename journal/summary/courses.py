"""Plans and turns of one medicine as the page shows them: what holds now, what changed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from journal.care.history import dosed_since, plan_on, spans_in_force, without
from journal.care.problems import Refused
from journal.care.products import meant_by
from journal.care.rhythm import (
    Once,
    known_rhythm,
    read_rhythm,
)
from journal.care.rhythm_amounts import own_amounts
from journal.care.strength import form_beside
from journal.plans.medicines import turn_at
from journal.plans.turns import resting_since, rests_of
from journal.records.medicines import DosePlan, MedicineTurn
from journal.records.medicines import Medicine as MedicineRow
from journal.records.medicines import Turn as Turned
from journal.summary.changed import is_more_or_less_often
from journal.summary.page import Changed, Medicine, Turn
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

    def spans(self, *kinds: Turned) -> list[tuple[DosePlan, date, date | None]]:
        """The days on which its plans held, without those of its stops and pauses."""
        return without(spans_in_force(self.plans), rests_of(self.turns, *kinds))

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
    paused_on = resting_since(course.turns, turn) if turn else None
    if plan is None:
        return replace(coming, paused_on=paused_on) if coming else None
    since = dosed_since(course.spans(Turned.STOP), plan, window.day(moment))
    return replace(
        as_planned(course, plan, since),
        paused_on=paused_on,
        coming=coming,
    )


def _coming(course: Course, plan: DosePlan | None, today: date) -> Medicine | None:
    """The next plan that says something else than the one of today."""
    return next(iter(steps_to_come(course, plan, today)), None)


def steps_to_come(course: Course, plan: DosePlan | None, today: date) -> list[Medicine]:
    """Return every later plan that says something else than the one before it."""
    found = []
    for each, first_on, _last_on in course.spans(Turned.STOP):
        changed = plan is None or not _same(plan, each) or plan.strength != each.strength
        if first_on > today and changed:
            found.append(as_planned(course, each, first_on))
        plan = each if first_on > today else plan
    return found


def as_planned(course: Course, plan: DosePlan, since_on: date) -> Medicine:
    """Return the medicine as one of its plans has it, from a day on."""
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
    before: tuple[DosePlan, int] | None = None
    spans = spans_in_force(course.plans)
    run = _runs(spans)
    for plan, first_on, _last_on in course.spans():
        # What follows without a gap in the plan was changed, however long it rested between.
        held = before[0] if before and before[1] == run[plan.id] else None
        if window.holds(first_on) and held is not plan:
            found += _begun(course, plan, held, first_on)
        before = plan, run[plan.id]
    stopped = rests_of(course.turns, Turned.STOP)
    for plan, _first_on, last_on in spans:
        over_on = last_on + DAY if last_on else None
        if over_on is None or not window.holds(over_on) or is_once(plan):
            continue
        follows = any(first_on == over_on for _plan, first_on, _last in spans)
        if not follows and without([(plan, over_on, over_on)], stopped):
            found.append(_changed(course, over_on, Turn.ENDED, plan))
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


def _runs(spans: Sequence[tuple[DosePlan, date, date | None]]) -> Mapping[uuid.UUID, int]:
    """The number of the unbroken run to which each plan belongs."""
    runs: dict[uuid.UUID, int] = {}
    run, over_on = 0, None
    for plan, first_on, last_on in spans:
        run += first_on != over_on
        runs[plan.id] = run
        over_on = last_on + DAY if last_on else None
    return runs


def treats(course: Course) -> bool:
    """Whether the catalogue knows it as a medicine for the illness: no vitamin, nothing else."""
    fact = meant_by(course.medicine.name)
    return fact is not None and not fact.drug_class.startswith("vitamin")


def _begun(course: Course, plan: DosePlan, before: DosePlan | None, on: date) -> list[Changed]:
    """What a plan changed on its first day; nothing when it says the same as the one before."""
    if before is None or not _same(before, plan):
        if before and _days(before) != _days(plan) and _asked(before) != _asked(plan):
            if is_more_or_less_often(rhythm_of(before), rhythm_of(plan)):
                # The line of the amounts says how often, and what a day has in all.
                return [_started(course, plan, before, on)]
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


def is_once(plan: DosePlan) -> bool:
    """Whether the plan is one dose at one time."""
    return isinstance(known_rhythm(plan.rhythm), Once)
