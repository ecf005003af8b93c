"""Which medicines wait to be looked at since a discharge: their reminders stay silent (H37).

Every rule errs to the side of silence and of saying so. Source: docs/rules.md#after-a-stay.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from journal.care.history import PlanLike, spans_in_force

# What is written down later than that is history: at home it has long been looked at.
WRITTEN_WITHIN = timedelta(days=3)
CONTINUES = "continues"
DAY = timedelta(days=1)
# What a plan asks for, from which day to which.
Asked = tuple[tuple[Decimal, str, Mapping[str, Any]], date, date | None]


class StayLike(Protocol):
    """A stay; discharged is None while it goes on."""

    @property
    def admitted(self) -> datetime: ...

    @property
    def discharged(self) -> datetime | None: ...


Stay = TypeVar("Stay", bound=StayLike)


class PlanMade(PlanLike, Protocol):
    """A dose plan with what it asks for and when somebody wrote it."""

    @property
    def amount(self) -> Decimal: ...

    @property
    def unit(self) -> str: ...

    @property
    def rhythm(self) -> Mapping[str, Any]: ...

    @property
    def made_at(self) -> datetime: ...


class Missing(StrEnum):
    """What is still to be done: to look at it, or to write the plan that the hospital changed."""

    LOOK = "look"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One medicine as it stands in the plans.

    plans    every one that was ever written, those that later ones replaced too, as made
    rested   whether at the discharge it was stopped, or paused with no day on which it goes on
    turned   whether it was stopped, paused or resumed since, from a moment of the stay on
    """

    plans: Sequence[PlanMade]
    rested: bool
    turned: bool


def stay_to_review(stays: Iterable[tuple[Stay, datetime]], *, now: datetime) -> Stay | None:
    """Return the stay after which medicines are looked at: the one that ended last, or None.

    stays  each with the moment at which it was first written down
    One that was written more than three days after its discharge is history and asks for nothing.
    """
    asking = [
        (stay.discharged, stay.admitted, place, stay)
        for place, (stay, written_at) in enumerate(stays)
        if stay.discharged is not None
        and stay.discharged <= now
        and written_at <= stay.discharged + WRITTEN_WITHIN
    ]
    return max(asking, key=lambda one: one[:3])[3] if asking else None


def missing(
    kept: Kept, said: Iterable[str], *, discharged: datetime, discharged_on: date
) -> Missing | None:
    """Return what of one medicine is still to be done after the discharge, or None.

    said  what its reviews of this stay decided, in any order: one that says "changed" or "stopped"
          holds whatever another one says, until the plan was changed, stopped or paused
    """
    before = _asked_from(kept.plans, discharged, discharged_on)
    if kept.rested or not before:
        return None
    if kept.turned or _is_changed(kept.plans, before, discharged, discharged_on):
        return None
    decisions = set(said)
    if not decisions:
        return Missing.LOOK
    return None if decisions == {CONTINUES} else Missing.PLAN


def _is_changed(
    plans: Sequence[PlanMade], before: Sequence[Asked], discharged: datetime, discharged_on: date
) -> bool:
    """Whether what is asked of any day from the discharge on became another since.

    A new bottle writes the same dose once more: nobody has looked at the dose with that. A dose of
    long ago that is planned again is another one than that of the discharge.
    """
    since = {plan.made_at for plan in plans if plan.made_at > discharged}
    return any(_asked_from(plans, at, discharged_on) != before for at in since)


def _asked_from(plans: Sequence[PlanMade], made_until: datetime, from_on: date) -> list[Asked]:
    """What the plans that stood at a moment ask for from a day on, with first and last days."""
    found: list[Asked] = []
    for plan, first_on, last_on in spans_in_force(_standing(plans, made_until)):
        if last_on is not None and last_on < from_on:
            continue
        what = (plan.amount, plan.unit, plan.rhythm)
        begins = max(first_on, from_on)
        if found and found[-1][0] == what and found[-1][2] == begins - DAY:
            begins = found.pop()[1]
        found.append((what, begins, last_on))
    return found


def _standing(plans: Sequence[PlanMade], made_until: datetime) -> list[PlanMade]:
    """Those that no later one had replaced at a moment."""
    standing: list[PlanMade] = []
    for plan in sorted(plans, key=lambda plan: plan.made_at):
        if plan.made_at > made_until:
            break
        # A plan takes the days from its first on; those that are made together stand together.
        standing = [
            one for one in standing if one.first_on < plan.first_on or one.made_at == plan.made_at
        ]
        standing.append(plan)
    return standing
