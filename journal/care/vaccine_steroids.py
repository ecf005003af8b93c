"""The steroids that stand in the journal beside what a source names as little of them.

Source: docs/rules.md#vaccines, the rules live.acr_steroid and own.days. Infusions count in full.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from journal.care.knowledge.vaccine_rules import Rule, RuleSet
from journal.care.knowledge.vaccines import Vaccine
from journal.care.problems import N_
from journal.care.vaccine_facts import Facts, Note, Said, SteroidDay, Value

HIGHEST = N_(
    "The highest day of the last %(days)s, infusions counted in full: %(mg)s mg of prednisone on "
    "%(on)s. That is %(limit)s mg a day or more."
)
LOWER = N_(
    "The highest day of the last %(days)s, infusions counted in full: %(mg)s mg of prednisone on "
    "%(on)s, less than %(limit)s mg a day. What follows from it is for the team to decide."
)
HIGHEST_LIGHT = N_(
    "The highest day of the last %(days)s, infusions counted in full: %(mg)s mg of prednisone on "
    "%(on)s, %(own)s mg/kg with the %(kg)s kg of %(weighed)s. That is %(limit)s mg/kg a day or "
    "more."
)
LOWER_LIGHT = N_(
    "The highest day of the last %(days)s, infusions counted in full: %(mg)s mg of prednisone on "
    "%(on)s, %(own)s mg/kg with the %(kg)s kg of %(weighed)s, less than %(limit)s mg/kg a day. "
    "What follows from it is for the team to decide."
)
UNCOUNTED = N_(
    "The steroids of %(on)s cannot be counted in mg of prednisone, so nobody can say whether they "
    "are below it."
)


def steroids_beside(
    vaccine: Vaccine, rule: Rule, facts: Facts, rules: RuleSet, on: date
) -> Note | None:
    """Return the child's own figure beside the threshold of a rule; None without steroids lately.

    The threshold is in mg a day, or in mg/kg for a child below the weight that the source names; a
    figure of the child's clinic stands before both.
    """
    if rule.figure is None:
        return None
    last = int(rules.own_figure("own.days"))
    days = [one for one in facts.steroids if on - timedelta(days=last) < one.on <= on]
    counted = [one for one in days if one.mg is not None]
    if not days:
        return None
    worst = max(counted, key=lambda one: (one.mg or 0, one.on), default=None)
    limit, each = _threshold(vaccine, rule, facts)
    reached = _of(worst, each) if worst is not None else None
    if len(counted) < len(days) and (reached is None or reached < limit):
        day = max(one.on for one in days if one.mg is None)
        return _note(rule, Said(UNCOUNTED, {"on": day}))
    if worst is None or worst.mg is None or reached is None:
        return None
    values: dict[str, Value] = {"days": str(last), "mg": worst.mg, "on": worst.on, "limit": limit}
    if each is None:
        return _note(rule, Said((HIGHEST, LOWER)[reached < limit], values))
    # Rounded down, so that less than the threshold never reads like the threshold.
    own = Decimal(floor(reached * 100)) / 100
    values |= {"own": own, "kg": each[0], "weighed": each[1]}
    return _note(rule, Said((HIGHEST_LIGHT, LOWER_LIGHT)[reached < limit], values))


def _threshold(
    vaccine: Vaccine, rule: Rule, facts: Facts
) -> tuple[Decimal, tuple[Decimal, date] | None]:
    """How much a day, and the weight and its day where it is so much for each kg."""
    own = next((one for one in facts.limits if one.vaccine == vaccine.id), None)
    if own is not None:
        return own.value, None
    light, weighed = rule.light, facts.kg
    if light is None or weighed is None or weighed[0] >= light.under:
        return rule.figure or Decimal(0), None
    return light.per_kg, weighed


def _of(day: SteroidDay, each: tuple[Decimal, date] | None) -> Fraction:
    """What was given on a day, or that divided by the weight, exact."""
    given = Fraction(day.mg or 0)
    return given if each is None else given / Fraction(each[0])


def _note(rule: Rule, said: Said) -> Note:
    return Note(rule.topic, "own.steroids", said, rule.fact, N_("this journal"))
