"""What a family is told of a medicine's plan: a step, the end of a taper, the review of a pause."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from journal.care.days import due_instant
from journal.care.history import spans_in_force
from journal.care.taper import Then
from journal.plans.expected import place_of
from journal.plans.turns import resting_since, turn_at
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Turn
from journal.records.reminders import About

DAY = timedelta(days=1)
# So long before its last day the end of a taper stands on Today, and is first announced (H10).
END_AHEAD = timedelta(days=7)

Plans = Mapping[uuid.UUID, Sequence[DosePlan]]
Turns = Mapping[uuid.UUID, Sequence[MedicineTurn]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing to know of one medicine; dates are the child's.

    about       STEP, TAPER_END or REVIEW
    on          the first day of the new dose, the last day of the taper, the day of review
    decided_at  when somebody wrote it; nothing is announced for a time before that
    plan        the dose plan that begins or ends; None for a review
    before      the plan a step follows; None when the medicine rested before it
    then        what follows a taper
    pause       the pause to be looked at; `since` is the first day of the rest it belongs to
    """

    about: About
    medicine: Medicine
    on: date
    decided_at: datetime
    plan: DosePlan | None = None
    before: DosePlan | None = None
    then: Then | None = None
    pause: MedicineTurn | None = None
    since: date | None = None

    @property
    def asks(self) -> bool:
        """Whether a person has to decide what follows."""
        return self.about is About.REVIEW or self.then is Then.ASK

    def holds(self, turns: Sequence[MedicineTurn], moment: datetime, zone: ZoneInfo) -> bool:
        """Whether the family is to know of it at `moment`, with these turns of the medicine.

        A step or an end of a medicine that rests by then is none; neither is the question what
        follows, once a stop for the day after answers it.
        """
        if self.pause is not None:
            held = turn_at(turns, moment)
            return held is not None and held.id == self.pause.id
        counts_on = self.on + DAY if self.then is Then.ASK else self.on
        first_minute = due_instant(datetime.combine(counts_on, time(0)), zone)
        return all(turn_at(turns, at) is None for at in (moment, max(moment, first_minute)))


def matters(
    medicines: Sequence[Medicine], plans: Plans, turns: Turns, first_on: date, last_on: date
) -> list[Matter]:
    """Return every step that begins from `first_on` to `last_on`, and all ends and pauses by then.

    An end or a pause is found on every later day too: whether it still holds is asked of it.
    """
    found: list[Matter] = []
    for medicine in medicines:
        spans = spans_in_force(_since(plans[medicine.id], first_on))
        found += _steps(medicine, spans, first_on, last_on)
        found += _ends(medicine, spans, last_on)
        found += _pauses(medicine, turns[medicine.id], last_on)
    return found


def matters_today(
    child: Child, medicines: Sequence[Medicine], plans: Plans, turns: Turns, *, now: datetime
) -> list[Matter]:
    """Return what stands on Today, by its day.

    A step: the day before and the day itself. The end of a taper: seven days before to its last
    day, and on every day after it until somebody decides what follows (H10). A pause: from its day
    of review until somebody resumes, stops or sets a new day (H8).
    """
    zone = ZoneInfo(child.zone)
    today = now.astimezone(zone).date()
    found = [
        one
        for one in matters(medicines, plans, turns, today, today + END_AHEAD)
        if _stands(one, today) and one.holds(turns[one.medicine.id], now, zone)
    ]
    return sorted(found, key=lambda one: (one.on, place_of(one.medicine)))


def _stands(one: Matter, today: date) -> bool:
    if one.about is About.STEP:
        return today <= one.on <= today + DAY
    if one.about is About.REVIEW:
        return one.on <= today
    return one.on <= today + END_AHEAD and (one.asks or today <= one.on)


def _since(plans: Sequence[DosePlan], first_on: date) -> Sequence[DosePlan]:
    """The plans that hold the day before `first_on` or later: ten years of them cost no more."""
    begun = max((plan.first_on for plan in plans if plan.first_on < first_on), default=date.min)
    return [plan for plan in plans if plan.first_on >= begun]


Spans = Sequence[tuple[DosePlan, date, date | None]]


def _steps(medicine: Medicine, spans: Spans, first_on: date, last_on: date) -> Iterator[Matter]:
    for (before, _began, ended), (plan, begins, _ends_on) in pairwise(spans):
        if not first_on <= begins <= last_on:
            continue
        rested = ended is not None and ended < begins - DAY
        if rested or _differ(before, plan):
            yield Matter(
                about=About.STEP,
                medicine=medicine,
                on=begins,
                decided_at=plan.made_at,
                plan=plan,
                before=None if rested else before,
            )


def _differ(before: DosePlan, plan: DosePlan) -> bool:
    """Whether somebody who measures it out has to know."""
    dose = (before.amount, before.unit, before.rhythm) != (plan.amount, plan.unit, plan.rhythm)
    # A strength that is written for the first time is no other bottle.
    return dose or ("" not in (before.strength, plan.strength) and before.strength != plan.strength)


def _ends(medicine: Medicine, spans: Spans, last_on: date) -> Iterator[Matter]:
    for position, (plan, _first_on, _last_on) in enumerate(spans):
        ends = _taper_end(plan)
        if ends is None or ends[0] > last_on:
            continue
        follows = spans[position + 1 :]
        if ends[1] is Then.ASK and follows:
            continue  # a later plan is the answer
        if follows and follows[0][1] <= ends[0] + DAY:
            continue  # another plan takes over: that is a step
        yield Matter(
            about=About.TAPER_END,
            medicine=medicine,
            on=ends[0],
            decided_at=plan.made_at,
            plan=plan,
            then=ends[1],
        )


def _taper_end(plan: DosePlan) -> tuple[date, Then] | None:
    """The last written day of the taper that this plan ends, and what follows; None otherwise.

    A taper that continues has no last day: its last step is announced like any other.
    """
    if plan.ask_after is not None:
        return plan.ask_after, Then.ASK
    if plan.taper_id is not None and plan.last_on is not None:
        return plan.last_on, Then.STOP
    return None


def _pauses(medicine: Medicine, turns: Sequence[MedicineTurn], last_on: date) -> Iterator[Matter]:
    for row in turns:
        if row.turn is Turn.PAUSE and row.review_on is not None and row.review_on <= last_on:
            yield Matter(
                about=About.REVIEW,
                medicine=medicine,
                on=row.review_on,
                decided_at=row.made_at,
                pause=row,
                since=resting_since(turns, row),
            )
