"""Immunoglobulin of which the journal knows the plan alone, or that goes under the skin.

Source: docs/rules.md#vaccines, the rules own.skin, own.plan and own.stopped. A plan is no infusion:
it makes no date, but silence where one runs would read as "nothing was given".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from journal.care.dates import months_after
from journal.care.knowledge.vaccine_rules import RuleSet
from journal.care.knowledge.vaccines import Vaccine
from journal.care.problems import N_
from journal.care.vaccine_facts import Facts, Hold, OnMedicine, Said, Value
from journal.care.vaccine_figures import by_figure

VEIN, SKIN = "ivig", "scig"
RHYTHMS = 2

UNDER_THE_SKIN = N_(
    "%(name)s goes under the skin. The table names immunoglobulin into a vein only, so there is no "
    "date. Ask your team."
)
NEVER_RECORDED = N_(
    "%(name)s is on the list of medicines, and no infusion of it is recorded. Only recorded "
    "infusions count."
)
STOPPED_UNRECORDED = N_(
    "%(name)s was on the list of medicines until %(end)s, and no infusion of it is recorded. Only "
    "recorded infusions count."
)
NOT_LATELY = N_(
    "%(name)s was on the list of medicines on %(end)s, and the last infusion that is recorded is "
    "of %(last)s. Only recorded infusions count: write down the ones that are missing."
)


@dataclass(frozen=True, slots=True)
class Last:
    """The last day under the skin, None while a plan runs, and what tells of it."""

    name: str
    on: date | None
    entry: UUID | None = None


def under_the_skin(vaccine: Vaccine, facts: Facts, on: date, rules: RuleSet) -> Iterator[Hold]:
    """Yield what speaks for waiting after immunoglobulin under the skin.

    A plan that runs is open whatever is recorded; the clinic's figure counts once it has ended.
    """
    last = last_under_the_skin(facts, on)
    if last is None:
        return
    own = None
    if last.on is not None:
        own = by_figure(vaccine, SKIN, last.name, last.on, facts, entry=last.entry)
    if own or last.on is None or last.on >= _since(on, rules):
        said = Said(UNDER_THE_SKIN, {"name": last.name})
        yield own or Hold(until=None, because=said, key="own.skin", entry=last.entry)


def last_under_the_skin(facts: Facts, on: date) -> Last | None:
    """Return the last of it up to a day, from plans and infusions; None without any."""
    plans = [one for one in facts.medicines if one.id == SKIN and one.first_on <= on]
    running = [Last(one.name, None) for one in plans if one.runs(on)]
    over = [Last(one.name, one.last_on) for one in plans]
    over += [Last(one.name, one.on, one.entry) for one in facts.given if one.what == SKIN]
    return next(iter(running), None) or max(over, key=lambda one: one.on or date.min, default=None)


def unrecorded(facts: Facts, on: date, rules: RuleSet) -> Iterator[Hold]:
    """Yield an open hold for each plan into a vein without an infusion of its last two rhythms."""
    last = max((one.on for one in facts.given if one.what == VEIN), default=None)
    for one in facts.medicines:
        if one.id != VEIN or one.first_on > on:
            continue
        end = on if one.runs(on) else one.last_on or on
        if end >= _since(on, rules) and (last is None or last < end - _two_rhythms(one, rules)):
            yield Hold(until=None, because=_said(one, last, end, on), key="ig.plan")


def _said(one: OnMedicine, last: date | None, end: date, on: date) -> Said:
    values: dict[str, Value] = {"name": one.name, "end": end}
    if last is not None:
        return Said(NOT_LATELY, {**values, "last": last})
    return Said(NEVER_RECORDED if end == on else STOPPED_UNRECORDED, values)


def _two_rhythms(one: OnMedicine, rules: RuleSet) -> timedelta:
    days = one.every_days
    return timedelta(days=RHYTHMS * days if days else int(rules.own_figure("own.plan")))


def _since(on: date, rules: RuleSet) -> date:
    return months_after(on, -int(rules.own_figure("own.stopped")))
