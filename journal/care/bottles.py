"""A new bottle or box of another strength: the same dose is another number of mL, or of tablets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from journal.care.history import spans_in_force
from journal.care.strength import is_same_strength

TOLD_FOR = timedelta(days=7)


class Labelled(Protocol):
    """A dose plan with the strength it was made for."""

    @property
    def first_on(self) -> date: ...

    @property
    def last_on(self) -> date | None: ...

    @property
    def strength(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Bottle:
    """Since when another strength is given, what its label says, and what the one before said."""

    since: date
    strength: str
    before: str
    form: str


def new_bottle(plans: Sequence[Labelled], today: date, form: str = "") -> Bottle | None:
    """Return the change of strength of the last seven days, its first day included, or None.

    plans: those of one medicine that hold or will hold. A strength that was only written down
    where none stood before is no new bottle. Source: docs/rules.md#strengths.
    """
    spans = [(plan, on) for plan, on, _last_on in spans_in_force(plans) if on <= today]
    for (before, _on), (plan, since) in zip(reversed(spans[:-1]), reversed(spans), strict=False):
        if today - since >= TOLD_FOR:
            return None
        if not is_same_strength(before.strength, plan.strength, form):
            if not before.strength or not plan.strength:
                return None
            return Bottle(since, plan.strength, before.strength, form)
    return None
