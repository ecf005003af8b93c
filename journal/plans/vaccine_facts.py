"""What a child's journal says that bears on vaccines: read anew each time, nothing is kept (H26).

Only what was recorded counts: live infusions, medicines with their plans and turns, steroids of
the last days, and the clinic's own figures. Days are the child's calendar dates.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.dates import months_after
from journal.care.days import due_instant
from journal.care.doses import TAKEN
from journal.care.history import spans_in_force
from journal.care.knowledge.vaccine_rules import RuleSet, vaccine_rules
from journal.care.rhythm import (
    WEEK_DAYS,
    Daily,
    EveryDays,
    EveryMonths,
    EveryWeeks,
    Weekly,
    known_rhythm,
)
from journal.care.units import in_same_unit
from journal.care.vaccine_facts import Facts, Figure, Given, OnMedicine
from journal.care.vaccine_medicines import ANTIBODIES
from journal.care.vaccine_names import infusion_means, medicine_means
from journal.plans.clinic_figures import figures_of
from journal.plans.expected import medicines_of
from journal.plans.turns import turns_of
from journal.plans.vaccine_steroids import steroid_days
from journal.records.children import Child
from journal.records.entries import Entry
from journal.records.kinds.dose import DoseRow
from journal.records.kinds.infusion import InfusionRow
from journal.records.lab_plans import ClinicFigure
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Turn
from journal.records.planned import plans_of

DAY = timedelta(days=1)
LONGEST_MONTH = 31
HOLD = "hold"
# What a clinic's own figure says of a vaccine and a medicine: how long the vaccine waits after it,
# how long before it the vaccine comes, and from how much of it on the vaccine waits.
AFTER, BEFORE, FROM = SIDES = ("after", "before", "from")


def vaccine_facts(
    session: Session, child: Child, *, on: date, rules: RuleSet | None = None
) -> Facts:
    """Return everything recorded up to a day, the day included, that bears on vaccines.

    Who asks has the right to look at the child. Ten years deep it reads what it reads after one:
    infusions of the last 24 months that have any, before them the last of each product, and the
    doses of the last days.
    """
    rules = rules or vaccine_rules()
    medicines = {row.id: row for row in medicines_of(session, child.id)}
    told = _figures(session, child.id)
    return Facts(
        given=tuple(_given(session, child, medicines, on, rules)),
        medicines=tuple(_medicines(session, child, list(medicines.values()), on)),
        steroids=tuple(
            steroid_days(session, child, medicines, on=on, days=int(rules.own_figure("own.days")))
        ),
        figures=told[AFTER],
        leads=told[BEFORE],
        limits=told[FROM],
    )


def figure_key(vaccine: str, medicine: str, side: str = AFTER) -> str:
    """Return the key of a clinic's own figure about a vaccine and a medicine, one of `SIDES`."""
    return f"{HOLD}.{vaccine}.{medicine}.{side}"


def is_figure_key(key: str) -> bool:
    """Say whether the key of a clinic's own figure is one about a vaccine."""
    parts = key.split(".")
    return len(parts) == 4 and parts[0] == HOLD and parts[3] in SIDES


def _given(
    session: Session,
    child: Child,
    medicines: Mapping[uuid.UUID, Medicine],
    on: date,
    rules: RuleSet,
) -> Iterator[Given]:
    zone = ZoneInfo(child.zone)
    means: dict[tuple[str, str, str], str] = {}
    for row, is_old in _infusions(session, child.id, zone, on, rules):
        medicine = medicines.get(row.medicine)
        label = "" if medicine is None else f"{medicine.name} {medicine.code or ''}"
        asked = (row.product, label, row.access or "")
        if asked not in means:
            means[asked] = infusion_means(*asked[:2], rules, access=asked[2])
        what = means[asked]
        if is_old and (not what or what in ANTIBODIES or "." in what):
            continue
        known = in_same_unit(row.amount, row.unit, "g") if row.amount and row.unit else None
        yield Given(
            entry=row.entry_id,
            # One that runs past midnight ends on the later day, and the wait counts from there.
            on=max(row.at, row.ended or row.at).astimezone(zone).date(),
            began_on=row.at.astimezone(zone).date(),
            what=what,
            name=row.product,
            grams=known,
            kg=row.weight_kg or None,
        )


