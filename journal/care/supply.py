"""What is left of a medicine: the last count, what came since, and what doses took since.

Everything is reckoned in the unit of the package and exactly; nothing is guessed. What cannot be
counted is refused with a sentence that says what to do (docs/rules.md#supply).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from journal.care.dates import show_date
from journal.care.problems import N_, Problem, Refused
from journal.care.strength import QUARTER, is_same_strength, read_strength
from journal.care.units import Unit, in_same_unit, read_amount, show_amount

NOTHING = re.compile(r"0(?:[.,]0+)?")
Where = TypeVar("Where")


@dataclass(frozen=True, slots=True, kw_only=True)
class Equal:
    """So much in one unit is so much in another, as label or plan says: 12.5 mg is 2.5 mL."""

    amount: Decimal
    unit: str
    measured: Decimal
    measured_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What was counted, or what was fetched."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one dose took, or what one slot asks for.

    on      its day in the child's zone
    equals  what is known on that day of one unit in another
    """

    on: date
    amount: Decimal | None
    unit: str | None
    equals: tuple[Equal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What is left, in `unit`.

    amount          when only the recorded doses took something
    if_given        when those without a record took what was planned, too; never below 0
    without_record  how many doses those are
    """

    unit: str
    amount: Fraction
    if_given: Fraction
    without_record: int


def left(
    count: Package,
    fetched: Iterable[Package],
    taken: Iterable[Use],
    without_record: Sequence[Use],
) -> Left:
    """Return what is left of a count after what came and what was taken since.

    taken: doses of which anything was taken out of these packages: given, partly, vomited; not
    those that were refused, skipped, or given by a hospital out of its own.
    without_record: what the plan asked for and nobody recorded. Not recorded is not missed, so
    both readings are returned and neither is chosen.

    Raises Refused with supply_units, supply_no_amount, supply_unit, supply_odd_tablets or
    supply_more_taken.
    Source: docs/rules.md#supply.
    """
    there = Fraction(count.amount)
    for package in fetched:
        there += _same_package_unit(package, count.unit)
    there -= sum((in_package_unit(use, count.unit) for use in taken), Fraction(0))
    if there < 0:
        raise Refused(
            Problem(
                "supply_more_taken",
                None,
                N_("More was given since the count than there was. Count again what is there."),
            )
        )
    maybe = sum((in_package_unit(use, count.unit) for use in without_record), Fraction(0))
    return Left(
        unit=count.unit,
        amount=there,
        if_given=max(Fraction(0), there - maybe),
        without_record=len(without_record),
    )


def in_package_unit(use: Use, unit: str) -> Fraction:
    """Return how much a dose takes, in the unit of the package, exact.

    Raises Refused supply_no_amount, supply_unit when nothing says what the one is in the other, or
    supply_odd_tablets when halves and quarters of such tablets do not make the dose.
    """
    if use.amount is None or use.unit is None:
        raise _refused(
            "supply_no_amount",
            N_("The dose of %(day)s has no amount. Write it there, or count again."),
            day=show_date(use.on),
        )
    if (plain := in_same_unit(use.amount, use.unit, unit)) is not None:
        return Fraction(plain)
    for equal in use.equals:
        if (found := _by(equal, use.amount, use.unit, unit)) is not None:
            _refuse_odd(use, found, unit)
            return found
    raise _refused(
        "supply_unit",
        N_(
            "The dose of %(day)s is in %(unit)s and the package in %(wanted)s. Write the strength "
            "as the label says it, or count in %(unit)s."
        ),
        day=show_date(use.on),
        unit=use.unit,
        wanted=unit,
    )


def first_short(
    there: Fraction, needs: Iterable[Where], takes: Callable[[Where], Fraction]
) -> Where | None:
    """Return the first of the coming doses that what is there does not cover, or None.

    needs are asked for in their order and no further than that one.
    """
    for need in needs:
        there -= takes(need)
        if there < 0:
            return need
    return None


def is_another_strength(one: str, other: str, form: str = "") -> bool:
    """Say whether two labels name two strengths; a label without a strength contradicts none.

    Labels that nobody can read name two as soon as their words differ: this fails closed.
    """
    if not one or not other or _plain(one) == _plain(other):
        return False
    return not is_same_strength(one, other, form)


def equal_of(label: str, form: str = "") -> Equal | None:
    """Return what a label says of one unit in another, or None when nobody could tell."""
    try:
        strength = read_strength(label, form)
    except Refused:
        return None
    if strength is None:
        return None
    return Equal(
        amount=strength.amount,
        unit=strength.unit,
        measured=strength.per,
        measured_unit=strength.per_unit,
    )


def read_count(text: object, field: str) -> Decimal:
    """Read what somebody counted: an amount, or 0 when nothing is left.

    Raises Refused with the problems of `read_amount`.
    """
    if isinstance(text, str) and NOTHING.fullmatch(text.strip()):
        return Decimal(0)
    try:
        return read_amount(text, field)
    except Refused as refused:
        (problem,) = refused.problems
        if problem.code != "amount_not_positive":
            raise
        sentence = N_("Write how much is there: 0 when nothing is left, or more.")
        raise Refused(Problem(problem.code, field, sentence, got=problem.got)) from None


def rounded_down(value: Fraction) -> Decimal:
    """Return an amount to read, with at most two decimals: never more than there is."""
    return Decimal(value * 100 // 1) / 100


def _refuse_odd(use: Use, found: Fraction, unit: str) -> None:
    """2.8 tablets are no dose: the family has tablets of two kinds, or of another strength."""
    if unit != Unit.TABLET or (found / Fraction(QUARTER)).denominator == 1:
        return
    raise _refused(
        "supply_odd_tablets",
        N_(
            "The dose of %(day)s would be %(count)s tablets by the label: perhaps there are two "
            "kinds. Keep each kind as a medicine of its own, with its tablets, and count both."
        ),
        day=show_date(use.on),
        count=show_amount(rounded_down(found)),
    )


def _by(equal: Equal, amount: Decimal, unit: str, wanted: str) -> Fraction | None:
    """The amount through one equality, read in either direction."""
    pairs = ((equal.amount, equal.unit), (equal.measured, equal.measured_unit))
    for (of, of_unit), (is_, is_unit) in (pairs, pairs[::-1]):
        known = in_same_unit(amount, unit, of_unit)
        factor = in_same_unit(Decimal(1), is_unit, wanted)
        if known is not None and factor is not None and of > 0:
            return Fraction(known) / Fraction(of) * Fraction(is_) * Fraction(factor)
    return None


def _same_package_unit(package: Package, unit: str) -> Fraction:
    found = in_same_unit(package.amount, package.unit, unit)
    if found is None:
        raise _refused(
            "supply_units",
            N_(
                "The count is in %(unit)s and what was fetched in %(wanted)s. Count again, all in "
                "one unit."
            ),
            unit=unit,
            wanted=package.unit,
        )
    return Fraction(found)


def _plain(label: str) -> str:
    return "".join(label.casefold().split()).replace(",", ".")


def _refused(code: str, sentence: str, **values: str) -> Refused:
    return Refused(Problem(code, None, sentence, values))
