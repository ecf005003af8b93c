"""Tapers: starting one, and which one runs with what steps, what is next and how it ends."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from journal.care.dates import show_date
from journal.care.history import plan_on, spans_in_force
from journal.care.problems import N_, Problem, Refused
from journal.care.rhythm import Daily, EveryDays, EveryWeeks, Rhythm, read_rhythm
from journal.care.rhythm_kinds import Alternating, AsNeeded, Cycle, Once, Relative
from journal.care.taper import Step, Taper, Then
from journal.care.weekly import check_rhythm
from journal.plans.labels import Bottles, bottles_of
from journal.plans.medicines import Dosing, add_plans, first_day, refuse_stopped
from journal.plans.weekly_told import tell_everyone
from journal.records.access import Actor, Right
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of

Span = tuple[DosePlan, date, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One step as it is kept, with the days it is in force, both included.

    plan     that of the day looked at, or else the nearest to it
    last_on  None only in a last step that goes on
    parts    every plan of the step with its days: a new bottle makes two of one step (H15)
    """

    plan: DosePlan
    first_on: date
    last_on: date | None
    parts: tuple[Span, ...]

    @property
    def amount(self) -> Decimal:
        """How much each time, in the plan's unit."""
        return self.plan.amount

    @property
    def rhythm(self) -> Rhythm:
        """How often, in this step."""
        return read_rhythm(self.plan.rhythm)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTaper:
    """A taper on one day: all its steps, past ones too, oldest first, and how it ends.

    current   the step of the day; None while the first has not begun
    next      the step that comes after it, or None
    then      what follows the last step
    ends_on   the last written day (`stop` and `ask`); None when it goes on, when nobody wrote a
              last day, and when a later dose plan follows it
    follows   the dose plan that was decided for the days after it, or None
    """

    taper_id: uuid.UUID
    steps: tuple[PlannedStep, ...]
    current: PlannedStep | None
    next: PlannedStep | None
    then: Then
    ends_on: date | None
    follows: DosePlan | None

    @property
    def taper(self) -> Taper:
        """The same as a value: every step with its rhythm, the last one with its written end."""
        steps = [
            Step(one.first_on, one.amount, one.last_on, one.rhythm, one.plan.counts_from)
            for one in self.steps
        ]
        steps[-1] = replace(steps[-1], last_on=self.ends_on)
        return Taper(tuple(steps), self.then)


def running_taper(session: Session, medicine: Medicine, *, on: date) -> RunningTaper | None:
    """Return the taper whose step is in force on a day of the child's zone, or else begins next.

    None when the plan of the day and the one after it belong to no taper. What `ask` and
    `continue` let go on after the last step still belongs to the taper. Whether the medicine is
    stopped or paused is not looked at.
    """
    return taper_among(plans_of(session, [medicine.id])[medicine.id], on=on)


def taper_among(plans: Sequence[DosePlan], *, on: date) -> RunningTaper | None:
    """`running_taper`, of the plans of one medicine that nothing replaced."""
    later = [plan for plan in plans if plan.first_on > on]
    near = [plan_on(plans, on), min(later, key=lambda plan: plan.first_on, default=None)]
    ids = [plan.taper_id for plan in near if plan is not None and plan.taper_id is not None]
    return taper_with(plans, ids[0], on=on) if ids else None


def taper_with(plans: Sequence[DosePlan], taper_id: uuid.UUID, *, on: date) -> RunningTaper:
    """Return the taper of this id, whether it runs on the day or not.

    Raises ValueError when no plan of it is in force on any day.
    """
    spans = spans_in_force(plans)
    own = [span for span in spans if span[0].taper_id == taper_id]
    if not own:
        raise ValueError("no plan has this taper")
    now_plan, last = plan_on(plans, on), own[-1][0]
    steps = tuple(_step(parts, on) for parts in _whole_steps(own))
    follows = next((plan for plan, first_on, _ in spans if first_on > own[-1][1]), None)
    return RunningTaper(
        taper_id=taper_id,
        steps=steps,
        current=next((one for one in steps if one.plan is now_plan), None),
        next=next((one for one in steps if one.first_on > on), None),
        then=Then(last.then or Then.ASK),
        ends_on=None if follows else last.last_on or last.ask_after,
        follows=follows,
    )


def _whole_steps(spans: Sequence[Span]) -> list[list[Span]]:
    """The spans of each step: neighbours of one amount and one rhythm in its turn are one."""
    steps: list[list[Span]] = []
    for span in spans:
        if steps and _goes_on(steps[-1], span):
            steps[-1].append(span)
        else:
            steps.append([span])
    return steps


def _goes_on(step: Sequence[Span], span: Span) -> bool:
    first = step[0][0]
    last_on, (plan, begins, _last) = step[-1][2], span
    alike = (first.amount, first.unit, first.rhythm) == (plan.amount, plan.unit, plan.rhythm)
    if not alike or last_on is None or last_on + timedelta(days=1) != begins:
        return False
    return _keeps_time(read_rhythm(plan.rhythm), first.counted_from, plan.counted_from)


def _step(parts: Sequence[Span], on: date) -> PlannedStep:
    begun = [plan for plan, first_on, _ in parts if first_on <= on]
    return PlannedStep(
        plan=begun[-1] if begun else parts[0][0],
        first_on=parts[0][1],
        last_on=parts[-1][2],
        parts=tuple(parts),
    )


