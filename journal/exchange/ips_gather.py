"""From the database to the values of a patient summary: one child, read once.

Only what stands, never the diary, notes or pictures (H39). Lists end where readers stop reading;
what is left out is counted, so that nobody takes the summary for the whole journal.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlmodel import Session, col

from journal.care import knowledge
from journal.care.knowledge.facts import Code
from journal.care.knowledge.vaccines import find_vaccine
from journal.entries.infused import told_of
from journal.entries.levels import Level, key_of, levels
from journal.entries.lots import lots_of
from journal.exchange.ips_ahead import coming_of
from journal.exchange.ips_facts import (
    Coded,
    Facts,
    Felt,
    Infected,
    Infused,
    Left,
    Measured,
    Stayed,
    Vaccinated,
)
from journal.exchange.ips_plans import planned_of
from journal.exchange.ips_reports import results_of
from journal.plans.vaccinations import vaccinations
from journal.records.children import Child
from journal.records.entries import Entry, KindRow
from journal.records.kinds.infection import Infected as What
from journal.records.kinds.infection import InfectionRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.kinds.measurement import Measured as Measurable
from journal.records.kinds.measurement import MeasurementRow
from journal.records.kinds.stay import StayRow
from journal.records.weights import last_weight

CVX, HPO = "http://hl7.org/fhir/sid/cvx", "http://human-phenotype-ontology.org"
# How far back is listed: our own choice. Beyond it a summary counts.
DAY, SYMPTOMS_OF, YEAR = timedelta(days=1), timedelta(days=90), timedelta(days=366)
MOST = 40
Rows = Sequence[sa.Row[Any]]


def ips_facts(
    session: Session,
    child: Child,
    *,
    now: datetime,
    start: datetime | None = None,
    end: datetime | None = None,
) -> Facts:
    """Return what the journal can say of a child in a patient summary, as of `now`.

    start, end  the days to which `within` will hold it: symptoms and results are looked for there
    The caller has checked the right to look. Words follow the request's language.
    """
    medicines, stopped = planned_of(session, child, now=now)
    results, older = results_of(session, child, end=end)
    infusions, earlier = _latest(session, InfusionRow, child, now)
    stays, before = _latest(session, StayRow, child, now)
    infections, past = _latest(session, InfectionRow, child, now)
    return Facts(
        id=str(child.id),
        name=child.name,
        born_on=child.born_on,
        zone=child.zone,
        diagnosis=child.diagnosis,
        allergies=child.allergies,
        steroid_plan=child.steroid_plan,
        lines=child.lines,
        medicines=medicines,
        vaccinations=_vaccinations(session, child),
        results=results,
        measurements=_measurements(session, child, now),
        infusions=_infusions(session, infusions),
        stays=tuple(_stay(row) for row in stays),
        symptoms=_symptoms(session, child, start or now - SYMPTOMS_OF, end or now + DAY),
        infections=tuple(_infection(row) for row in infections if row.what == What.INFECTION),
        coming=coming_of(session, child, now=now),
        left=Left(
            results=older, infusions=earlier, stays=before, infections=past, medicines=stopped
        ),
    )


def _latest(session: Session, row: type[KindRow], child: Child, now: datetime) -> tuple[Rows, int]:
    """The rows of the last year, the newest first and at most so many, and how many more."""
    table = sa.inspect(row).local_table
    query = (
        sa.select(*table.c)
        .join(Entry, col(Entry.id) == table.c.entry_id)
        .where(table.c.child_id == child.id, col(Entry.deleted).is_(False))
    )
    if row is InfectionRow:
        query = query.where(table.c.what == What.INFECTION)
    listed = query.where(table.c.at >= now - YEAR).order_by(table.c.at.desc(), table.c.entry_id)
    found = session.execute(listed.limit(MOST)).all()
    every = session.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
    return found, every - len(found)


def _infusions(session: Session, rows: Rows) -> tuple[Infused, ...]:
    ids = [row.entry_id for row in rows]
    lots, told = lots_of(session, ids), told_of(session, ids)
    return tuple(
        Infused(
            id=str(row.entry_id),
            at=row.at,
            started=row.started,
            ended=row.ended,
            product=row.product,
            amount=row.amount,
            unit=row.unit or "",
            weight_kg=row.weight_kg,
            lots=lots[row.entry_id],
            reactions=told[row.entry_id].reactions,
            place=row.place or "",
        )
        for row in rows
    )


def _stay(row: sa.Row[Any]) -> Stayed:
    return Stayed(
        id=str(row.entry_id),
        admitted=row.admitted,
        discharged=row.discharged,
        hospital=row.hospital,
        ward=row.ward or "",
        reason=row.reason or "",
    )


def _infection(row: sa.Row[Any]) -> Infected:
    known = knowledge.find_infection(row.name)
    return Infected(
        id=str(row.entry_id),
        name=_(known.label) if known else row.name,
        at=row.at,
        until=row.until,
        treated=row.treated or "",
    )


def _vaccinations(session: Session, child: Child) -> tuple[Vaccinated, ...]:
    found = []
    for row in vaccinations(session, child.id):
        known = find_vaccine(row.vaccine)
        found.append(
            Vaccinated(
                id=str(row.entry_id),
                name=_(known.name) if known and known.id == row.vaccine else row.vaccine,
                coded=_cvx(row.cvx or ""),
                at=row.at,
                day_only=row.day_only,
                day_known=row.day_known,
                lot=row.lot or "",
                product=row.product or "",
                site=row.site or "",
                place=row.place or "",
            )
        )
    return tuple(found)


def _cvx(code: str) -> Coded | None:
    """The code that the card itself bears, where the CDC's list has it; none is worked out."""
    known = find_vaccine(code) if code.isascii() and code.isdigit() else None
    if known is None:
        return None
    meant = next(each for each in known.cvx if each.code.lstrip("0") == code.lstrip("0"))
    return Coded(system=CVX, code=meant.code, name=meant.name)


