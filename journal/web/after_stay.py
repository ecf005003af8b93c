"""What waits since a discharge, on Today and for phones: silence is said, with its reason (H37)."""

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from journal.care.reviews import Missing
from journal.plans.decided import Decided
from journal.plans.reviewing import AfterStay
from journal.records.kinds.review import Reviewed
from journal.records.medicines import Medicine
from journal.web.stay_address import stay_address
from journal.words import short_day

if TYPE_CHECKING:
    from journal.web.day import Day


def is_unreviewed(day: "Day", medicine: Medicine) -> bool:
    """Whether it waits to be looked at since the discharge: its reminders are silent."""
    return day.after_stay is not None and medicine.id in day.after_stay.missing


def unreviewed_text(day: "Day", medicine: Medicine) -> str | None:
    """That nobody has looked at it since the discharge, or that its new plan is missing."""
    return waiting_text(day.after_stay, medicine)


def waiting_text(
    after: AfterStay | None, medicine: Medicine, said: Decided | None = None
) -> str | None:
    """The same where no day is shown, as on the emergency card; None of what does not wait.

    said  what the hospital said of it after that stay, where that is to be shown
    """
    what = after.missing.get(medicine.id) if after else None
    if what is Missing.PLAN and said and said.told:
        words = _("The hospital changed it: %(told)s. The plan does not say so yet.")
        if said.decision == Reviewed.STOPPED:
            words = _("The hospital stopped it: %(told)s. The plan does not say so yet.")
        return words % {"told": said.told.rstrip(".")}
    if what is Missing.PLAN:
        return _("The hospital changed or stopped it: the plan does not say so yet.")
    return _("Not looked at since the discharge.") if what else None


def _title(after: AfterStay, left: str) -> str:
    if all(what is Missing.PLAN for what in after.missing.values()):
        return ngettext(
            "%(num)s medicine waits for its plan since the discharge on %(day)s",
            "%(num)s medicines wait for their plans since the discharge on %(day)s",
            len(after.missing),
            day=left,
        )
    return ngettext(
        "%(num)s medicine waits to be looked at since the discharge on %(day)s",
        "%(num)s medicines wait to be looked at since the discharge on %(day)s",
        len(after.missing),
        day=left,
    )


def review_banner(day: "Day") -> list[dict[str, Any]]:
    """How many medicines wait, and the way to look at them; none while nothing does."""
    after = day.after_stay
    if after is None or not after.missing or after.stay.discharged is None:
        return []
    title = _title(after, short_day(after.stay.discharged.astimezone(day.zone).date()))
    text = _("Until then nobody is reminded of them. A dose can still be recorded.")
    url = stay_address(day.child.id, str(after.stay.entry_id)) + "#medicines"
    label = _("Look at the medicines") if day.may_record else _("See which ones")
    actions = [{"label": label, "url": url, "post": False}]
    return [{"kind": "needs", "title": title, "text": text, "actions": actions}]
