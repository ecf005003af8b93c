"""Weekly medicines a phone asks about before it saves another dose of them (H5)."""

import uuid
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlmodel import Session

from journal.care.doses import TAKEN, WEEKLY_GAP
from journal.care.problems import Refused
from journal.care.weekly import names_weekly_medicine
from journal.plans.weekly_days import last_dose_at
from journal.records.medicines import Medicine
from journal.records.planned import is_rare, plan_for
from journal.records.same_drug import same_drug
from journal.web.day import Day
from journal.words import coming_day


def weekly_asked(day: Day) -> list[dict[str, Any]]:
    """Each weekly medicine, and until when another dose of it is asked about.

    The phone adds what was recorded on it since: `alike` are the medicines that count as the same
    one, `hours` how far two doses lie apart at least, `outcomes` what counts as a dose.
    Source: docs/rules.md#weekly-again.
    """
    today = day.now.astimezone(day.zone).date()
    return [
        _asked(day, medicine)
        for medicine in day.medicines
        if is_weekly(day.session, medicine, today)
    ]


def is_weekly(session: Session, medicine: Medicine, today: date) -> bool:
    """Whether another dose of it within the week is asked about first."""
    if names_weekly_medicine(medicine.name):
        return True
    plan = plan_for(session, medicine.id, today)
    try:
        return plan is not None and is_rare(session, plan, today)
    except Refused:
        return False  # it stands among what cannot be told


def _asked(day: Day, medicine: Medicine) -> dict[str, Any]:
    alike: list[uuid.UUID] = same_drug(day.session, medicine)
    last = last_dose_at(day.session, medicine, *alike)
    named = day.names[medicine.id].whole
    return {
        "medicine": str(medicine.id),
        "alike": [str(each) for each in alike],
        "hours": WEEKLY_GAP.total_seconds() / 3600,
        "until": (last + WEEKLY_GAP).isoformat() if last else None,
        "message": _(
            "%(medicine)s was recorded on %(day)s, less than five days ago. Ask your team before "
            "another dose.",
            medicine=named,
            day=coming_day(last.astimezone(day.zone).date()),
        )
        if last
        else None,
        "since": _(
            "%(medicine)s was recorded less than five days ago. Ask your team before another dose.",
            medicine=named,
        ),
        "outcomes": sorted(outcome.value for outcome in TAKEN),
    }