def _keeps_time(rhythm: Rhythm, first_on: date, begins: date) -> bool:
    """Whether a plan that counts from `begins` counts as one does that began on `first_on`."""
    match rhythm:
        case EveryDays(n=n):
            days = n
        case EveryWeeks(n=n):
            days = 7 * n
        case Alternating():
            days = 2
        case _:
            return True
    return (begins - first_on).days % days == 0


def start_taper(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    taper: Taper,
    dosing: Dosing,
    *,
    now: datetime,
) -> list[DosePlan]:
    """Make one dose plan per step, joined by one taper id; `dosing` gives unit and rhythm.

    A step's own rhythm goes before that of `dosing`. Only `stop` ends the last plan. A steroid
    that ends in silence is the greater harm, so with `ask` its amount goes on and `ask_after` says
    since when the team is to be asked (H10). The steps of a weekly medicine begin five days after
    the last dose or later, as in `change_dose`; a step that would be over by then is left out (H5).

    Raises Refused weekly_drug_daily before anything else, taper_rhythm as `check_steps` and when a
    step would take over a rhythm with amounts of its own, taper_over when the taper would stop
    before its first day, and medicine_stopped.
    """
    actor.require(Right.PLAN, medicine.child_id)
    for rhythm in [dosing.rhythm, *(step.rhythm for step in taper.steps if step.rhythm)]:
        check_rhythm(medicine.name, rhythm, dosing.confirm)
    if _has_own_amounts(dosing.rhythm) and any(step.rhythm is None for step in taper.steps):
        sentence = N_("Its amounts differ from dose to dose. Write a rhythm for each step.")
        raise Refused(Problem("taper_rhythm", "taper.steps", sentence))
    check_steps([step.rhythm or dosing.rhythm for step in taper.steps])
    first = taper.steps[0]
    refuse_stopped(session, medicine, first.first_on, now=now)
    each = [dosing] * len(taper.steps)
    bottles = bottles_of(medicine, plans_of(session, [medicine.id])[medicine.id])
    plans = add_steps(session, actor, medicine, taper.steps, each, uuid.uuid4(), bottles, now=now)
    end_of(plans, taper)
    session.flush()
    tell_everyone(session, medicine, plans, now=now)
    return plans


def check_steps(rhythms: Sequence[Rhythm]) -> None:
    """Raise Refused with `taper_rhythm` for a step whose days would not follow each other.

    A step beside another medicine, once, as needed, or with weeks off would leave days with no
    dose inside a taper that says it has no gap: a steroid that stops there in silence (H10).
    """
    for number, rhythm in enumerate(rhythms):
        if isinstance(rhythm, Relative | Once | AsNeeded | Cycle):
            sentence = N_(
                "A step of a taper has days of its own. "
                "It cannot be once, as needed, with weeks off, or beside another medicine."
            )
            raise Refused(Problem("taper_rhythm", f"taper.steps.{number}.rhythm", sentence))


def _has_own_amounts(rhythm: Rhythm) -> bool:
    """Whether the rhythm says how much, so that a step's amount would not be what is given."""
    return isinstance(rhythm, Alternating) or (isinstance(rhythm, Daily) and bool(rhythm.amounts))


def add_steps(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    steps: Sequence[Step],
    dosings: Sequence[Dosing],
    taper_id: uuid.UUID,
    bottles: Bottles,
    *,
    now: datetime,
) -> list[DosePlan]:
    """Return the plans of the steps, each five days after the dose before it when weekly (H5).

    A step that would be over before it begins is left out.
    """
    plans = []
    for step, dosing in zip(steps, dosings, strict=True):
        own = replace(
            dosing,
            amount=step.amount,
            # What was measured out belongs to the one amount it was typed with.
            measured=None,
            measured_unit=None,
            rhythm=step.rhythm or dosing.rhythm,
            first_on=step.first_on,
            counts_from=step.counts_from,
            last_on=None,
        )
        begun = first_day(session, medicine, own, now=now)
        if step is steps[-1] or step.last_on is None or step.last_on >= begun.first_on:
            until = step.last_on
            plans += add_plans(
                session, actor, medicine, begun, bottles, until=until, now=now, taper_id=taper_id
            )
    return plans


def end_of(plans: Sequence[DosePlan], taper: Taper) -> None:
    """Write on the plans of a taper what follows the last one.

    Raises Refused `taper_over` when a taper that stops would end before its last plan begins (H5).
    """
    begins = plans[-1].first_on
    if taper.then is Then.STOP and taper.last_on is not None and taper.last_on < begins:
        sentence = N_(
            "The last day lies before the first dose of these steps could be planned, on %(day)s: "
            "five days after the last dose. Write a later last day, or stop the medicine."
        )
        got = taper.last_on.isoformat()
        raise Refused(Problem("taper_over", "until", sentence, {"day": show_date(begins)}, got))
    for plan in plans:
        plan.then = taper.then.value
    if taper.then is Then.STOP:
        plans[-1].last_on = taper.last_on
    elif taper.then is Then.ASK:
        plans[-1].ask_after = taper.last_on or plans[-1].first_on
