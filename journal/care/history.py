"""Which dose plan was in force on a date: plans follow each other and never change the past."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Protocol, TypeVar

DAY = timedelta(days=1)


class PlanLike(Protocol):
    """A dose plan's days in the child's zone, both included; last_on is None while it is open."""

    @property
    def first_on(self) -> date: ...

    @property
    def last_on(self) -> date | None: ...


Plan = TypeVar("Plan", bound=PlanLike)


def plan_on(plans: Sequence[Plan], day: date) -> Plan | None:
    """Return the one plan of a date, or None.

    A later plan replaces an earlier one from its first day, for good: when it ends, the earlier
    one does not come back. Of two that begin on the same day the later in `plans` counts, so pass
    them in the order they were made. Source: docs/rules.md#dose-plans.
    """
    begun = [plan for plan in plans if plan.first_on <= day]
    if not begun:
        return None
    latest_start = max(plan.first_on for plan in begun)
    plan = [plan for plan in begun if plan.first_on == latest_start][-1]
    return plan if plan.last_on is None or day <= plan.last_on else None


class DosingLike(PlanLike, Protocol):
    """A dose plan with what it asks for."""

    @property
    def amount(self) -> Decimal: ...

    @property
    def unit(self) -> str: ...

    @property
    def rhythm(self) -> Mapping[str, Any]: ...


def dosed_since(
    spans: Sequence[tuple[DosingLike, date, date | None]], plan: DosingLike, day: date
) -> date:
    """Return the first day of the unbroken run of plans that ask for the same as `plan` on `day`.

    The same amount, unit and rhythm: a new bottle or a taper that begins with it breaks no run.
    spans: without the days of a stop, which breaks it.
    """
    begun = [first_on for each, first_on, _last_on in spans if each is plan and first_on <= day]
    since = max(begun, default=plan.first_on)
    wanted = (plan.amount, plan.unit, plan.rhythm)
    for earlier, first_on, last_on in reversed(spans):
        same = (earlier.amount, earlier.unit, earlier.rhythm) == wanted
        if same and last_on is not None and last_on + DAY == since:
            since = first_on
    return since


def spans_in_force(plans: Sequence[Plan]) -> list[tuple[Plan, date, date | None]]:
    """Return each plan that was ever in force with its first and last day, oldest first.

    The spans never overlap, and agree with `plan_on` on every date. The last one may be open.
    """
    starts = sorted({plan.first_on for plan in plans})
    spans: list[tuple[Plan, date, date | None]] = []
    for start, next_start in zip_longest(starts, starts[1:]):
        plan = plan_on(plans, start)
        if plan is None:
            continue
        ends = [plan.last_on, next_start and next_start - timedelta(days=1)]
        spans.append((plan, start, min((end for end in ends if end), default=None)))
    return spans


def without(
    spans: Sequence[tuple[Plan, date, date | None]], rests: Sequence[tuple[date, date | None]]
) -> list[tuple[Plan, date, date | None]]:
    """Return the spans without the days of the rests: what was planned and could happen.

    rests: first and last day of each, None for the last of one that goes on; earliest first.
    """
    kept: list[tuple[Plan, date, date | None]] = []
    for plan, first_on, last_on in spans:
        begin: date | None = first_on
        for off, back in rests:
            if begin is None or (back is not None and back < begin):
                continue
            if last_on is not None and last_on < off:
                break
            if begin < off:
                kept.append((plan, begin, off - DAY))
            begin = None if back is None else back + DAY
        if begin is not None and (last_on is None or begin <= last_on):
            kept.append((plan, begin, last_on))
    return kept