def _measurements(session: Session, child: Child, now: datetime) -> tuple[Measured, ...]:
    """The newest of each: weight and height whenever they were read, a temperature of late."""
    found = []
    if weight := last_weight(session, child.id):
        found.append(
            Measured(
                id=str(weight.entry),
                what=Measurable.WEIGHT,
                value=weight.value,
                unit=weight.unit,
                at=weight.at,
            )
        )
    for what in (Measurable.HEIGHT, Measurable.TEMPERATURE):
        query = (
            sa.select(*sa.inspect(MeasurementRow).local_table.c)
            .join(Entry, col(Entry.id) == col(MeasurementRow.entry_id))
            .where(col(MeasurementRow.child_id) == child.id, col(Entry.deleted).is_(False))
            .where(col(MeasurementRow.what) == what)
            .order_by(col(MeasurementRow.at).desc(), col(MeasurementRow.entry_id))
            .limit(1)
        )
        row = session.execute(query).first()
        if row is None or (what is Measurable.TEMPERATURE and row.at < now - SYMPTOMS_OF):
            continue
        found.append(
            Measured(id=str(row.entry_id), what=what, value=row.value, unit=row.unit, at=row.at)
        )
    return tuple(found)


def _symptoms(session: Session, child: Child, start: datetime, end: datetime) -> tuple[Felt, ...]:
    """Every symptom of this time that was above 0, or had no number; the latest first."""
    by_key: dict[str, list[Level]] = {}
    for each in levels(session, child.id, start, end):
        if each.severity != 0:
            by_key.setdefault(key_of(each), []).append(each)
    found = [_felt(key, several) for key, several in by_key.items()]
    return tuple(sorted(found, key=lambda one: (one.last_at, one.id), reverse=True))


def _felt(key: str, several: Sequence[Level]) -> Felt:
    known = knowledge.find_symptom(several[0].symptom)
    return Felt(
        id=key,
        name=_(known.label) if known else several[0].name or several[0].symptom,
        coded=_hpo(known.hpo if known else None),
        readings=tuple((each.at, each.severity) for each in several),
    )


def _hpo(code: Code | None) -> Coded | None:
    if code is None or not code.may_be_default:
        return None
    return Coded(system=HPO, code=code.code, name=code.name)
