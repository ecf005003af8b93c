"""Forms kept as they were typed: how they become changes, once what they follow is here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.entries import edits, store
from journal.entries.change import ChangeRequest, Outcome
from journal.entries.merge import Merged, merge
from journal.records.access import Actor, Right
from journal.records.entries import Kind

ID_TAKEN = Problem(
    "entry_mismatch", "entry", N_("This id belongs to another entry. Use a new one.")
)


class Unsure(Refused):
    """A person in front of the screen is asked first. Only raised while somebody is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One change that a form makes. `field_of` names the form's field for one of the entry's."""

    change: ChangeRequest
    field_of: Callable[[str | None], str]

    def at_its_fields(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """The problems, each at the field of the form that it belongs to."""
        return tuple(
            replace(problem, field=self.field_of(problem.field) or None) for problem in problems
        )


class FormReader(Protocol):
    """Whoever knows the forms. The pages do: nothing else reads one."""

    def __call__(
        self,
        session: Session,
        actor: Actor,
        change: ChangeRequest,
        seen: Merged,
        *,
        ask: bool,
    ) -> Sequence[Reading]:
        """Return the changes this form makes, one at least.

        seen  the entry as it stood for whoever filled in the form

        Raises Refused with what is wrong, each at the form's field, or with `ask` Unsure.
        """


def seen_in(session: Session, change: ChangeRequest) -> Merged | None:
    """Return the entry as the writer of `change` saw it; None while what it follows is not here.

    What others wrote meanwhile is not in it: a field that says nothing else than it did then was
    not touched. Raises Refused entry_mismatch or base_rejected.
    """
    entry = store.find_entry(session, change.entry)
    check_same(entry, change)
    known = edits.edits_of(session, change.entry) if entry else []
    seen = edits.seen_by(session, change, known)
    return None if seen is None else merge(each for each in known if each.id in seen)


def check_same(entry: sa.Row[Any] | None, change: ChangeRequest) -> None:
    """Raise Refused entry_mismatch when the id is that of another child's or another kind's."""
    if entry is not None and (entry.child_id != change.child or entry.kind != change.kind):
        raise Refused(ID_TAKEN)


def check_own_diary(entry: sa.Row[Any] | None, actor: Actor) -> None:
    """Raise Refused entry_mismatch when the id is that of somebody else's diary (H39)."""
    if entry is not None and entry.kind == Kind.DIARY and entry.made_by != actor.account_id:
        raise Refused(ID_TAKEN)


def check_may_change(entry: sa.Row[Any] | None, actor: Actor) -> None:
    """Raise Refused not_yours when a teen would change what somebody else wrote."""
    if entry is None or entry.made_by == actor.account_id:
        return
    if not actor.may(Right.CORRECT, entry.child_id):
        text = N_("You may change what you wrote yourself. Ask whoever wrote this.")
        raise Refused(Problem("not_yours", "entry", text))


def joined(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome for all entries of a form: the worst, with the warnings and errors of all."""
    worst = max(outcomes, key=lambda outcome: BADNESS.index(outcome.result.value))
    return replace(
        worst,
        warnings=tuple(problem for outcome in outcomes for problem in outcome.warnings),
        errors=tuple(problem for outcome in outcomes for problem in outcome.errors),
    )


BADNESS = ("repeated", "applied", "waiting", "conflict", "asked", "rejected")
