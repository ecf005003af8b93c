"""Results as laboratories print them: which number a text is, and which unit is meant (H13, B17).

Nothing is converted and nothing rounded: what a report says stays as it was typed. No range is
known here and none is compared with (H29).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from journal.care.knowledge.labs import LabTest, LabUnit, find_lab_test
from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.units import read_number

UNLIKELY = "unit_unlikely"
# Two results of one test lie apart by a known factor within this: our own choice.
NEAR = Decimal("1.25")
# A lost point, and mg for g or µL for mL.
SLIPS = (Decimal(10), Decimal(1000))

_SIGNED = re.compile(r"(<=|>=|[<>≤≥])?\s*([-\u2212\u2013]?)\s*([0-9.,'\u2019 \u00a0\u202f]+)")
_PLAIN = re.compile(r"[0-9]*[.,]?[0-9]+")
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}|(?:,[0-9]{3})+\.[0-9]+"
    r"|(?:\.[0-9]{3}){2,}|(?:\.[0-9]{3})+,[0-9]+"
    r"|(?:['\u2019 \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?)"
)
_POINT = re.compile(r"[.,](?=[0-9]+$)")


@dataclass(frozen=True, slots=True)
class Printed:
    """A value: its text, and what of it is a number.

    comparator  "<", "≥" … where the report prints one
    number      None for text such as "neg", "1+" or "1:80"
    """

    text: str
    comparator: str = ""
    number: Decimal | None = None

    @property
    def plotted(self) -> Decimal | None:
        """The number that may stand in a chart: "<0.6" is none (B18)."""
        return None if self.comparator else self.number


@dataclass(frozen=True, slots=True)
class Last:
    """The result before, of the same test: what a number is compared with."""

    value: str
    unit: str


def read_printed(text: str, unit: LabUnit | None = None, field: str = "value") -> Printed:
    """Read a value as a report prints it: "5,2", "<0.6", "neg", "12 500".

    "1,250" is read where only one of its two readings can be in this unit. Raises Refused
    number_ambiguous where both can, or the unit is not known. Source: docs/rules.md#lab-values.
    """
    found = _SIGNED.fullmatch(text.strip())
    if found is None:
        return Printed(text)
    comparator, minus, digits = found[1] or "", found[2], found[3].strip()
    if _GROUPED.fullmatch(digits) and not _is_ambiguous(digits):
        number = Decimal(_joined(digits))
    elif _PLAIN.fullmatch(digits):
        number = _plain(digits, unit, field)
    else:
        return Printed(text)
    return Printed(text, comparator, -number if minus else number)


def unit_problem(name: str, value: str, unit: str) -> Problem | None:
    """What is wrong with the unit of a test the journal knows, or None (B17).

    A text such as "neg" needs none. Of a test that is not known every unit may be.
    """
    test = find_lab_test(name)
    if test is None or not test.units or test.unit_of(unit):
        return None
    if not unit and _SIGNED.fullmatch(value.strip()) is None:
        return None
    return Problem(
        "unit_unknown" if unit else "unit_required",
        "unit",
        N_("Copy the unit from the report. Known for %(test)s: %(units)s."),
        {"test": test.name, "units": _units(test)},
        shorten(unit) if unit else None,
    )


def problems_of(result: Mapping[str, str]) -> list[Problem]:
    """Everything wrong with one result, each at its part: "unit" or "value"."""
    name, value, unit = result["test"], result["value"], result.get("unit", "")
    found = [problem for problem in (unit_problem(name, value, unit),) if problem]
    if find_lab_test(name) is None:
        return found  # kept as it is printed; no chart reads a number with two readings
    try:
        read_printed(value, _known_unit(name, unit))
    except Refused as refused:
        found += refused.problems
    return found


def plotted(result: Mapping[str, str]) -> Decimal | None:
    """The number of a result that may stand in a chart, or None. Never raises."""
    return number_of(result["test"], result["value"], result.get("unit", ""))


def read_result(test: str, value: str, unit: str) -> Printed:
    """Read the value of a result of this test in this unit, as `read_printed` does."""
    return read_printed(value, _known_unit(test, unit))


@lru_cache(maxsize=4096)  # a chart asks for the same bounds with every result
def number_of(test: str, value: str, unit: str) -> Decimal | None:
    """The number that these words say of a test in this unit, as `plotted` does."""
    try:
        return read_result(test, value, unit).plotted
    except Refused:
        return None


def unit_question(result: Mapping[str, str], last: Last | None) -> Problem | None:
    """The question "which unit?" about a number that hardly fits its unit, or None (H13).

    It hardly fits outside of what reports print in this unit, and where it lies apart from the
    last one by just a factor between two units. Source: docs/rules.md#lab-values.
    """
    test = find_lab_test(result["test"])
    unit = test.unit_of(result.get("unit", "")) if test else None
    number = plotted(result)
    if test is None or unit is None or number is None:
        return None
    said = {
        "test": test.name,
        "value": f"{result['value']} {result['unit']}",
        "units": _units(test),
    }
    if last is not None and _slipped(test, unit, number, last):
        sentence = N_(
            "%(test)s: %(value)s, and %(last)s before. Which unit does the report print? "
            "Known for it: %(units)s."
        )
        return Problem(
            UNLIKELY, "value", sentence, {**said, "last": f"{last.value} {last.unit}".strip()}
        )
    if _outside(unit, number):
        sentence = N_(
            "%(test)s: %(value)s. Which unit does the report print? Known for it: %(units)s."
        )
        return Problem(UNLIKELY, "value", sentence, said)
    return None


def _slipped(test: LabTest, unit: LabUnit, number: Decimal, last: Last) -> bool:
    before = test.unit_of(last.unit)
    was = plotted({"test": test.id, "value": last.value, "unit": last.unit})
    if before is None or was is None or was <= 0 or number <= 0:
        return False
    apart = max(number, was) / min(number, was)
    if before is unit:
        factors = {*SLIPS, *(_above_one(ratio.factor) for ratio in test.ratios)}
        return any(factor >= 3 and _near(apart, factor) for factor in factors)
    # The unit is another one than last time, and the number stayed: one of the two was not copied.
    between = [
        _above_one(ratio.factor)
        for ratio in test.ratios
        if {test.unit_of(ratio.one), test.unit_of(ratio.of)} == {unit, before}
    ]
    return apart <= NEAR and any(factor >= 3 for factor in between)


def _near(apart: Decimal, factor: Decimal) -> bool:
    return factor / NEAR <= apart <= factor * NEAR


def _above_one(factor: Decimal) -> Decimal:
    return factor if factor >= 1 else 1 / factor


def _outside(unit: LabUnit, number: Decimal) -> bool:
    below = unit.least is not None and number < unit.least
    return below or (unit.most is not None and number > unit.most)


def _plain(digits: str, unit: LabUnit | None, field: str) -> Decimal:
    if not _is_ambiguous(digits):
        return Decimal("0" + digits.replace(",", "."))
    try:
        return read_number(digits, field)
    except Refused as refused:
        values = refused.problems[0].values
        readings = [Decimal(values[name]) for name in ("small", "large")]
        if unit is not None and unit.least is not None and unit.most is not None:
            readings = [each for each in readings if not _outside(unit, each)] or readings
        if len(readings) > 1:
            raise
        return readings[0]


def _is_ambiguous(digits: str) -> bool:
    """Whether the numbers a family types elsewhere have two readings here too."""
    try:
        read_number(digits, "value")
    except Refused as refused:
        return refused.problems[0].code == "number_ambiguous"
    return False


def _joined(digits: str) -> str:
    """The digits of grouped thousands, with a point where decimals follow."""
    parts = re.split(r"[^0-9]", digits)
    last = _POINT.search(digits)
    grouped = {mark for mark in digits if not mark.isdigit()}
    if last is not None and (len(grouped) > 1 or len(parts[-1]) != 3):
        return "".join(parts[:-1]) + "." + parts[-1]
    return "".join(parts)


def _known_unit(name: str, unit: str) -> LabUnit | None:
    test = find_lab_test(name)
    return test.unit_of(unit) if test else None


def _units(test: LabTest) -> str:
    return ", ".join(unit.symbol for unit in test.units)
