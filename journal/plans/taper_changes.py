"""Changing a taper that runs: the past stays as it was, the days to come are planned anew."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.care.taper import Step, Taper
from journal.care.weekly import check_rhythm
from journal.plans.labels import bottles_of
from journal.plans.medicines import Dosing, refuse_stopped
from journal.plans.tapers import RunningTaper, add_steps, check_steps, end_of, running_taper
from journal.plans.weekly_days import last_dose_on
from journal.plans.weekly_told import tell_everyone
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of

DAY = timedelta(days=1)


def change_taper(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    running: RunningTaper,
    wanted: Taper,
    *,
    since: date,
    ordered_by: str = "",
    why: str = "",
    confirm: dict[str, str] | None = None,
    now: datetime,
) -> list[DosePlan]:
    """Make the taper what is wanted from the day `since` on; return the plans that are new.

    Steps that stay the same keep their plans. A step that has begun keeps the days it had: its
    rest begins on `since` and goes on with its count, so that every other day stays every other
    day. Plans that give way stay in the history (H11), and the new
    ones belong to the same taper.

    wanted  every step with its own rhythm, past ones included, as `RunningTaper.taper` has them

    Raises Refused weekly_drug_daily before anything else, medicine_stopped, taper_rhythm and
    taper_over as `start_taper`, taper_past when a day before `since` would change, and taper_same
    when nothing would.
    """
    actor.require(Right.PLAN, medicine.child_id)
    kept = _alike(running, wanted)
    rest = _rest(running, wanted, kept, since)
    unit = running.steps[-1].plan
    dosings = [_dosing(step, unit, ordered_by, why, confirm) for step in rest]
    for dosing in dosings:
        check_rhythm(medicine.name, dosing.rhythm, confirm)
    check_steps([dosing.rhythm for dosing in dosings])
    if not rest:
        raise Refused(Problem("taper_same", None, N_("Nothing changes: these steps are planned.")))
    refuse_stopped(session, medicine, rest[0].first_on, now=now)
    bottles = bottles_of(medicine, plans_of(session, [medicine.id])[medicine.id])
    _give_way(session, running, kept, since)
    session.flush()
    plans = add_steps(session, actor, medicine, rest, dosings, running.taper_id, bottles, now=now)
    end_of(plans, wanted)
    session.flush()
    tell_everyone(session, medicine, plans, now=now)
    return plans


def editable_taper(session: Session, medicine: Medicine, *, on: date) -> RunningTaper | None:
    """Return the taper of a day when there is something of it to change, or None."""
    found = running_taper(session, medicine, on=on)
    if found is None or (found.next is None and found.ends_on is None):
        return None
    return found if found.ends_on is None or found.ends_on >= on or found.next else None


def first_open_day(session: Session, child: Child, medicine: Medicine, *, now: datetime) -> date:
    """Today, or tomorrow when today's dose was recorded: the first day that may still change."""
    today = now.astimezone(ZoneInfo(child.zone)).date()
    given = last_dose_on(session, child, medicine) == today
    return today + DAY if given else today


def _alike(running: RunningTaper, wanted: Taper) -> int:
    """How many steps from the first one on may keep their plans."""
    before = running.taper
    count = 0
    for old, new in zip(before.steps, wanted.steps, strict=False):
        if (old.first_on, old.amount, old.rhythm) != (new.first_on, new.amount, new.rhythm):
            break
        was_last, is_last = old is before.steps[-1], new is wanted.steps[-1]
        same_end = (old.last_on, before.then) == (new.last_on, wanted.then)
        # A plan carries the end that was written on it: a new end needs a new plan, and a plan
        # that ended would leave a gap before the step that now follows it.
        if is_last and not (was_last and same_end):
            break
        if was_last and not is_last and running.steps[count].parts[-1][0].last_on is not None:
            break
        count += 1
    return count


def _rest(running: RunningTaper, wanted: Taper, kept: int, since: date) -> list[Step]:
    """The steps that need new plans, none of them before `since`."""
    rest = list(wanted.steps[kept:])
    if not rest:
        return []
    if any(step.first_on < since for step in rest[1:]):
        raise _past(since)
    first = rest[0]
    if first.first_on >= since:
        return rest
    old = running.taper.steps[kept] if kept < len(running.steps) else None
    if old is None or old.first_on != first.first_on:
        raise _past(since)
    if first.last_on is not None and first.last_on < since:
        return rest[1:]
    counted = old.rest(since, first.amount, first.rhythm)
    return [replace(counted, last_on=first.last_on), *rest[1:]]


def _past(since: date) -> Refused:
    sentence = N_("Days that are over stay as they were. Choose a day from today on.")
    return Refused(Problem("taper_past", "from", sentence, {}, since.isoformat()))


def _dosing(
    step: Step, plan: DosePlan, ordered_by: str, why: str, confirm: dict[str, str] | None
) -> Dosing:
    assert step.rhythm is not None
    return Dosing(
        amount=step.amount,
        unit=plan.unit,
        rhythm=step.rhythm,
        first_on=step.first_on,
        ordered_by=ordered_by,
        why=why,
        confirm=confirm,
    )


def _give_way(session: Session, running: RunningTaper, kept: int, since: date) -> None:
    """What is not kept gives way, but for the days that a step that has begun already had."""
    for one in running.steps[kept:]:
        for plan, first_on, _last_on in one.parts:
            if first_on >= since:
                session.get_one(DosePlan, plan.id).replaced = True
