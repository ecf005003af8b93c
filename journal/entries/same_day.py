"""A second infusion, stay or dose of a vaccine of one day: most often the first, written twice."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.days import due_instant, show_moment
from journal.care.problems import N_, Problem
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
_VACCINATION = table_of(VaccinationRow)
_OF_THE_VACCINE = _OF_THE_DAY.join(_VACCINATION, _VACCINATION.c.entry_id == _ENTRY.c.id).where(
    _VACCINATION.c.vaccine == sa.bindparam("vaccine")
)
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
    start, end = (
        due_instant(datetime.combine(day, time(0)), zone) for day in (on, on + timedelta(days=1))
    )
    asked = {"child": change.child, "kind": kind, "start": start, "end": end}
    if isinstance(value, Vaccination):
        row = session.execute(_OF_THE_VACCINE, {**asked, "vaccine": value.vaccine}).first()
    else:
        row = session.execute(_OF_THE_DAY, asked).first()
    if row is None:
        return ()
    values = {"by": row.name, "at": show_moment(row.at, zone, beside=value.at)}
    return (Problem("same_day", None, SENTENCES[kind], values),)
