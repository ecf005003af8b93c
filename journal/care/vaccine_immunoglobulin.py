"""How long a measles or varicella vaccine waits after immunoglobulin and blood products.

Source: docs/rules.md#vaccines, the rules ig.* and own.course, own.between, own.round, own.missing,
own.skin. Every way in which no row of the table fits ends in a hold without a day.
"""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from journal.care.courses import Course, courses
from journal.care.dates import months_after
from journal.care.knowledge.vaccine_rules import Rule, RuleSet
from journal.care.knowledge.vaccines import Vaccine
from journal.care.problems import N_
from journal.care.vaccine_facts import Facts, Given, Hold, Said, Value
from journal.care.vaccine_figures import by_figure

VEIN, SKIN = "ivig", "scig"
HUNDREDTH = Decimal("0.01")


def immunoglobulin_holds(
    vaccine: Vaccine, facts: Facts, rules: RuleSet, on: date
) -> tuple[list[Hold], list[Said]]:
    """Return what speaks for waiting after immunoglobulin, and what is missing to know more."""
    if vaccine.immunoglobulin is None:
        return [], []
    oldest = months_after(on, -int(rules.own_figure("own.unknown")))
    each = [_of_course(vaccine, course, facts, rules) for course in vein_courses(facts)]
    found = [hold for hold, last_on in each if hold.until is not None or last_on >= oldest]
    found += list(_products(facts, rules, vaccine))
    skin = list(_under_the_skin(vaccine, facts, on, rules))
    planned = [said for said in [_never_recorded(facts, on)] if said]
    holds = [
        *_telling(found),
        *skin,
        *(Hold(until=None, because=s, key="ig.plan") for s in planned),
    ]
    return holds, [hold.because for hold in holds if hold.key in ("own.missing", "ig.plan")]


def source_says(vaccine: Vaccine, course: Course, rules: RuleSet) -> Hold:
    """Return the hold of one course by the table alone; open where no row of it fits."""
    amount = course.g_per_kg
    if amount is None or amount <= 0:
        return _missing(course)
    row = next((r for r in _rows(rules, vaccine) if amount <= _limit(r, rules)), None)
    if row is None or row.figure is None:
        return _open(course, "own.round", ABOVE, {"g_per_kg": _shown(amount)})
    until = months_after(course.last_on, int(row.figure))
    values: dict[str, Value] = {"g_per_kg": _shown(amount), "who": row.who, "until": until}
    return Hold(
        until=until,
        because=Said(NAMES, {**values, "on": course.last_on, "months": row.figure}),
        key=row.id,
        entry=course.given[-1].entry,
        sources=row.fact.sources,
        confidence=row.fact.confidence,
    )


def vein_courses(facts: Facts) -> list[Course]:
    """Return the courses into a vein, oldest first."""
    return courses(one for one in facts.given if one.what == VEIN)


NAMES = N_(
    "Immunoglobulin, last on %(on)s, %(g_per_kg)s g/kg in all: %(who)s names %(months)s months, to "
    "%(until)s."
)
ABOVE = N_(
    "Immunoglobulin, last on %(on)s, %(g_per_kg)s g/kg in all: that is more than the table names, "
    "so there is no date. Ask your team."
)
NO_AMOUNT = N_(
    "The immunoglobulin of %(on)s has no amount in grams, so there is no date. Write the grams "
    "down at the infusion."
)
NO_WEIGHT = N_(
    "The immunoglobulin of %(on)s has no weight, so there is no date. Write the child's weight "
    "down at the infusion."
)
UNDER_THE_SKIN = N_(
    "%(name)s goes under the skin. The table names immunoglobulin into a vein only, so there is no "
    "date. Ask your team."
)
NEVER_RECORDED = N_(
    "%(name)s is on the list of medicines, and no infusion of it is recorded. Only recorded "
    "infusions count."
)


def _rows(rules: RuleSet, vaccine: Vaccine) -> list[Rule]:
    rows = [rule for rule in rules.that("interval", vaccine) if rule.is_default and rule.up_to]
    return sorted(rows, key=lambda rule: rule.up_to or 0)


