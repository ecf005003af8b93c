"""A form as it was typed, and what was wrong with it. What was typed is never lost."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from journal.care.problems import N_, Problem, Refused
from journal.records.fields import FieldRefused, checked_text
from journal.web.language import said

Value = TypeVar("Value")


class Form:
    """What a page's fields hold.

    text    per name what was typed, a list where several may be chosen
    errors  per name a sentence; "" for what belongs to no field
    """

    def __init__(self, text: dict[str, Any] | None = None) -> None:
        self.text: dict[str, Any] = text or {}
        self.errors: dict[str, str] = {}
        self.problems: list[Problem] = []

    @classmethod
    def sent(cls, *, several: Iterable[str] = ()) -> "Form":
        """The form of this request; `several` names the fields that are lists."""
        data: MultiDict[str, str] = request.form
        many = tuple(several)
        text: dict[str, Any] = {name: one_newline(data[name]) for name in data}
        text |= {name: [one_newline(each) for each in data.getlist(name)] for name in many}
        return cls(text)

    def get(self, name: str) -> str:
        """What was typed into a field, without the spaces around it; "" when nothing was."""
        value = self.text.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def read(self, name: str, reader: Callable[[str], Value]) -> Value | None:
        """The field's value; None, with the error noted, when `reader` refuses it."""
        try:
            return reader(self.get(name))
        except FieldRefused as refused:
            self.fail(refused.problem, name)
        except Refused as refused:
            for problem in refused.problems:
                self.fail(problem, name)
        return None

    def words(self, name: str, *, most: int = 200, required: str | None = None) -> str:
        """A text field; `required` is the sentence shown when it is empty."""
        text = self.read(name, lambda typed: checked_text(typed, most)) or ""
        if not text and required and name not in self.errors:
            self.fail(Problem("required", name, required))
        return text

    def fail(self, problem: Problem, name: str | None = None) -> None:
        """Note what is wrong with a field; the first sentence stays."""
        field = name if name is not None else (problem.field or "")
        self.problems.append(replace(problem, field=field or None))
        self.errors.setdefault(field, said(problem))

    def refuse(self, refused: Refused) -> None:
        """Note everything a rule refused, each at the field it names."""
        for problem in refused.problems:
            self.fail(problem)


def one_newline(text: str) -> str:
    """What was typed, with one character at the end of a line: browsers post two."""
    return text.replace("\r\n", "\n")


REQUIRED = N_("Fill this in.")
