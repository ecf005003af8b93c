"""How long a measles or varicella vaccine waits after immunoglobulin and blood products.

Source: docs/rules.md#vaccines, the rules ig.* and own.course, own.between, own.round, own.low,
own.newest, own.missing; own.skin and own.plan stand in vaccine_plans. Every way in which no row of
the table fits ends in a hold without a day.
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
from journal.care.vaccine_figures import by_figure, figure_alone, figured
from journal.care.vaccine_plans import SKIN, VEIN, last_under_the_skin, under_the_skin, unrecorded

HUNDREDTH = Decimal("0.01")


def immunoglobulin_holds(
    vaccine: Vaccine, facts: Facts, rules: RuleSet, on: date
) -> tuple[list[Hold], list[Said]]:
    """Return what speaks for waiting after immunoglobulin, and what is missing to know more."""
    if vaccine.immunoglobulin is None:
        return _by_figures_alone(vaccine, facts, on), []
    oldest = months_after(on, -int(rules.own_figure("own.unknown")))
    each = [_of_course(vaccine, course, facts, rules) for course in vein_courses(facts)]
    each += _products(facts, rules, vaccine)
    found = [(hold, last) for hold, last in each if hold.until is not None or last >= oldest]
    holds = [
        *_telling(found),
        *under_the_skin(vaccine, facts, on, rules),
        *unrecorded(facts, on, rules),
    ]
    return holds, [
        hold.because for hold in holds if hold.key in ("own.missing", "own.low", "ig.plan")
    ]


def _by_figures_alone(vaccine: Vaccine, facts: Facts, on: date) -> list[Hold]:
    """The table names no wait with this vaccine; the child's clinic may have."""
    named = figured(vaccine, facts)
    found = []
    for course in vein_courses(facts)[-1:] if VEIN in named else ():
        last = course.given[-1]
        found.append(
            figure_alone(vaccine, VEIN, last.name, course.last_on, facts, entry=last.entry)
        )
    products = {one.what: one for one in sorted(facts.given, key=lambda one: one.on)}
    for what, one in products.items():
        _, dot, product = what.partition(".")
        if dot and product in named:
            found.append(figure_alone(vaccine, product, one.name, one.on, facts, entry=one.entry))
    if SKIN in named and (skin := last_under_the_skin(facts, on)):
        found.append(figure_alone(vaccine, SKIN, skin.name, skin.on, facts, entry=skin.entry))
    return found


def source_says(vaccine: Vaccine, course: Course, rules: RuleSet) -> Hold:
    """Return the hold of one course by the table alone; open where no row of it fits."""
    amount = course.g_per_kg
    if amount is None or amount <= 0:
        return _missing(course)
    if amount < Fraction(rules.own_figure("own.low")):
        return _open(course, "own.low", TOO_LITTLE, {"least": rules.own_figure("own.low")})
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


PRODUCT = N_("%(name)s on %(on)s: %(who)s names %(months)s months, to %(until)s.")
NAMES = N_(
    "Immunoglobulin, last on %(on)s, %(g_per_kg)s g/kg in all: %(who)s names %(months)s months, to "
    "%(until)s."
)
ABOVE = N_(
    "Immunoglobulin, last on %(on)s, %(g_per_kg)s g/kg in all: that is more than the table names, "
    "so there is no date. Ask your team."
)
TOO_LITTLE = N_(
    "Immunoglobulin, last on %(on)s, less than %(least)s g/kg in all: so little that the amount, "
    "its unit or the weight may be a slip of the key, so there is no date. Look at the entry."
)
NO_AMOUNT = N_(
    "The immunoglobulin of %(on)s has no amount in grams, so there is no date. Write the grams "
    "down at the infusion."
)
NO_WEIGHT = N_(
    "The immunoglobulin of %(on)s has no weight, so there is no date. Write the child's weight "
    "down at the infusion."
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
    own = by_figure(vaccine, VEIN, last.name, course.last_on, facts, entry=last.entry)
    return own or source_says(vaccine, course, rules), course.last_on


def _telling(found: list[tuple[Hold, date]]) -> Iterator[Hold]:
    """The latest date alone, and every hold without one: a month of infusions needs one line.

    A date of what was before an open one is dropped: it would read as the answer, and be too early.
    """
    opened = max((last_on for hold, last_on in found if hold.until is None), default=date.min)
    dated = [hold for hold, last_on in found if hold.until is not None and last_on > opened]
    yield from sorted(dated, key=lambda hold: hold.until or date.min)[-1:]
    yield from (hold for hold, _last_on in found if hold.until is None)


def _products(facts: Facts, rules: RuleSet, vaccine: Vaccine) -> Iterator[tuple[Hold, date]]:
    for row in rules.that("product", vaccine):
        for one in facts.given:
            if one.what == row.id and row.figure is not None and row.is_default:
                own = by_figure(vaccine, product_of(row), one.name, one.on, facts, entry=one.entry)
                until = months_after(one.on, int(row.figure))
                values: dict[str, Value] = {"name": one.name, "on": one.on, "who": row.who}
                hold = Hold(
                    until=until,
                    because=Said(PRODUCT, {**values, "months": row.figure, "until": until}),
                    key=row.id,
                    entry=one.entry,
                    sources=row.fact.sources,
                    confidence=row.fact.confidence,
                )
                yield own or hold, one.on


def product_of(row: Rule) -> str:
    """Return the name of a blood product in the key of a clinic's own figure: "varizig"."""
    return row.id.partition(".")[2]


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
