"""What an address of the API takes behind its question mark: said once, and read only through that.

A parameter is read through the value that the OpenAPI document describes it by, and `asks` says
which address takes it. Tests refuse every other name, in an address and in the code.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import request

View = TypeVar("View", bound=Callable[..., Any])
_ASKED: dict[Callable[..., Any], tuple["Asked", ...]] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """One query parameter.

    says    what it asks for, and what comes without it
    schema  what it may be, as JSON Schema; `array` when it may stand there several times
    """

    name: str
    says: str
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})

    def text(self) -> str | None:
        """As it stands in the address of this request, or None when it does not."""
        return request.args.get(self.name)

    def texts(self) -> list[str]:
        """Each time that it stands there."""
        return request.args.getlist(self.name)

    def described(self) -> dict[str, Any]:
        """As OpenAPI has it."""
        return {
            "name": self.name,
            "in": "query",
            "required": False,
            "description": self.says,
            "schema": self.schema,
        }


def asks(*asked: Asked) -> Callable[[View], View]:
    """Say of a view of the API which parameters it takes."""

    def note(view: View) -> View:
        _ASKED[view] = asked
        return view

    return note


def asked_by(view: Callable[..., Any]) -> tuple[Asked, ...]:
    """What this view takes, in the order in which it says so."""
    return _ASKED.get(view, ())


DATE = {"type": "string", "format": "date"}
BEFORE = Asked("before", "Only what is older: the `before` of the last answer. The newest without.")
