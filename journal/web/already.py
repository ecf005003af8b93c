"""What is recorded already where a dose could be given once more: by whom, when (H1, H5)."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlmodel import Session

from journal.entries.already import already, entry_of
from journal.entries.reading import Shown, entries_by_id
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.web.entry_words import title_of
from journal.web.medicine_names import Names
from journal.words import clock_text, coming_day, short_day

# From three days on, days say it better than hours.
LONG_APART = timedelta(hours=72)


def find_already(
    session: Session, child: Child, medicine: Medicine, slot: str | None, *, at: datetime
) -> Shown | None:
    """The dose that one taken at `at` would be the second of, or None."""
    problem = already(session, child, medicine, slot, at=at)
    return next(iter(entries_by_id(session, [entry_of(problem)])), None) if problem else None


def who_and_when(shown: Shown, names: Names, zone: ZoneInfo) -> str:
    """ "Ben, Sun 22 Nov 07:23: Prednisolone 10 mg, given"."""
    return _(
        "%(by)s, %(day)s %(time)s: %(dose)s",
        by=shown.by,
        day=short_day(shown.at.astimezone(zone).date()),
        time=clock_text(shown.at, zone),
        dose=title_of(shown, names),
    )


def recorded_when(shown: Shown, zone: ZoneInfo, *, beside: datetime) -> str:
    """ "Recorded by Ben on Saturday 21 Nov at 18:05, 18 hours before this"."""
    return _(
        "Recorded by %(by)s on %(day)s at %(time)s, %(apart)s",
        by=shown.by,
        **_when(shown, zone, beside),
    )


def weekly_title(shown: Shown, medicine: str, zone: ZoneInfo, *, beside: datetime) -> str:
    """ "Methotrexate was recorded on Saturday 21 Nov at 18:05, 18 hours before this" (H5)."""
    return _(
        "%(medicine)s was recorded on %(day)s at %(time)s, %(apart)s",
        medicine=medicine,
        **_when(shown, zone, beside),
    )


def name_in(shown: Shown, names: Names) -> str:
    """The name of the medicine that an entry is about, in the family's words."""
    named = names.get(uuid.UUID(shown.fields["medicine"]))
    return named.name if named else _("A medicine")


def apart_text(shown_at: datetime, at: datetime) -> str:
    """ "18 hours before this", "3 days after this"; rounded down, in real hours."""
    apart, before = abs(at - shown_at), shown_at <= at
    hours, minutes = int(apart / timedelta(hours=1)), int(apart / timedelta(minutes=1))
    if apart >= LONG_APART:
        text = (
            ngettext("%(num)s day before this", "%(num)s days before this", apart.days)
            if before
            else ngettext("%(num)s day after this", "%(num)s days after this", apart.days)
        )
    elif hours:
        text = (
            ngettext("%(num)s hour before this", "%(num)s hours before this", hours)
            if before
            else ngettext("%(num)s hour after this", "%(num)s hours after this", hours)
        )
    else:
        text = (
            ngettext("%(num)s minute before this", "%(num)s minutes before this", minutes)
            if before
            else ngettext("%(num)s minute after this", "%(num)s minutes after this", minutes)
        )
    return str(text)


def _when(shown: Shown, zone: ZoneInfo, beside: datetime) -> dict[str, str]:
    return {
        "day": coming_day(shown.at.astimezone(zone).date()),
        "time": clock_text(shown.at, zone),
        "apart": apart_text(shown.at, beside),
    }
