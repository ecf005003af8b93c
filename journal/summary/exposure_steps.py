"""The rows of the steroid record by dose plan: what was given while each of them held."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from journal.care.history import spans_in_force
from journal.care.steroids import Exposure, Stretch
from journal.records.medicines import DosePlan, MedicineTurn, Turn

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One dose plan of a steroid and what was given while it held; plan None: outside any plan."""

    medicine: str
    name: str
    plan: DosePlan | None
    stretch: Stretch


def steps_of(
    medicine: str,
    name: str,
    whole: Exposure,
    *,
    plans: Sequence[DosePlan],
    turns: Sequence[MedicineTurn],
    silent: Collection[date],
    before: Collection[date],
) -> Iterator[PlanStep]:
    """Yield a row for each plan that held up to today, then one for what no plan covers.

    plans: every one of the medicine; turns: those that stand. The rows share no day, so their
    sums add up to what was given by mouth.
    """
    today = whole.open_on
    outside = {one.on for one in whole.given if one.medicine == medicine and not one.infused}
    for plan, first_on, last_on in spans_in_force([one for one in plans if not one.replaced]):
        last = min(last_on or today, today, _once_on(plan) or today)
        off = held_days(turns, first_on, last)
        days = [first_on + DAY * n for n in range((last - first_on).days + 1)]
        kept = [day for day in days if day not in off or day in outside]
        if kept:
            outside -= set(days)
            mine = whole.of(medicine, silent, off, before)
            stretch = mine.stretch(kept[0], kept[-1], whole=whole)
            yield PlanStep(medicine=medicine, name=name, plan=plan, stretch=stretch)
    if outside:
        stretch = _loose(whole.of(medicine, ()), outside, whole)
        yield PlanStep(medicine=medicine, name=name, plan=None, stretch=stretch)


def off_and_on(
    plans: Sequence[DosePlan], turns: Sequence[MedicineTurn], today: date
) -> tuple[set[date], set[date]]:
    """Return the days up to today on which a plan was paused or stopped, and on which it held."""
    off, on = set[date](), set[date]()
    for plan, first_on, last_on in spans_in_force([one for one in plans if not one.replaced]):
        last = min(last_on or today, today, _once_on(plan) or today)
        held = held_days(turns, first_on, last)
        off |= held
        on |= {first_on + DAY * n for n in range((last - first_on).days + 1)} - held
    return off, on


def held_days(turns: Sequence[MedicineTurn], first_on: date, last_on: date) -> set[date]:
    """Return the days of a stretch on which a stop or a pause held, its first day included."""
    found: set[date] = set()
    for number, turn in enumerate(turns):
        if turn.turn is not Turn.RESUME:
            begin = max(turn.on, first_on)
            follows = turns[number + 1].on if number + 1 < len(turns) else last_on + DAY
            end = min(follows, last_on + DAY)
            found |= {begin + DAY * n for n in range(max(0, (end - begin).days))}
    return found


def _once_on(plan: DosePlan) -> date | None:
    once = plan.rhythm.get("once")
    return date.fromisoformat(str(once)[:10]) if once else None


def _loose(mine: Exposure, days: Collection[date], whole: Exposure) -> Stretch:
    """What was given on days without a plan: only its sum means something."""
    given = [one for one in mine.given if one.on in days and not one.infused]
    stretch = replace(mine, given=given).stretch(min(days), max(days), whole=whole)
    return replace(stretch, own_a_day=None, mg_a_day=None, mg_a_kg=None, whole_days=len(days))
