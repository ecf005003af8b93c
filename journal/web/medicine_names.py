"""Medicines by the names a family reads: a weekly one always with its weekday (H4)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.history import plan_on
from journal.clock import now
from journal.plans.expected import medicines_of
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine
from journal.records.planned import plans_of
from journal.words import weekly_label


@dataclass(frozen=True, slots=True)
class Named:
    """A medicine's name, and "once a week, on Tuesday" while a weekly plan is in force."""

    name: str
    weekly: str | None
    plans: Sequence[DosePlan] = ()

    @property
    def whole(self) -> str:
        """Both in one line."""
        return f"{self.name} ({self.weekly})" if self.weekly else self.name

    def on(self, day: date) -> "Named":
        """The same medicine as it was planned on another day: the past is never renamed."""
        return _named(self.name, self.plans, day)


Names = Mapping[uuid.UUID, Named]


def names_of(session: Session, child_id: uuid.UUID) -> Names:
    """Every medicine of the child, stopped ones included, as planned today."""
    child = session.get_one(Child, child_id)
    medicines = medicines_of(session, child_id)
    plans = plans_of(session, [medicine.id for medicine in medicines])
    return named(medicines, plans, now().astimezone(ZoneInfo(child.zone)).date())


def named(
    medicines: Sequence[Medicine], plans: Mapping[uuid.UUID, Sequence[DosePlan]], day: date
) -> Names:
    """The names of these medicines, each with the weekday of the plan in force on `day`."""
    return {each.id: _named(each.name, plans.get(each.id, ()), day) for each in medicines}


def _named(name: str, plans: Sequence[DosePlan], day: date) -> Named:
    return Named(name, _weekly(plans, day), plans)


def _weekly(plans: Sequence[DosePlan], day: date) -> str | None:
    if not plans:
        return None
    # Before the first plan and after the last one it bears the weekday of the nearest.
    plan = plan_on(plans, day) or (plans[0] if day < plans[0].first_on else plans[-1])
    return weekly_label(plan.rhythm)
