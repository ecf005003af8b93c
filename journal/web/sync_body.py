"""The sync request as the contract states it, checked part by part."""

import base64
import binascii
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError

from journal.care.problems import N_, Problem, Refused, shorten
from journal.entries import ChangeRequest
from journal.entries.change import ANSWERED_BEFORE, read_base
from journal.entries.clocks import MOST_SKEW
from journal.entries.reading import Mark, Marks
from journal.records.fields import FIRST_YEAR, LAST_YEAR
from journal.web.log.kinds import FORMS, KINDS
from journal.web.log.readings import values_of

Model = TypeVar("Model", bound=BaseModel)
MOST_CHANGES = 500
MOST_BYTES = 1_000_000
MOST_VALUES = 200
# What a column holds, of counts and of places in a journal: more would be an error of the database.
LARGEST, FURTHEST = 2**31 - 1, 2**63 - 1


RevisedText = Annotated[
    str, Field(pattern=r"^[1-9][0-9]{0,8}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
]


class FormBody(BaseModel):
    """A form as it was filled in: the word in its address, and its fields by name."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Form")

    what: str = Field(max_length=40)
    values: dict[str, str | list[str]] = Field(max_length=MOST_VALUES)


class ChangeBody(BaseModel):
    """One change of one entry: its fields, or the form that says them."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Change")

    id: uuid.UUID = Field(description="UUIDv7, made on the device")
    entry: uuid.UUID = Field(description="UUIDv7, made on the device")
    child: uuid.UUID
    kind: str | None = Field(default=None, description="a form says its own")
    base: NonNegativeInt | uuid.UUID | RevisedText | None = Field(
        default=None,
        description="revision seen, best with the change that made it (as `drawn` has it), or id "
        "of the change this one follows",
    )
    delete: bool = False
    made_at: AwareDatetime
    zone: str = Field(max_length=64)
    fields: dict[str, Any] = Field(default_factory=dict)
    form: FormBody | None = Field(default=None, description="instead of fields")
    ask: bool = Field(
        default=False,
        description="somebody stands in front of the screen: answer `asked`, and write nothing, "
        "when a person should be asked first",
    )


class DrawBody(BaseModel):
    """Entries come as this server draws them; without a cursor only those of the last days."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Draw")

    days: int = Field(ge=1, le=400)


class SyncBody(BaseModel):
    """A batch of changes from one person's phone."""

    model_config = ConfigDict(strict=True, extra="forbid", title="Sync")

    device: uuid.UUID
    person: uuid.UUID
    sent_at: AwareDatetime
    epoch: str | None = None
    cursor: str | None = None
    announced: NonNegativeInt | None = Field(default=None, le=LARGEST)
    draw: DrawBody | None = None
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
    form = _form(raw.get("form"))
    change = validated(ChangeBody, {**raw, "fields": {}, "form": None})
    if form is not None and (fields or change.delete):
        raise Refused(Problem("type", "form", N_("Send a form or fields, not both.")))
    if not FIRST_YEAR <= change.made_at.year <= LAST_YEAR:
        raise Refused(Problem("date_invalid", "made_at", N_("Check the clock of this phone.")))
    return ChangeRequest(
        id=change.id,
        entry=change.entry,
        child=change.child,
        kind=_kind(change, form),
        base=(read_base(change.base) if isinstance(change.base, str) else change.base) or None,
        delete=change.delete,
        made_at=change.made_at,
        zone=change.zone,
        fields=fields,
        form=form,
        confirmed=ANSWERED_BEFORE if not fields else frozenset(),
        skew=skew,
    )


def _form(raw: object) -> dict[str, Any] | None:
    """The form as it is kept. What was typed is read later, and then says what is wrong with it."""
    if raw is None:
        return None
    wrong = Refused(Problem("type", "form", N_("form has another form here. Check it.")))
    if not isinstance(raw, dict) or raw.keys() != FormBody.model_fields.keys():
        raise wrong
    what, values = raw["what"], raw["values"]
    if what not in list(KINDS):
        raise Refused(Problem("form_unknown", "form.what", N_("This form is not known here.")))
    if not isinstance(values, dict) or len(values) > MOST_VALUES:
        raise wrong
    for name, value in values.items():
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in texts):
            path = shorten(f"form.values.{name}")
            sentence = N_("%(field)s has another form here. Check it.")
            raise Refused(Problem("type", path, sentence, {"field": path}))
    several = next((form.several for form in FORMS.values() if form.what == what), ())
    return {"what": what, "values": values_of(values, several)}


def _kind(change: ChangeBody, form: Mapping[str, Any] | None) -> str:
    """What is written: a form says it itself."""
    if form is None and change.kind is None:
        raise Refused(Problem("required", "kind", N_("Send %(field)s."), {"field": "kind"}))
    if form is None:
        return change.kind or ""
    kind = KINDS[form["what"]]
    if change.kind not in {None, kind.value} or (not change.base and form["what"] not in FORMS):
        raise Refused(Problem("form_unknown", "form.what", N_("This form is not known here.")))
    return kind


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
    text = json.dumps({home.hex: _told(mark) for home, mark in sorted(marks.items(), key=_home)})
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> Marks:
    """The inverse. A word we cannot read means: from the beginning. That loses nothing."""
    if not text:
        return {}
    try:
        data = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        marks = {
            uuid.UUID(home): Mark(int(seq), int(head), bool(again))
            for home, (seq, head, *again) in data.items()
        }
        held = all(0 <= n <= FURTHEST for mark in marks.values() for n in (mark.seq, mark.head))
        return marks if held else {}
    except (binascii.Error, ValueError, AttributeError, TypeError):
        return {}


def _told(mark: Mark) -> list[int]:
    return [mark.seq, mark.head, 1] if mark.again else [mark.seq, mark.head]


def _home(pair: tuple[uuid.UUID, Mark]) -> uuid.UUID:
    return pair[0]
