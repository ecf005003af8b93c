"""What is wrong with something a person wrote, in a sentence that says what to do.

`care` has no translations; it marks its sentences with `N_` and keeps the values apart, and the
edge translates `text` before it fills them in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field


def N_(text: str) -> str:
    """Mark a sentence for translation and return it as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should look at.

    code    stable word for programs, as contract.md and docs/rules.md list it
    field   path of the field it belongs to, or None when it belongs to none
    text    the sentence, with %(name)s where a value stands
    values  what stands there
    got     what was written, shortened to 40 characters; None for names, notes and secrets
    """

    code: str
    field: str | None
    text: str
    values: Mapping[str, str] = dataclass_field(default_factory=dict)
    got: str | None = None

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.text % self.values


class Refused(ValueError):
    """Something a person wrote cannot be kept; nothing was changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def shorten(text: object) -> str:
    """Return at most 40 characters of what was written, for the `got` of an answer."""
    shown = str(text)
    return shown if len(shown) <= 40 else shown[:39] + "…"
