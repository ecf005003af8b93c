"""What Today says of plans: a step that comes, a taper that ends, a pause to be looked at."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from journal.amounts import both_text
from journal.care.problems import Refused
from journal.care.rhythm import read_rhythm
from journal.care.taper import Then
from journal.plans.matters import Matter
from journal.records.access import Right
from journal.records.medicines import DosePlan
from journal.records.reminders import About
from journal.words import coming_day, day_text, rhythm_text

if TYPE_CHECKING:
    from journal.web.day import Day

Row = dict[str, Any]


def notice_rows(day: "Day", found: Sequence[Matter]) -> list[Row]:
    """The lines as templates/today/_notices.html wants them, those that ask for a decision first.

    Each leads to its medicine; `action` is the button's word where this person may decide.
    """
    rows = [_row(day, matter) for matter in found]
    return [row for row in rows if row["asks"]] + [row for row in rows if not row["asks"]]


def _row(day: "Day", matter: Matter) -> Row:
    today = day.now.astimezone(day.zone).date()
    medicine = matter.medicine
    title, text, action = _said(day, matter, today)
    may = matter.asks and day.actor.may(Right.PLAN, day.child.id)
    return {
        "medicine": day.names[medicine.id].whole,
        "icon": "clock" if matter.about is About.STEP else _icon(matter),
        "title": title,
        "text": text,
        "asks": matter.asks,
        "action": action if may else None,
        "url": url_for("medicines.show", child_id=day.child.id, medicine_id=medicine.id),
    }


def _said(day: "Day", matter: Matter, today: date) -> tuple[str, str, str | None]:
    """Title, text, and the words of the button."""
    if matter.about is About.STEP:
        return _step(day, matter, today)
    return _end(matter, today) if matter.about is About.TAPER_END else _review(matter, today)


def _icon(matter: Matter) -> str:
    return "pause" if matter.about is About.REVIEW else "plan"


def _step(day: "Day", matter: Matter, today: date) -> tuple[str, str, str | None]:
    """ "Tomorrow: 12.5 mg instead of 15 mg"."""
    assert matter.plan is not None
    before, plan = matter.before, matter.plan
    amount = both_text(plan)
    if before is not None and both_text(before) != amount:
        amount = _("%(amount)s instead of %(before)s", amount=amount, before=both_text(before))
    title = _("Tomorrow: %(amount)s", amount=amount)
    if matter.on == today:
        title = _("From today: %(amount)s", amount=amount)
    parts = [_("from %(day)s", day=coming_day(matter.on))]
    if before is not None and before.rhythm != plan.rhythm:
        parts.append(_rhythm(day, plan))
    if before is not None and before.strength and before.strength != plan.strength:
        strength = {"strength": plan.strength, "before": before.strength}
        parts.append(_("strength %(strength)s instead of %(before)s", **strength))
    return title, " · ".join(parts), None


def _end(matter: Matter, today: date) -> tuple[str, str, str | None]:
    """ "The plan ended on 14 May 2026" and what goes on, or that nothing does."""
    assert matter.plan is not None
    days = (matter.on - today).days
    if matter.then is Then.STOP:
        if days == 0:
            return _("Today is the last day of the plan"), _("Nothing follows: it stops."), None
        return _ends_in(days, matter.on), _("Nothing follows: it stops."), None
    goes_on = _("%(amount)s goes on. Ask your team what follows.", amount=both_text(matter.plan))
    if days < 0:
        return _("The plan ended on %(day)s", day=day_text(matter.on)), goes_on, _decide()
    text = _("The team has not said what follows: ask your team.")
    if days == 0:
        return _("The plan ends today"), text, _decide()
    return _ends_in(days, matter.on), text, _decide()


def _ends_in(days: int, on: date) -> str:
    return str(
        ngettext(
            "The plan ends tomorrow, %(day)s",
            "The plan ends in %(num)s days, on %(day)s",
            days,
            day=coming_day(on),
        )
    )


def _decide() -> str:
    return str(_("Decide what follows"))


def _review(matter: Matter, today: date) -> tuple[str, str, str | None]:
    """ "Paused since 3 Nov 2026 (12 days)" and that the team is asked (H8)."""
    assert matter.pause is not None
    since = matter.since or matter.pause.on
    days = (today - since).days
    title = ngettext(
        "Paused since %(day)s (%(num)s day): ask the team",
        "Paused since %(day)s (%(num)s days): ask the team",
        days,
        day=day_text(since),
    )
    text = _("Today is the day to look at it again.")
    if matter.on < today:
        text = _("The day to look at it again was %(day)s.", day=day_text(matter.on))
    parts = [text, _("It stays paused until somebody starts it again or stops it.")]
    return str(title), " ".join(parts), _("Look at the pause")


def _rhythm(day: "Day", plan: DosePlan) -> str:
    try:
        names = {id_: named.whole for id_, named in day.names.items()}
        return rhythm_text(read_rhythm(plan.rhythm), names)
    except Refused:
        return _("can't tell how often, ask your team")
