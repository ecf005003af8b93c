"""From a form to the one write path: the ids a form carries, and what became of its change."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.entries.change import FIRST, Base, ChangeRequest, Outcome, Result, following
from journal.entries.record import record
from journal.entries.store import find_change, find_entry
from journal.plans.moved_dates import watching_entry
from journal.records.access import Actor
from journal.records.children import Child
from journal.records.columns import uuid7
from journal.web.forms import Form
from journal.web.log.readings import read_form

TAKEN_BACK = Problem(
    "taken_back",
    None,
    N_("It was taken back meanwhile, and nothing is recorded. Give it anew from Today."),
)
SENT_BY_ANOTHER = Problem(
    "change_conflict",
    "id",
    N_("Somebody else has sent this already; nothing was written for you. Look at Today first."),
)


class NotWritten(Exception):
    """Nothing was written: a person is asked first, or shown what is wrong. Rolls back."""

    def __init__(self, outcome: Outcome, fields: Mapping[str, Any]) -> None:
        super().__init__(outcome.result)
        self.outcome = outcome
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Ids:
    """What a form is known by, made when its page was: sent twice, it is one change (H3)."""

    change: uuid.UUID
    entry: uuid.UUID

    def hidden(self) -> dict[str, str]:
        """The ids as hidden fields."""
        return {"change": str(self.change), "entry": str(self.entry)}

    def nth(self, place: str) -> "Ids":
        """The ids of a form's further entries: weight and height come together."""
        if place == FIRST:
            return self
        return Ids(following(self.change, place), following(self.entry, place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a form wants to write about one entry.

    form  what was typed, as `typed` of log/readings.py gives it; None for a mere button
    came  when it first came, where known
    """

    ids: Ids
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    base: Base = None
    delete: bool = False
    confirmed: frozenset[str] = frozenset()
    came: datetime | None = None


def fresh_ids(now: datetime) -> Ids:
    """Ids for a form that is shown now."""
    return Ids(uuid7(now), uuid7(now))


def sent_ids(form: Form) -> Ids:
    """The ids a form came with. Raises Refused: a form of ours always carries them."""
    return Ids(read_id(form.get("change")), read_id(form.get("entry")))


def read_id(text: str) -> uuid.UUID:
    """An id from a form. Raises Refused id_invalid."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused(
            Problem(
                "id_invalid", "id", N_("This form is not whole. Reload the page and try again.")
            )
        ) from None


def first_came(session: Session, change_id: uuid.UUID, now: datetime) -> datetime:
    """When this change came for the first time: sent again, a form says the same again (H3)."""
    known = find_change(session, change_id)
    return datetime.fromisoformat(known.content["made_at"]) if known else now.astimezone(UTC)


def write(
    session: Session, actor: Actor, child: Child, wanted: Wanted, *, now: datetime
) -> Outcome:
    """Record what a form wants; a person on a screen is asked first."""
    request = ChangeRequest(
        id=wanted.ids.change,
        entry=wanted.ids.entry,
        child=child.id,
        kind=wanted.kind,
        base=wanted.base,
        delete=wanted.delete,
        made_at=wanted.came or first_came(session, wanted.ids.change, now),
        zone=child.zone,
        fields=wanted.fields,
        form=wanted.form,
        confirmed=wanted.confirmed,
    )
    with watching_entry(session, actor, child.id, wanted.kind, wanted.ids.entry, now=now):
        return record(session, actor, request, now=now, ask=True, read=read_form)


def write_or_roll_back(
    session: Session, actor: Actor, child: Child, wanted: Wanted, *, now: datetime
) -> Outcome:
    """`write`, for pages that show what stands in the way. Raises NotWritten."""
    outcome = write(session, actor, child, wanted, now=now)
    if not outcome.stored or outcome.errors or outcome.current is not None:
        raise NotWritten(outcome, wanted.fields)
    makes = wanted.base is None and not wanted.delete
    if makes and not now_stands(session, outcome, wanted.ids.change):
        raise NotWritten(replace(outcome, errors=(TAKEN_BACK,)), wanted.fields)
    return outcome


def now_stands(session: Session, outcome: Outcome, change_id: uuid.UUID) -> bool:
    """Whether what this change wrote is in the journal now, so that a page may say so.

    A form sent again after somebody took its entry back is settled, and nothing stands.
    """
    if outcome.result not in {Result.APPLIED, Result.REPEATED, Result.CONFLICT}:
        return False
    if outcome.revision is None or outcome.errors:
        return False
    change = find_change(session, change_id)
    entry = find_entry(session, change.entry_id) if change else None
    return entry is not None and not entry.deleted


def why_not(outcome: Outcome) -> Problem:
    """What to tell somebody whose change does not stand."""
    if outcome.result is Result.CONFLICT:
        return SENT_BY_ANOTHER
    return outcome.errors[0] if outcome.errors else TAKEN_BACK
