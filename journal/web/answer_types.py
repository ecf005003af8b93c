"""What the values in an answer of the API look like: moments, dates, ids and numbers as text."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Number = Annotated[str, Field(pattern=r"^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$")]
Count = Annotated[int, Field(ge=0)]
# What is repeated of what was sent.
Short = Annotated[str, Field(max_length=40)]
# The clock of the child's zone, without it: the day and the time of a slot.
Slot = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$")]


class Told(BaseModel):
    """An answer. Further keys may stand beside these, and a reader passes over them."""

    model_config = ConfigDict(extra="ignore")


def at_times() -> Any:
    """A key that is left out where there is nothing to say."""
    return Field(default_factory=lambda: None)
