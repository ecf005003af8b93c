"""What the journal knows of the things insurers ask for; what it lacks is said, never guessed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.knowledge import find_medicine, find_vaccine
from journal.plans.children import team_of
from journal.plans.infusion_plans import history_of, plans_in_force
from journal.plans.lab_plans import rules_of
from journal.plans.standing import State
from journal.plans.vaccinations import vaccinations
from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.entries import Entry
from journal.records.kinds.picture import PictureRow
from journal.records.kinds.score import ScoreRow
from journal.records.lab_plans import Decision
from journal.summary.lab_series import lab_series
from journal.summary.lived import Measure
from journal.summary.papers.around import CK, Value
from journal.summary.papers.therapies import Therapy
from journal.summary.window import Window

ENZYMES = (CK, "aldolase", "ldh", "ast", "alt")
MONITORED = (
    *("alc", "anc", "hemoglobin", "alt", "ast"),
    *("total_cholesterol", "ldl", "hdl", "triglycerides"),
)
SCREENING = ("tb_screen", "hepatitis_b_screen")
ANTIBODIES = ("myositis_antibodies",)
# Classes of the catalogue that are a JAK inhibitor or a biologic.
OTHERS = ("JAK inhibitor", "TNF inhibitor", "antibody against", "T-cell costimulation blocker")
SCORES = ("cmas", "mmt8")
GOING = (State.RUNNING, State.PAUSED, State.COMING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The latest result of one test, as printed; key: its id in the catalogue."""

    key: str
    name: str
    unit: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A live vaccine, or one that may be (`sure` False), with the day it was given.

    day_known  where nobody knows the day: all that is known of `on`
    """

    name: str
    on: date
    sure: bool
    day_known: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """Somebody who ordered what is in the plan now.

    part       what they are in the care team, as typed there; "" for who is not in it
    therapies  by id
    """

    name: str
    part: str
    therapies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the clinic ordered for the infusions of a therapy, and from which day."""

    therapy: str
    product: str
    from_on: date
    ordered_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the journal has.

    labs      the latest result of every test that is asked for
    scores    the latest of each strength score
    pictures  how many entries with photos of the skin
    others    JAK inhibitors and biologics in the plan
    ordered   who ordered what is in the plan now
    tests     how many tests the lab plan asks for
    orders    the orders of infusions that hold
    """

    labs: tuple[Latest, ...] = ()
    scores: tuple[tuple[Measure, Value], ...] = ()
    pictures: int = 0
    live: tuple[Live, ...] = ()
    others: tuple[str, ...] = ()
    ordered: tuple[Ordered, ...] = ()
    tests: int = 0
    orders: tuple[Order, ...] = ()


def known_of(session: Session, child: Child, window: Window, therapies: Sequence[Therapy]) -> Known:
    """Return what the journal has of what is asked for."""
    today = window.to_on
    orders = _orders(session, child.id, today)
    return Known(
        labs=_labs(session, child.id, window),
        scores=tuple(_scores(session, child.id, window).items()),
        pictures=_pictures(session, child.id),
        live=tuple(_live(session, child.id, window)),
        others=tuple(one.name for one in therapies if one.state in GOING and _is_other(one)),
        ordered=_ordered(session, child.id, therapies, orders),
        tests=_tests(session, child.id, today),
        orders=orders,
    )


def _orders(session: Session, child_id: uuid.UUID, today: date) -> tuple[Order, ...]:
    return tuple(
        Order(
            therapy=str(row.medicine_id),
            product=row.product,
            from_on=row.first_on,
            ordered_by=row.told_by,
        )
        for row in plans_in_force(history_of(session, child_id), today).values()
    )


def _ordered(
    session: Session, child_id: uuid.UUID, therapies: Sequence[Therapy], orders: Sequence[Order]
) -> tuple[Ordered, ...]:
    """Names that stand on a plan or an order; nobody of the team is presumed to prescribe."""
    infused = {one.therapy: one.ordered_by for one in orders}
    parts = {one.name.casefold(): one.part for one in team_of(session, child_id)}
    found: dict[str, list[str]] = {}
    for one in therapies:
        name = one.ordered_by or infused.get(one.id, "")
        if name and one.state in GOING and not one.vitamin:
            found.setdefault(name, []).append(one.id)
    return tuple(
        Ordered(name=name, part=parts.get(name.casefold(), ""), therapies=tuple(ids))
        for name, ids in found.items()
    )


def _tests(session: Session, child_id: uuid.UUID, today: date) -> int:
    rules = [
        rule
        for rule in rules_of(session, child_id)
        if rule.decision is not Decision.REFUSED and (rule.last_on is None or rule.last_on >= today)
    ]
    return len({test for rule in rules for test in rule.tests})


def _is_other(one: Therapy) -> bool:
    fact = find_medicine(one.fact) if one.fact else None
    return fact is not None and fact.drug_class.startswith(OTHERS)


def _labs(session: Session, child_id: uuid.UUID, window: Window) -> tuple[Latest, ...]:
    wanted = {*ENZYMES, *MONITORED, *SCREENING, *ANTIBODIES}
    latest: dict[str, Latest] = {}
    for each in lab_series(session, child_id, window, only=wanted):
        last = each.results[-1]
        value = Value(on=last.on, text=last.text, flag=last.flag)
        one = Latest(key=each.key, name=each.name, unit=last.unit, value=value)
        if each.key not in latest or latest[each.key].value.on < last.on:
            latest[each.key] = one
    return tuple(latest.values())


def _scores(session: Session, child_id: uuid.UUID, window: Window) -> Mapping[Measure, Value]:
    row = table_of(ScoreRow)
    rows = session.execute(
        sa.select(row.c.at, row.c.measure, row.c.scale, row.c.by, row.c.value)
        .join(Entry, col(Entry.id) == row.c.entry_id)
        .where(row.c.child_id == child_id, row.c.measure.in_(SCORES), col(Entry.deleted).is_(False))
        .order_by(row.c.at, row.c.entry_id)
    )
    return {
        Measure(each.measure, "", each.scale or "", each.by): Value(
            on=window.day(each.at), number=each.value
        )
        for each in rows
    }


def _pictures(session: Session, child_id: uuid.UUID) -> int:
    row = table_of(PictureRow)
    query = (
        sa.select(sa.func.count())
        .select_from(row)
        .join(Entry, col(Entry.id) == row.c.entry_id)
        .where(row.c.child_id == child_id, col(Entry.deleted).is_(False))
    )
    return int(session.execute(query).scalar_one())


def _live(session: Session, child_id: uuid.UUID, window: Window) -> Sequence[Live]:
    """Those that are live and those of which nobody can tell: None is never read as "no"."""
    found = []
    for row in vaccinations(session, child_id):
        fact = find_vaccine(row.vaccine)
        if fact is None or fact.live is not False:
            name = fact.name if fact else row.vaccine
            sure = fact is not None and fact.live is True
            on = window.day(row.at)
            found.append(Live(name=name, on=on, sure=sure, day_known=row.day_known))
    return found
