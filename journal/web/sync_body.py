"""The sync request as the contract states it, checked part by part."""

import base64
import binascii
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

from journal.care.problems import N_, Problem, Refused, shorten
from journal.entries import ChangeRequest
from journal.entries.reading import Marks
from journal.records.fields import FIRST_YEAR, LAST_YEAR

Model = TypeVar("Model", bound=BaseModel)
MOST_CHANGES = 500
MOST_BYTES = 1_000_000
MOST_SKEW = timedelta(days=10)


class ChangeBody(BaseModel):
    """One change of one entry."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Change")

    id: uuid.UUID = Field(description="UUIDv7, made on the device")
    entry: uuid.UUID = Field(description="UUIDv7, made on the device")
    child: uuid.UUID
    kind: str
    base: NonNegativeInt | uuid.UUID | None = Field(
        default=None, description="revision seen, or id of the change this one follows"
    )
    delete: bool = False
    made_at: AwareDatetime
    zone: str = Field(max_length=64)
    fields: dict[str, Any] = Field(default_factory=dict)


class SyncBody(BaseModel):
    """A batch of changes from one person's phone."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Sync")

    device: uuid.UUID
    person: uuid.UUID
    sent_at: AwareDatetime
    epoch: str | None = None
    cursor: str | None = None
    announced: NonNegativeInt | None = None
    changes: list[dict[str, Any]] = Field(default_factory=list)


def read_batch(body: Mapping[str, Any]) -> SyncBody:
    """The batch; its changes are read one by one later. Raises Refused for the whole of it."""
    # The changes stay out of it: one that cannot even be encoded must not stop the others.
    changes = body.get("changes", [])
    batch = validated(SyncBody, {**body, "changes": []})
    if not isinstance(changes, list) or not all(isinstance(each, dict) for each in changes):
        raise Refused(Problem("type", "changes", N_("Send the changes as a list of objects.")))
    batch.changes = changes
    if len(changes) > MOST_CHANGES:
        raise Refused(
            Problem(
                "batch_too_large",
                "changes",
                N_("Send at most %(most)s changes at once."),
                {"most": str(MOST_CHANGES)},
            )
        )
    return batch


def read_change(raw: Mapping[str, Any], *, skew: timedelta) -> ChangeRequest:
    """One change. Raises Refused with every field that is wrong."""
    # Fields are read by their kind: it says which character cannot be stored.
    fields = raw.get("fields", {})
    if not isinstance(fields, dict):
        raise Refused(Problem("type", "fields", N_("Send the fields as an object.")))
    change = validated(ChangeBody, {**raw, "fields": {}})
    if not FIRST_YEAR <= change.made_at.year <= LAST_YEAR:
        raise Refused(Problem("date_invalid", "made_at", N_("Check the clock of this phone.")))
    return ChangeRequest(
        id=change.id,
        entry=change.entry,
        child=change.child,
        kind=change.kind,
        base=change.base or None,
        delete=change.delete,
        made_at=change.made_at,
        zone=change.zone,
        fields=fields,
        skew=skew,
    )


def validated(model: type[Model], raw: Mapping[str, Any]) -> Model:
    """The model of this JSON. Raises Refused `type` or `required` per field."""
    try:
        return model.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise Refused(*(_problem(each["type"], each["loc"]) for each in error.errors())) from error


def _problem(kind: str, where: tuple[int | str, ...]) -> Problem:
    names = [str(part) for part in where if not str(part).startswith(("function-", "constrained-"))]
    path = ".".join(names) or None
    name = {"field": shorten(path or "")}
    if kind == "missing":
        return Problem("required", path, N_("Send %(field)s."), name)
    if kind == "extra_forbidden":
        return Problem("type", path, N_("%(field)s is not known here. Leave it out."), name)
    return Problem("type", path, N_("%(field)s has another form here. Check it."), name)


def skew_of(sent_at: datetime, now: datetime) -> timedelta:
    """How far the phone's clock runs ahead of ours, ten days at most; negative when behind."""
    return max(-MOST_SKEW, min(MOST_SKEW, sent_at.astimezone(UTC) - now))


def write_cursor(marks: Marks) -> str:
    """The marks as a word that only we read."""
    text = json.dumps({household.hex: seq for household, seq in sorted(marks.items())})
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> Marks:
    """The inverse. A word we cannot read means: from the beginning. That loses nothing."""
    if not text:
        return {}
    try:
        data = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return {uuid.UUID(household): int(seq) for household, seq in data.items()}
    except (binascii.Error, ValueError, AttributeError, TypeError):
        return {}
