"""A change as a phone or a form states it, and what became of it."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from journal.care.problems import Problem


class Result(StrEnum):
    """What became of a change."""

    APPLIED = "applied"
    REPEATED = "repeated"
    WAITING = "waiting"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Revised:
    """A revision as a phone was shown it: its number, and the change that made it.

    A server restored from a backup counts anew, and the number alone may then be another revision.
    """

    number: int
    change: uuid.UUID

    def __str__(self) -> str:
        return f"{self.number}:{self.change}"


Base = int | uuid.UUID | Revised | None


def read_base(base: int | str | None) -> Base:
    """The inverse of how `content` writes it. Raises ValueError."""
    if not isinstance(base, str):
        return base
    number, colon, change = base.rpartition(":")
    return Revised(int(number), uuid.UUID(change)) if colon else uuid.UUID(base)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """What somebody wants to write.

    id         made on the device, UUIDv7; the same id is the same change, however often it comes
    base       the revision the writer saw, or the id of the change this one follows, or None; a
               revision is best named with its change
    fields     only what changes; None clears a field; empty for a delete and for its undo
    form       what was typed, {"what", "values"}, when the fields are read from a form
    made_at    by the device's clock, aware
    zone       IANA name of where it was written
    confirmed  codes of the questions the person has answered on screen
    skew       how far the device's clock runs ahead of ours, as measured
    """

    id: uuid.UUID
    entry: uuid.UUID
    child: uuid.UUID
    kind: str
    base: Base = None
    delete: bool = False
    made_at: datetime
    zone: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    confirmed: frozenset[str] = frozenset()
    skew: timedelta = timedelta(0)

    def content(self) -> dict[str, Any]:
        """Everything that makes it this change, as JSON."""
        content = {
            "id": str(self.id),
            "entry": str(self.entry),
            "child": str(self.child),
            "kind": self.kind,
            "base": self.base
            if self.base is None or isinstance(self.base, int)
            else str(self.base),
            "delete": self.delete,
            "made_at": self.made_at.isoformat(),
            "zone": self.zone,
            "fields": dict(self.fields),
        }
        return content if self.form is None else {**content, "form": dict(self.form)}

    def digest(self) -> str:
        """SHA-256 of the content, whatever the order of its keys.

        Of a form it is what was typed, never how it was read, nor when it was sent: the same form
        is the same change, from the page and from the phone's outbox.
        """
        content = self.content()
        if self.form is not None:
            content = {name: value for name, value in content.items() if name not in OF_READING}
            content["delete"] = (
                False  # read of the form too: one that is emptied takes an entry out
            )
        return digest_of(content)

    def nth(
        self, place: str, fields: Mapping[str, Any], kind: str | None = None
    ) -> "ChangeRequest":
        """The change of the form's entry at this place: weight and height come together.

        place  FIRST is the change's own entry
        kind   what is written there; as the change says when left out
        """
        own = replace(self, fields=fields, kind=kind or self.kind)
        if place == FIRST:
            return own
        change, entry = following(self.id, place), following(self.entry, place)
        return replace(own, id=change, entry=entry)


# What was in the journal before was answered then: bringing it back is not asked about again.
ANSWERED_BEFORE = frozenset(
    {"possible_double_dose", "weekly_again", "amount_unusual", "as_needed_limit", "same_day"}
)
# What a form's reading adds to what was typed.
OF_READING = {"kind", "made_at", "zone", "fields"}
LOW_BITS = (1 << 62) - 1
# Where in its form the entry stands that bears the form's own ids.
FIRST = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a change.

    APPLIED   stored, the earlier revision kept; `warnings` may ask the family something
    REPEATED  settled before: `revision`, `warnings` and `errors` are those of the first time
    WAITING   kept until the change it follows arrives
    CONFLICT  stored beside another version of the same field; `current` is what shows for now
    REJECTED  a field is wrong or the right is missing; nothing was stored
    ASKED     nothing was stored; a person is asked first, `warnings` says what
    """

    result: Result
    revision: int | None = None
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()
    current: Mapping[str, Any] | None = None

    @property
    def stored(self) -> bool:
        """Whether the journal now holds the change."""
        return self.result in {Result.APPLIED, Result.REPEATED, Result.CONFLICT, Result.WAITING}


def following(change_id: uuid.UUID, what: str) -> uuid.UUID:
    """The id of what follows a change: always the same one, so that tapping twice undoes once."""
    digest = hashlib.sha256(change_id.bytes + what.encode()).digest()
    low = int.from_bytes(digest[:8], "big") & LOW_BITS
    return uuid.UUID(int=(change_id.int & ~LOW_BITS) | low)


def rejected(*problems: Problem) -> Outcome:
    """The outcome of a change that cannot be kept."""
    return Outcome(result=Result.REJECTED, errors=problems)


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 over canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def kept(problem: Problem) -> dict[str, Any]:
    """A problem as a row keeps it."""
    return {
        "code": problem.code,
        "field": problem.field,
        "text": problem.text,
        "values": dict(problem.values),
        "got": problem.got,
    }


def restored(data: Mapping[str, Any]) -> Problem:
    """The inverse of `kept`."""
    return Problem(data["code"], data["field"], data["text"], data["values"], data["got"])