def _limit(row: Rule, rules: RuleSet) -> Fraction:
    """Up to how many g/kg a row holds: bottles are rounded up, so the last row a little more."""
    last = max(rule.up_to for rule in rules.rules if rule.up_to)
    return Fraction(rules.own_figure("own.round") if row.up_to == last else row.up_to or 0)


def _of_course(vaccine: Vaccine, course: Course, facts: Facts, rules: RuleSet) -> tuple[Hold, date]:
    last = course.given[-1]
    own = by_figure(vaccine, VEIN, last.name, last.on, facts, entry=last.entry)
    return own or source_says(vaccine, course, rules), last.on


def _telling(holds: list[Hold]) -> Iterator[Hold]:
    """The latest date alone, and every hold without one: a month of infusions needs one line."""
    dated = [hold for hold in holds if hold.until is not None]
    yield from sorted(dated, key=lambda hold: hold.until or date.min)[-1:]
    yield from (hold for hold in holds if hold.until is None)


def _products(facts: Facts, rules: RuleSet, vaccine: Vaccine) -> Iterator[Hold]:
    for row in rules.that("product", vaccine):
        for one in facts.given:
            if one.what == row.id and row.figure is not None and row.is_default:
                until = months_after(one.on, int(row.figure))
                values: dict[str, Value] = {"name": one.name, "on": one.on, "who": row.who}
                text = N_("%(name)s on %(on)s: %(who)s names %(months)s months, to %(until)s.")
                yield Hold(
                    until=until,
                    because=Said(text, {**values, "months": row.figure, "until": until}),
                    key=row.id,
                    entry=one.entry,
                    sources=row.fact.sources,
                    confidence=row.fact.confidence,
                )


def _under_the_skin(vaccine: Vaccine, facts: Facts, on: date, rules: RuleSet) -> Iterator[Hold]:
    since = months_after(on, -int(rules.own_figure("own.stopped")))
    infused = [(one.name, one.on, one.entry) for one in facts.given if one.what == SKIN][-1:]
    for name, last_on, entry in infused:
        own = by_figure(vaccine, SKIN, name, last_on, facts, entry=entry)
        if own or last_on >= since:
            yield own or Hold(
                until=None,
                because=Said(UNDER_THE_SKIN, {"name": name}),
                key="own.skin",
                entry=entry,
            )
    for one in facts.medicines:
        ended = one.last_on is not None and one.last_on < on
        if one.id != SKIN or infused or one.first_on > on:
            continue
        own = by_figure(vaccine, SKIN, one.name, one.last_on or on, facts) if ended else None
        if own or not ended or (one.last_on or on) >= since:
            said = Said(UNDER_THE_SKIN, {"name": one.name})
            yield own or Hold(until=None, because=said, key="own.skin")


def _never_recorded(facts: Facts, on: date) -> Said | None:
    """A plan is no infusion; but where nobody wrote one down, the answer knows too little."""
    if any(one.what == VEIN for one in facts.given):
        return None
    planned = [
        one
        for one in facts.medicines
        if one.id == VEIN and one.first_on <= on and (one.last_on is None or one.last_on >= on)
    ]
    return Said(NEVER_RECORDED, {"name": planned[0].name}) if planned else None


def _missing(course: Course) -> Hold:
    without = next((one for one in course.given if not one.grams), None)
    if without is None:
        return _open(course, "own.missing", NO_WEIGHT, {})
    return _open(course, "own.missing", NO_AMOUNT, {"on": without.on}, without)


def _open(
    course: Course, key: str, text: str, values: dict[str, Value], one: Given | None = None
) -> Hold:
    said = Said(text, {"on": course.last_on, **values})
    return Hold(until=None, because=said, key=key, entry=(one or course.given[-1]).entry)


def _shown(amount: Fraction) -> str:
    """g/kg for people, to a hundredth; the exact figure decided."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return f"{exact.quantize(HUNDREDTH, ROUND_HALF_UP).normalize():f}"
