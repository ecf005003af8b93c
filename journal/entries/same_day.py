"""A second infusion, stay or dose of a vaccine of one day: most often the first, written twice."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.days import due_instant, show_moment
from journal.care.problems import N_, Problem
from journal.care.vaccine_day import DayKnown, span_of
from journal.entries.change import ChangeRequest
from journal.records.children import zone_of
from journal.records.columns import table_of
from journal.records.entries import Entry, Kind
from journal.records.fields import Fields
from journal.records.kinds.vaccination import Vaccination, VaccinationRow
from journal.records.people import Account

_ENTRY, _ACCOUNT = table_of(Entry), table_of(Account)
_OF_THE_DAY = (
    sa.select(_ENTRY.c.at, _ACCOUNT.c.name)
    .join(_ACCOUNT, _ACCOUNT.c.id == _ENTRY.c.made_by)
    .where(
        _ENTRY.c.child_id == sa.bindparam("child"),
        _ENTRY.c.kind == sa.bindparam("kind"),
        _ENTRY.c.at >= sa.bindparam("start"),
        _ENTRY.c.at < sa.bindparam("end"),
        _ENTRY.c.deleted.is_(False),
    )
    .order_by(_ENTRY.c.at.desc())
    .limit(1)
)
A_DAY = timedelta(days=1)
_VACCINATION = table_of(VaccinationRow)
_OF_THE_VACCINE = _OF_THE_DAY.join(_VACCINATION, _VACCINATION.c.entry_id == _ENTRY.c.id).where(
    _VACCINATION.c.vaccine == sa.bindparam("vaccine")
)
# The moment of one whose day nobody knows says nothing about that day.
_OF_ITS_DAY = _OF_THE_VACCINE.where(_VACCINATION.c.day_known.is_(None))
IN_THAT_TIME = N_("%(by)s recorded this vaccine for that time. Record it as another one?")
SENTENCES = {
    Kind.INFUSION: N_("%(by)s recorded an infusion of this day: %(at)s. Record it as another one?"),
    Kind.STAY: N_("%(by)s recorded a stay that began this day: %(at)s. Record it as another one?"),
    Kind.VACCINATION: N_("%(by)s recorded this vaccine for that day. Record it as another one?"),
}


def questions(session: Session, change: ChangeRequest, value: Fields) -> tuple[Problem, ...]:
    """Return what to ask on a screen before a new entry is written: asked once, never refused."""
    kind = Kind(change.kind)
    if kind not in SENTENCES:
        return ()
    zone = zone_of(session, change.child)
    on = value.at.astimezone(zone).date()
    known = value.day_known if isinstance(value, Vaccination) else None
    first, last = span_of(DayKnown(known), on) if known else (on, on)
    start, end = (
        due_instant(datetime.combine(day, time(0)), zone) for day in (first, last + A_DAY)
    )
    asked = {"child": change.child, "kind": kind, "start": start, "end": end}
    if isinstance(value, Vaccination):
        query = _OF_THE_VACCINE if known else _OF_ITS_DAY
        row = session.execute(query, {**asked, "vaccine": value.vaccine}).first()
    else:
        row = session.execute(_OF_THE_DAY, asked).first()
    if row is None:
        return ()
    values = {"by": row.name, "at": show_moment(row.at, zone, beside=value.at)}
    return (Problem("same_day", None, IN_THAT_TIME if known else SENTENCES[kind], values),)