def _infusions(
    session: Session, child_id: uuid.UUID, zone: ZoneInfo, on: date, rules: RuleSet
) -> Iterator[tuple[sa.Row[Any], bool]]:
    """Yield the live infusions up to a day, and whether each is an old one, oldest first.

    All of the 24 months before the last there is; of those before only the last of each product,
    which may be a medicine whose wait never ends. Antibodies that old have ended in every row.
    """
    end = due_instant(datetime.combine(on + DAY, time(0)), zone)
    live = (
        sa.select(
            col(InfusionRow.entry_id),
            col(InfusionRow.medicine),
            col(InfusionRow.product),
            col(InfusionRow.amount),
            col(InfusionRow.unit),
            col(InfusionRow.weight_kg),
            col(InfusionRow.at),
            col(InfusionRow.ended),
            col(InfusionRow.access),
        )
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child_id, col(Entry.deleted).is_(False))
        .where(col(InfusionRow.at) < end)
        .order_by(col(InfusionRow.at), col(InfusionRow.entry_id))
    )
    newest = col(InfusionRow.at).desc()
    last = session.execute(live.order_by(None).order_by(newest).limit(1)).first()
    if last is None:
        return
    back = int(rules.own_figure("own.unknown"))
    first_on = months_after(last.at.astimezone(zone).date(), -back)
    start = due_instant(datetime.combine(first_on, time(0)), zone)
    old = (
        sa.select(sa.func.max(col(InfusionRow.at)))
        .join(Entry, col(Entry.id) == col(InfusionRow.entry_id))
        .where(col(InfusionRow.child_id) == child_id, col(Entry.deleted).is_(False))
        .where(col(InfusionRow.at) < start)
        .group_by(col(InfusionRow.product), col(InfusionRow.medicine))
    )
    for row in session.execute(live.where(col(InfusionRow.at).in_(old))):
        yield row, True
    for row in session.execute(live.where(col(InfusionRow.at) >= start)):
        yield row, False


def _medicines(
    session: Session, child: Child, medicines: Sequence[Medicine], on: date
) -> Iterator[OnMedicine]:
    ids = [row.id for row in medicines]
    plans, turns = plans_of(session, ids), turns_of(session, ids)
    taken = _last_taken(session, ids, ZoneInfo(child.zone), on)
    for row in medicines:
        days = _with_dose(_days(plans[row.id], turns[row.id]), taken.get(row.id))
        if days is not None:
            yield OnMedicine(
                medicine=row.id,
                id=medicine_means(row.name, row.code, row.form, row.strength),
                name=row.name,
                first_on=days[0],
                last_on=days[1],
                every_days=_every_days(plans[row.id]),
            )


Days = tuple[date, date | None]


def _with_dose(days: Days | None, dose: date | None) -> Days | None:
    """The days of a medicine with its last dose: one after a stop, or before it began, was taken.

    A plan that begins after a dose is one whose first day was written too late.
    """
    if dose is None:
        return days
    if days is None:
        return dose, dose
    first_on, last_on = days
    return min(first_on, dose), None if last_on is None else max(last_on, dose)


def _last_taken(
    session: Session, medicines: Sequence[uuid.UUID], zone: ZoneInfo, on: date
) -> dict[uuid.UUID, date]:
    """The day of the last dose taken up to a day, the day included: one look for each medicine."""
    end = due_instant(datetime.combine(on + DAY, time(0)), zone)
    last = (
        sa.select(col(DoseRow.at))
        .join(Entry, col(Entry.id) == col(DoseRow.entry_id))
        .where(col(DoseRow.medicine) == sa.bindparam("medicine"), col(Entry.deleted).is_(False))
        .where(col(DoseRow.at) < end, col(DoseRow.outcome).in_(TAKEN))
        .order_by(col(DoseRow.at).desc())
        .limit(1)
    )
    found = ((id_, session.execute(last, {"medicine": id_}).scalar()) for id_ in medicines)
    return {id_: at.astimezone(zone).date() for id_, at in found if at is not None}


def _every_days(plans: Sequence[DosePlan]) -> int | None:
    """How many days the rhythm of the last plan has between two times; None if it cannot tell."""
    if not plans or (rhythm := known_rhythm(plans[-1].rhythm)) is None:
        return None
    match rhythm:
        case EveryDays(n=n):
            return n
        case Daily() | Weekly():
            return WEEK_DAYS
        case EveryWeeks(n=n):
            return WEEK_DAYS * n
        case EveryMonths(n=n):
            return LONGEST_MONTH * n
        case _:
            return None


def _days(plans: Sequence[DosePlan], turns: Sequence[MedicineTurn]) -> Days | None:
    """First and last day; what was stopped may have been taken on the day of its stop still."""
    spans = spans_in_force(plans)
    if not spans:
        return None
    last_on = spans[-1][2]
    if "once" in spans[-1][0].rhythm:
        last_on = spans[-1][1]
    if turns and turns[-1].turn is Turn.STOP:
        last_on = min(last_on or turns[-1].on, turns[-1].on)
    return spans[0][1], last_on


def _figures(session: Session, child_id: uuid.UUID) -> dict[str, tuple[Figure, ...]]:
    """The clinic's own figures, by what they say."""
    rows = [row for row in figures_of(session, child_id) if is_figure_key(row.key)]
    return {
        side: tuple(_figure(row) for row in rows if row.key.endswith(f".{side}")) for side in SIDES
    }


def _figure(row: ClinicFigure) -> Figure:
    _hold, vaccine, medicine, _side = row.key.split(".")
    return Figure(
        vaccine=vaccine, medicine=medicine, value=row.value, unit=row.unit, told_by=row.told_by
    )
