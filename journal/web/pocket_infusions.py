"""The screens of infusion days as a phone keeps them."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlmodel import col, select

from journal.care.infusion_kinds import variant_for
from journal.plans.infusion_days import plans_on
from journal.plans.infusion_plans import steps_of
from journal.records.entries import Entry
from journal.records.kinds.infusion import InfusionRow
from journal.web.day import Day
from journal.web.drawn import ENTRY, INFUSION, TITLE, Part, entry_address, part
from journal.web.frame import page
from journal.web.infusion_facts import InfusionDay
from journal.web.infusion_shown import day_context, on_phone, taps

# The looks after an infusion are over by then.
LATELY = timedelta(days=5)
ANY = "any"
MOST = 3


def kept_days(day: Day) -> dict[str, Part]:
    """The screens of the last days by their infusions' ids; `any`: of one begun on a phone."""
    found = {
        str(row.entry_id): _drawn(
            day,
            **day_context(
                InfusionDay(day.session, day.child, row, day.now),
                may_record=day.may_record,
                kept=True,
            ),
        )
        for row in _lately(day)
    }
    return {**found, ANY: _drawn(day, **_any(day))} if day.may_record else found


def _drawn(day: Day, **context: Any) -> Part:
    return part(
        page(day.session, day.actor, day.child, "infusions/day.html", tab="today", **context)
    )


def _lately(day: Day) -> list[InfusionRow]:
    return list(
        day.session.exec(
            select(InfusionRow)
            .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
            .where(InfusionRow.child_id == day.child.id, col(Entry.deleted).is_(False))
            .where(col(InfusionRow.at) > day.now - LATELY)
            .order_by(col(InfusionRow.at).desc())
            .limit(MOST)
        )
    )


def _any(day: Day) -> dict[str, Any]:
    """Of an infusion that nobody knows yet: taken for the kind that was last, or is planned."""
    plans = plans_on(day.session, day.child, day.now.astimezone(day.zone).date())
    last = day.session.exec(
        select(InfusionRow.product)
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(InfusionRow.child_id == day.child.id, col(Entry.deleted).is_(False))
        .order_by(col(InfusionRow.at).desc())
        .limit(1)
    ).first()
    variant = variant_for(last or (plans[0].product if plans else ""))
    plan = next((one for one in plans if one.variant == variant.id), None)
    edit = entry_address("entries.edit", day.child.id).replace(ENTRY, INFUSION)
    return {
        "title": TITLE,
        "facts": [],
        "course": "",
        "now": {"text": _("No rate is recorded yet."), "next": "", "next_at": None, "run": ""},
        "running": True,
        "calls": None,
        "entry_url": entry_address("entries.show", day.child.id).replace(ENTRY, INFUSION),
        "end_url": f"{edit}?end=now",
        "looks": [],
        **taps(
            day.child.id,
            INFUSION,
            variant,
            steps_of(plan) if plan else [],
            ids=on_phone,
        ),
    }
