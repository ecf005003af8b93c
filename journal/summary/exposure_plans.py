"""Which dose plan was known at a moment: what a tablet held then follows from it (H11)."""

from collections.abc import Sequence
from datetime import date, datetime

from journal.care.history import plan_on
from journal.records.medicines import DosePlan


def known_then(plans: Sequence[DosePlan], moment: datetime, day: date) -> DosePlan | None:
    """Return the plan of a day as the plans stood at a moment, or None.

    plans: every plan of one medicine in the order they were made, replaced ones too. A decision
    takes over from its first day on; the steps of one taper stand side by side.
    """
    standing: list[DosePlan] = []
    for plan in plans:
        if plan.made_at > moment:
            break
        standing = [other for other in standing if _stays(other, plan)] + [plan]
    # A dose may be older than its plan: then the first one is what the family knew of the box.
    return plan_on(standing, day) or (standing[0] if standing else (plans[0] if plans else None))


def _stays(other: DosePlan, plan: DosePlan) -> bool:
    same_taper = plan.taper_id is not None and plan.taper_id == other.taper_id
    return other.first_on < plan.first_on or same_taper
