"""The bodies of the supply API, as models that check them and that OpenAPI describes."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from journal.care.problems import N_, Problem
from journal.records.fields import FieldRefused, Id, Moment, UnitName, one_of
from journal.records.medicines import Supplied
from journal.web.plan_bodies import Body, Lot, Reason, Strength


def _number_text(value: Any) -> Any:
    """Numbers travel as text: JSON floats are refused; what the text says is read later (B29)."""
    if isinstance(value, float):
        sentence = N_("Write the number as text, such as “7.5”, not as a JSON float.")
        raise FieldRefused(Problem("float_refused", None, sentence))
    if value is not None and not isinstance(value, str):
        raise FieldRefused(Problem("type", None, N_("Write this number as text, such as “5”.")))
    return value


def _days(value: Any) -> Any:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise FieldRefused(Problem("type", None, N_("Choose a whole number.")))
    return value


class AddSupply(Body):
    """One thing about the packages: `what` is counted, fetched, opened or finished.

    `amount` with its unit is all that is there (counted) or what came (fetched); `use_by` the last
    day of an opened package; `package` the row that opened the one that is finished. `at` is now
    unless it says otherwise; `id`, made by the sender, makes sending twice one row.
    """

    what: Annotated[str, BeforeValidator(one_of(Supplied))]
    id: Id | None = None
    amount: Annotated[str | None, BeforeValidator(_number_text)] = None
    unit: UnitName | None = None
    at: Moment | None = None
    use_by: Any = Field(default=None, json_schema_extra={"format": "date"})
    package: Id | None = None
    lot: Lot = ""
    note: Reason = ""
    strength: Strength | None = None


class ChangeNotice(Body):
    """Days of notice before it runs out, from 1 to 90; null asks for none."""

    refill_days: Annotated[int | None, BeforeValidator(_days)]
