"""How long before a medicine that is to come a vaccine is given: the vaccine first.

Source: docs/rules.md#vaccines, the rules before.*, rtx.* and own.figure. A plan makes no wait and
takes none away: what stands here lies beside the answer, each source with its own day.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from journal.care.knowledge.vaccine_rules import Gap, Rule, RuleSet
from journal.care.knowledge.vaccines import Vaccine
from journal.care.problems import N_
from journal.care.vaccine_facts import Facts, Figure, Lead, Planned, Said, Value
from journal.care.vaccine_figures import moved
from journal.care.vaccine_medicines import ANTIBODIES, kind_of

BEFORE = N_(
    "%(name)s is planned for %(planned)s. %(who)s: the vaccine %(count)s weeks or more before it, "
    "that is by %(by)s."
)
BEFORE_PAST = N_(
    "%(name)s is planned for %(planned)s. %(who)s: the vaccine %(count)s weeks or more before it. "
    "That day, %(by)s, is past."
)
THEN = N_(
    "%(name)s is planned for %(planned)s. %(who)s: after this vaccine it waits %(count)s weeks or "
    "longer; after a vaccine on %(on)s, to %(until)s."
)
OWN = N_(
    "%(name)s is planned for %(planned)s. Your clinic's own figure, from %(told_by)s, makes %(by)s "
    "the last day for the vaccine before it."
)
OWN_PAST = N_(
    "%(name)s is planned for %(planned)s. Your clinic's own figure, from %(told_by)s, makes %(by)s "
    "the last day for the vaccine before it. That day is past."
)
OWN_UNREADABLE = N_(
    "%(name)s is planned for %(planned)s. Your clinic's own figure before it cannot be counted. "
    "Write it down again."
)
NO_SOURCE = N_(
    "%(name)s is planned for %(planned)s. No source that was read says how long after this vaccine "
    "it waits. Ask your team, and write your clinic's figure down to see a date."
)


def leads(vaccine: Vaccine, facts: Facts, rules: RuleSet, on: date) -> tuple[Lead, ...]:
    """Return what lies ahead of a vaccine on a day, medicine by medicine, the sources in a row."""
    return tuple(
        lead
        for planned in sorted(facts.planned, key=lambda one: (one.on, one.name))
        for lead in _of(vaccine, planned, facts, rules, on)
    )


def _of(
    vaccine: Vaccine, planned: Planned, facts: Facts, rules: RuleSet, on: date
) -> Iterator[Lead]:
    kind = kind_of(planned.id)
    own = [one for one in facts.leads if (one.vaccine, one.medicine) == (vaccine.id, kind)]
    said = [lead for rule in rules.rules for lead in _by_rule(vaccine, rule, planned, on)]
    yield from (_by_figure(one, planned, on) for one in own)
    yield from said
    if not own and not said and _may_matter(vaccine, kind, rules):
        values: dict[str, Value] = {"name": planned.name, "planned": planned.on}
        yield Lead(by=None, because=Said(NO_SOURCE, values), key="before.none")


def _by_rule(vaccine: Vaccine, rule: Rule, planned: Planned, on: date) -> Iterator[Lead]:
    if not rule.concerns(vaccine):
        return
    if (gap := rule.before) is not None and _is_about(gap, planned):
        by = _weeks(planned.on, gap, -1)
        text = BEFORE if by >= on else BEFORE_PAST
        yield _lead(rule, gap, text, by, {**_values(rule, gap, planned), "by": by})
    if (gap := rule.then) is not None and _is_about(gap, planned):
        until = {"on": on, "until": _weeks(on, gap, 1)}
        yield _lead(rule, gap, THEN, None, {**_values(rule, gap, planned), **until})


def _is_about(gap: Gap, planned: Planned) -> bool:
    """Only a figure that was read makes a day."""
    return (
        gap.fact.may_be_default
        and kind_of(planned.id) in gap.medicines
        and (planned.begins or not gap.starts)
    )


def _values(rule: Rule, gap: Gap, planned: Planned) -> dict[str, Value]:
    return {"name": planned.name, "planned": planned.on, "who": rule.who, "count": gap.value}


def _weeks(day: date, gap: Gap, sign: int) -> date:
    found = moved(day, sign * gap.value, gap.unit)
    if found is None:
        raise ValueError(f"{gap.value} {gap.unit} is no whole time")
    return found


def _lead(rule: Rule, gap: Gap, text: str, by: date | None, values: dict[str, Value]) -> Lead:
    return Lead(
        by=by,
        because=Said(text, values),
        key=rule.id,
        sources=gap.fact.sources,
        confidence=gap.fact.confidence,
    )


def _by_figure(own: Figure, planned: Planned, on: date) -> Lead:
    by = moved(planned.on, -own.value, own.unit) if own.value > Decimal(0) else None
    values: dict[str, Value] = {"name": planned.name, "planned": planned.on}
    key = f"figure.{own.medicine}"
    if by is None:
        return Lead(by=None, because=Said(OWN_UNREADABLE, values), key=key)
    text = OWN if by >= on else OWN_PAST
    return Lead(by=by, because=Said(text, {**values, "told_by": own.told_by, "by": by}), key=key)


def _may_matter(vaccine: Vaccine, kind: str, rules: RuleSet) -> bool:
    """Whether a live vaccine, or one that may be, lies before what weakens it or the child."""
    if kind in ANTIBODIES:
        return vaccine.immunoglobulin is not None
    return vaccine.live is not False and kind in rules.rule("live.taken").medicines
