"""The types a field of an entry may have: strict on the wire, exact in the database.

Every number that is not a small count travels as text ("7.5"): JSON floats are refused, because
0.1 is not 0.1 in them. A refusal carries the `Problem` a person is shown.
"""

import re
import unicodedata
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator, ConfigDict, PlainSerializer
from sqlmodel import Field, SQLModel

from journal.care.problems import N_, Problem, Refused, shorten
from journal.care.units import Unit, read_amount, read_number
from journal.records.columns import DecimalText

NOTE_LENGTH = 10_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
MARKS_IN_A_ROW = 8


class FieldRefused(ValueError):
    """A value is refused; carries the problem through pydantic, which only keeps ValueErrors."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _refuse(code: str, text: str, *, got: Any = None, **values: str) -> FieldRefused:
    return FieldRefused(Problem(code, None, text, values, None if got is None else shorten(got)))


def check_amount(value: Any) -> Any:
    """Return the amount as a Decimal. Raises FieldRefused with the problems of `read_amount`."""
    value = _number_text(value)
    try:
        return read_amount(value)
    except Refused as refused:
        raise FieldRefused(refused.problems[0]) from refused


def check_number(value: Any) -> Any:
    """Return a number that may be 0 as a Decimal. Raises FieldRefused as `check_amount` does."""
    value = _number_text(value)
    try:
        return read_number(value, "value", least=0)
    except Refused as refused:
        raise FieldRefused(refused.problems[0]) from refused


def _number_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        raise _refuse(
            "float_refused", N_("Write the number as text, such as “7.5”, not as a JSON float.")
        )
    if not isinstance(value, str):
        raise _refuse("type", N_("Write this number as text, such as “5”."), got=value)
    return value


def checked_text(value: str, limit: int) -> str:
    """Return `value` as it is. Raises FieldRefused too_long or text_invalid (F22, B19, B20)."""
    if len(value) > limit:
        raise _refuse(
            "too_long",
            N_("%(count)s of %(limit)s characters. Shorten the text; nothing was lost."),
            count=f"{len(value):,}",
            limit=f"{limit:,}",
        )
    marks = 0
    for offset, character in enumerate(value):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        control = category in {"Cc", "Cs"} and character not in "\n\r\t"
        if control or marks > MARKS_IN_A_ROW:
            raise _refuse(
                "text_invalid",
                N_("Character %(offset)s cannot be stored. Take it out and save again."),
                offset=str(offset + 1),
            )
    return value


def _text(limit: int) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if value is not None and not isinstance(value, str):
            raise _refuse("type", N_("Write text here."))
        return value if value is None else checked_text(value.strip(), limit)

    return read


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value
    else:
        if not isinstance(value, str):
            raise _refuse("type", N_("Write the moment as text."), got=value)
        # RFC 3339 wants the offset: a time without one could be any of two dozen moments.
        if not re.match(r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", value):
            raise _refuse(
                "date_invalid", N_("Write the moment as 2026-04-30T08:00:00+02:00."), got=value
            )
        try:
            moment = datetime.fromisoformat(value.upper())
        except ValueError as error:
            raise _refuse(
                "date_invalid", N_("There is no such day or time. Check it."), got=value
            ) from error
    if moment.tzinfo is None:
        raise _refuse(
            "date_invalid", N_("Add the offset, as in 2026-04-30T08:00:00+02:00."), got=value
        )
    # Far from both ends of the calendar, so that no zone and no look back runs over them.
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _refuse("date_invalid", N_("Check the year of this moment."), got=value)
    return moment.astimezone(UTC)


def whole(low: int, high: int) -> Callable[[Any], Any]:
    """A check that a value is a whole number between two bounds, both included, or None."""

    def read(value: Any) -> Any:
        if value is None:
            return value
        if isinstance(value, bool) or not isinstance(value, int):
            raise _refuse("type", N_("Choose a whole number."), got=value)
        if not low <= value <= high:
            raise _refuse(
                "out_of_range",
                N_("Choose a number from %(low)s to %(high)s."),
                got=value,
                low=str(low),
                high=str(high),
            )
        return value

    return read


def _id(value: Any) -> Any:
    if isinstance(value, uuid.UUID) or value is None:
        return value
    try:
        return uuid.UUID(value) if isinstance(value, str) else uuid.UUID(None)
    except (ValueError, TypeError) as error:
        raise _refuse("type", N_("This must be the id of something in the journal.")) from error


def one_of(choices: type[StrEnum], code: str = "choice_unknown") -> Callable[[Any], Any]:
    """A check that a value is one of a closed set; kept as its plain text."""

    def read(value: Any) -> Any:
        if value is None or value in list(choices):
            return value
        raise _refuse(
            code, N_("Choose one of: %(choices)s."), got=value, choices=", ".join(choices)
        )

    return read


Moment = Annotated[datetime, BeforeValidator(_moment)]
Amount = Annotated[Decimal, BeforeValidator(check_amount), PlainSerializer(lambda v: f"{v:f}")]
Number = Annotated[Decimal, BeforeValidator(check_number), PlainSerializer(lambda v: f"{v:f}")]
Severity = Annotated[int | None, BeforeValidator(whole(0, 10))]
Id = Annotated[uuid.UUID, BeforeValidator(_id)]
WholeMinutes = Annotated[int | None, BeforeValidator(whole(0, 100_000))]
UnitName = Annotated[str, BeforeValidator(one_of(Unit, "unit_unknown"))]
ShortText = Annotated[str, BeforeValidator(_text(200))]
LongText = Annotated[str, BeforeValidator(_text(NOTE_LENGTH))]


def number(**options: Any) -> Any:
    """A Decimal column."""
    return Field(sa_type=DecimalText, **options)


def ends_before(end: datetime, start: datetime) -> bool:
    """Whether an end stands in an earlier minute than its start: forms know minutes alone."""
    return end.replace(second=0, microsecond=0) < start.replace(second=0, microsecond=0)


def many(**options: Any) -> Any:
    """A column that keeps a list."""
    return Field(default_factory=list, sa_type=sa.JSON, **options)


def long(**options: Any) -> Any:
    """A column without a length of its own."""
    return Field(sa_type=sa.Text, **options)


class Fields(SQLModel):
    """What every kind of entry has. Subclasses add their own; unknown fields are refused.

    at      when it happened
    photos  ids of photos; one may still be on its way to the server
    """

    model_config = ConfigDict(extra="forbid", strict=True)  # type: ignore[assignment]  # SQLModel wants a private type

    at: Moment
    note: LongText | None = long(default=None)
    photos: list[Id] = many()

    def check(self) -> None:
        """Raise Refused when fields contradict each other."""
