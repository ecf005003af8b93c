"""What the plans of steroids expected: amounts to draw faintly, and days that nobody recorded."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.days import due_instant
from journal.care.knowledge.steroids import Steroid
from journal.care.steroids import equivalent, in_mg
from journal.plans.expected import Expected, readable
from journal.plans.strength_held import holds_of
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.records.planned import plans_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A medicine or an infusion's product that means a steroid; `key` is what its doses carry."""

    key: str
    name: str
    steroid: Steroid
    elsewhere: bool
    infused: bool
    medicine: Medicine | None = None

    @property
    def is_in_means(self) -> bool:
        """Whether its doses count as mg by mouth."""
        has_figure = self.steroid.mg_equal_to_5 is not None
        return has_figure and not self.elsewhere and not self.infused


def expected_days(
    session: Session,
    child: Child,
    products: Mapping[uuid.UUID, Product],
    recorded: Collection[tuple[uuid.UUID, str]],
    infused: Collection[tuple[str, date]],
    *,
    now: datetime,
) -> tuple[defaultdict[str, set[date]], Mapping[date, Decimal], Mapping[str, set[date]]]:
    """Return the days with a slot that nobody recorded, by product, and each day's planned mg.

    recorded: (medicine, slot) of every dose, whatever became of it. infused: (product, day) of
    infusions, which stand for the slots of their day. Today is not over: it is never silent.
    The third are days without a record from before the medicine was typed in: nobody was asked.
    """
    silent: defaultdict[str, set[date]] = defaultdict(set)
    planned: dict[date, Decimal] = defaultdict(Decimal)
    before: dict[str, set[date]] = defaultdict(set)
    plans = plans_of(session, list(products))
    first = min((plan.first_on for rows in plans.values() for plan in rows), default=None)
    if first is None:
        return silent, planned, before
    zone = ZoneInfo(child.zone)
    start, today = due_instant(datetime.combine(first, time(0)), zone), now.astimezone(zone).date()
    chosen = [one.medicine for one in products.values() if one.medicine and not one.elsewhere]
    equals: dict[tuple[uuid.UUID, Decimal], Decimal | None] = {}
    slots, _unreadable = readable(session, child, chosen, start, now)
    for one in slots:
        product, day, amount = products[one.key[0]], one.slot.wall.date(), one.amount
        what = (one.plan.id, amount)
        if what not in equals:
            equals[what] = _equivalent(one, product.steroid)
        mg = equals[what]
        if mg is None and not product.is_in_means:
            continue
        if mg is not None and not product.infused:
            planned[day] += mg
        is_known = one.key in recorded or (product.key, day) in infused
        if not is_known and day < today:
            (silent if one.was_known else before)[product.key].add(day)
    return silent, planned, before


def _equivalent(one: Expected, steroid: Steroid) -> Decimal | None:
    mg = in_mg(one.amount, one.plan.unit, holds_of(one.plan, one.medicine.form))
    return None if mg is None else equivalent(mg, steroid)
