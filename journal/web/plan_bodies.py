"""The bodies of the plan API, as models that check them and that OpenAPI describes."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from journal.care.problems import N_, Problem
from journal.records.fields import Amount, FieldRefused, ShortText, UnitName, checked_text, one_of
from journal.records.medicines import Cause


def _required(most: int) -> Any:
    def read(value: Any) -> Any:
        if not isinstance(value, str):
            raise FieldRefused(Problem("type", None, N_("Write text here.")))
        text = checked_text(value.strip(), most)
        if not text:
            raise FieldRefused(Problem("required", None, N_("Fill this in.")))
        return text

    return read


def _optional(most: int) -> Any:
    def read(value: Any) -> Any:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise FieldRefused(Problem("type", None, N_("Write text here.")))
        return checked_text(value.strip(), most)

    return read


Name = Annotated[str, BeforeValidator(_required(100))]
Strength = Annotated[str, BeforeValidator(_optional(100))]
FormOfIt = Annotated[str, BeforeValidator(_optional(40))]
Lot = Annotated[str, BeforeValidator(_optional(60))]
Reason = Annotated[str, BeforeValidator(_optional(500))]
Person = Annotated[str, BeforeValidator(_optional(200))]
CauseName = Annotated[str, BeforeValidator(one_of(Cause))]


class Body(BaseModel):
    """Unknown fields are refused; nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class ConfirmBody(Body):
    """The override of the weekly guard: the word DAILY, and who prescribed it."""

    word: ShortText
    told_by: ShortText


class MeasuredBody(Body):
    """The same amount as it is measured out, in mL or tablets; compared with the strength."""

    amount: Amount
    unit: UnitName


class AddMedicine(Body):
    """A medicine with its first dose plan. `from` defaults to today, in the child's zone.

    `rhythm` as docs/rules.md#rhythms and the contract say; `until` is the last day of a course.
    """

    name: Name
    strength: Strength = ""
    form: FormOfIt = ""
    amount: Amount
    unit: UnitName
    measured: MeasuredBody | None = None
    rhythm: dict[str, Any]
    from_: Any = Field(default=None, alias="from", json_schema_extra={"format": "date"})
    until: Any = Field(default=None, json_schema_extra={"format": "date"})
    confirm: ConfirmBody | None = None
    ordered_by: Person = ""
    why: Reason = ""


class StopBody(Body):
    """The first day without it; `on` defaults to today, which means from this moment on.

    cause, or reason, or both; without either it is refused. So it is for a pause.
    """

    on: Any = Field(default=None, json_schema_extra={"format": "date"})
    reason: Reason = ""
    cause: CauseName | None = None
    advised_by: Person = ""


class PauseBody(Body):
    """The first day without it, and the day on which somebody asks the team."""

    from_: Any = Field(default=None, alias="from", json_schema_extra={"format": "date"})
    review_on: Any = Field(default=None, json_schema_extra={"format": "date"})
    reason: Reason = ""
    cause: CauseName | None = None
    advised_by: Person = ""


class ResumeBody(Body):
    """The first day with it again."""

    from_: Any = Field(default=None, alias="from", json_schema_extra={"format": "date"})
    reason: Reason = ""
    advised_by: Person = ""


class ChangeMedicine(Body):
    """One decision: a new dose, a stop, a pause, a resumption, a taper; or the label alone."""

    name: Name | None = None
    strength: Strength | None = None
    form: FormOfIt | None = None
    amount: Amount | None = None
    unit: UnitName | None = None
    measured: MeasuredBody | None = None
    rhythm: dict[str, Any] | None = None
    from_: Any = Field(default=None, alias="from", json_schema_extra={"format": "date"})
    until: Any = Field(default=None, json_schema_extra={"format": "date"})
    confirm: ConfirmBody | None = None
    stop: StopBody | None = None
    pause: PauseBody | None = None
    resume: ResumeBody | None = None
    taper: dict[str, Any] | None = None
    ordered_by: Person = ""
    why: Reason = ""
