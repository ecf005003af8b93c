"""Units as labels print them, and numbers as people type them."""

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from journal.care.problems import N_, Problem, Refused, shorten


class Unit(StrEnum):
    """What an amount is counted in. Never left out, never converted in silence."""

    MILLIGRAM = "mg"
    MICROGRAM = "mcg"
    GRAM = "g"
    MILLILITRE = "mL"
    INTERNATIONAL_UNIT = "IU"
    TABLET = "tablet"
    CAPSULE = "capsule"
    DROP = "drop"
    PUFF = "puff"
    PATCH = "patch"
    APPLICATION = "application"


IN_MILLIGRAMS: dict[str, Decimal] = {
    Unit.MICROGRAM: Decimal("0.001"),
    Unit.MILLIGRAM: Decimal(1),
    Unit.GRAM: Decimal(1000),
}

_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)?[.,][0-9]+|0|[1-9][0-9]*")
_THOUSAND_OR_ONE = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_LOST_POINT = re.compile(r"0[0-9]+")
_NEGATIVE = re.compile(r"[-\u2212\u2013] ?[0-9]*[.,]?[0-9]+")
WHOLE_DIGITS, DECIMAL_DIGITS = 7, 4


def read_amount(text: object, field: str = "amount") -> Decimal:
    """Read an amount, given or planned: digits with at most one point or comma, more than 0.

    ".5" is 0.5 and "5.0" is 5, as nobody means anything else by them.

    Raises Refused with `amount_required`, `amount_not_positive`, `amount_ambiguous` ("1,000" is one
    to some readers and a thousand to others; "05" may have lost its point), `amount_not_number`,
    or, for a JSON value that is not text, `type` or `float_refused`.
    Source: docs/rules.md#amounts.
    """
    value = _read(text, field, "amount", N_("Enter a number."))
    if value <= 0:
        raise Refused(
            Problem(
                code="amount_not_positive",
                field=field,
                text=N_("The number must be more than 0. Check it."),
                got=shorten(text),
            )
        )
    return value


def read_number(
    text: object,
    field: str,
    *,
    least: Decimal | int | None = None,
    most: Decimal | int | None = None,
) -> Decimal:
    """Read any other decimal, typed like an amount, from `least` to `most` inclusive.

    Raises Refused with `number_required`, `number_ambiguous`, `number_not_number`, `number_range`,
    `type` or `float_refused`.
    """
    value = _read(text, field, "number", N_("Enter a number."))
    if (least is not None and value < least) or (most is not None and value > most):
        raise Refused(_out_of_range(text, field, least, most))
    return value


def show_amount(value: Decimal) -> str:
    """Return a number with a leading 0 and without trailing ones: "0.5", "5", "1000".

    Raises ValueError for what is not a finite number.
    Source: docs/rules.md#amounts (a lost point turns 5.0 into 50 and .5 into 5).
    """
    if not value.is_finite():
        raise ValueError("only a finite number can be shown")
    shown = f"{value:f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def rounded_for_each_kg(value: Decimal) -> Decimal:
    """Return a figure for each kg with two places, below 0.1 with two figures; half up.

    A small dose is never shown as 0. Source: docs/rules.md#mg-per-kg (our own choice).
    """
    places = Decimal("0.01") if value >= Decimal("0.1") or not value else None
    return value.quantize(places or Decimal(1).scaleb(value.adjusted() - 1), ROUND_HALF_UP)


def in_same_unit(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return the value in the wanted unit, exact, or None where no factor exists.

    Only mcg, mg and g convert: what a tablet or a mL holds depends on the product.
    """
    if unit == wanted:
        return value
    if unit in IN_MILLIGRAMS and wanted in IN_MILLIGRAMS:
        return value * IN_MILLIGRAMS[unit] / IN_MILLIGRAMS[wanted]
    return None


def _read(text: object, field: str, kind: str, when_empty: str) -> Decimal:
    def refused(code: str, sentence: str, **values: str) -> Refused:
        return Refused(Problem(code, field, sentence, values, shorten(text)))

    if isinstance(text, float):
        raise refused("float_refused", N_('Send the number as text, such as "7.5".'))
    if text is not None and not isinstance(text, str):
        raise refused("type", N_('Send the number as text, such as "7.5".'))
    typed = (text or "").strip()
    if not typed:
        raise refused(f"{kind}_required", when_empty)
    if _THOUSAND_OR_ONE.fullmatch(typed) or _LOST_POINT.fullmatch(typed):
        raise refused(
            f"{kind}_ambiguous",
            N_("Is this %(small)s or %(large)s? Write %(clear)s or %(large)s."),
            **_readings(typed),
        )
    if _NEGATIVE.fullmatch(typed):
        return -Decimal("0" + re.sub(r"[^0-9.]", "", typed.replace(",", ".")))
    if not _PLAIN.fullmatch(typed):
        raise refused(
            f"{kind}_not_number",
            N_("Write the number with the digits 0 to 9 and at most one point, for example 7.5."),
        )
    whole, _, decimals = typed.replace(",", ".").partition(".")
    if len(whole) > WHOLE_DIGITS or len(decimals) > DECIMAL_DIGITS:
        raise refused(
            f"{kind}_not_number",
            N_("Write at most %(whole)s digits before the point and %(decimals)s after it."),
            whole=str(WHOLE_DIGITS),
            decimals=str(DECIMAL_DIGITS),
        )
    return Decimal(show_amount(Decimal(f"{whole or '0'}.{decimals or '0'}")))


def read_days(text: str, field: str, *, most: int) -> int:
    """Return a whole number of days from 1 to `most`. Raises Refused."""
    value = read_number(text, field, least=1, most=most)
    if value != value.to_integral_value():
        sentence = N_("Write a whole number of days.")
        raise Refused(Problem("number_not_number", field, sentence, got=shorten(text)))
    return int(value)


def _readings(typed: str) -> dict[str, str]:
    """Return both readings, and how to write the small one so that it can be read in one way."""
    parts = re.split("[.,]", typed)
    whole, decimals = parts if len(parts) == 2 else ("0", typed[1:])
    small = show_amount(Decimal(f"{whole}.{decimals}"))
    # Three decimals stay ambiguous, "1.125" too; one more 0 settles it.
    clear = f"{small}0" if _THOUSAND_OR_ONE.fullmatch(small) else small
    large = show_amount(Decimal(whole + decimals))
    return {"small": small, "large": large, "clear": clear}


def _out_of_range(
    text: object,
    field: str,
    least: Decimal | int | None,
    most: Decimal | int | None,
) -> Problem:
    values = {
        "least": "" if least is None else show_amount(Decimal(least)),
        "most": "" if most is None else show_amount(Decimal(most)),
    }
    if least is None:
        sentence = N_("Enter a number up to %(most)s.")
    elif most is None:
        sentence = N_("Enter a number from %(least)s upwards.")
    else:
        sentence = N_("Enter a number from %(least)s to %(most)s. Check the unit too.")
    return Problem("number_range", field, sentence, values, shorten(text))
