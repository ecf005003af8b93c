"""The write path: apply one change to one entry, once, and say what became of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.entries import (
    after_restore,
    alerts,
    dosing,
    drawing,
    edits,
    infusing,
    same_day,
    second_doses,
    store,
    waiting,
)
from journal.entries.change import ChangeRequest, Outcome, Result, rejected, restored
from journal.entries.clocks import clock_mark
from journal.entries.merge import DELETED, Edit, Merged, merge
from journal.entries.readings import (
    FormReader,
    check_may_change,
    check_own_diary,
    check_same,
    seen_in,
)
from journal.entries.validate import (
    as_stored,
    check_moments,
    check_references,
    read_value,
    written,
)
from journal.records import told
from journal.records.access import Actor, Right
from journal.records.entries import AlertKind, Kind, Status
from journal.records.medicines import Medicine


def record(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    *,
    now: datetime,
    ask: bool = False,
    read: FormReader | None = None,
    wake: bool = True,
) -> Outcome:
    """Apply one change to one entry and say what became of it (see `Outcome`).

    With `ask`, what a person on a screen should confirm first is not stored but ASKED; a phone
    that wrote offline is never asked: its change is applied and the family is.

    read  reads the forms that waited for this change; without it they go on waiting
    wake  apply what waited for it; else the caller calls `release`

    The caller owns the transaction. Raises nothing for what a family can do wrong.
    """
    if refusal := refusal_of(actor, change):
        return refusal
    store.lock_household(session, change.child)
    if known := store.find_change(session, change.id):
        return _again(session, actor, change, known)
    try:
        return _apply(session, actor, change, now=now, ask=ask, read=read, wake=wake)
    except Refused as refused:
        return rejected(*refused.problems)


def refusal_of(actor: Actor, change: ChangeRequest) -> Outcome | None:
    """What nobody may write who is this person, or None."""
    if change.child not in actor.children:
        return rejected(
            Problem("child_unknown", "child", N_("This child is not on the server. Ask the owner."))
        )
    if not actor.may(Right.RECORD, change.child):
        return rejected(
            Problem(
                "not_allowed", "child", N_("You may look at this journal. Ask the owner to record.")
            )
        )
    if change.kind not in list(Kind):
        return rejected(Problem("kind_unknown", "kind", N_("Choose one of the journal's kinds.")))
    return None


def _again(session: Session, actor: Actor, change: ChangeRequest, known: sa.Row[Any]) -> Outcome:
    """Answer a change id that was here before: the first outcome, or a conflict of contents."""
    same = known.digest == change.digest() and known.by == actor.account_id
    clashed = not same or known.status is Status.CONFLICT
    may_see = known.child_id in actor.children
    if known.content.get("kind") == Kind.DIARY:
        may_see = known.by == actor.account_id
    current = store.current_of(session, known.entry_id) if clashed and may_see else None
    if not same:
        problem = Problem(
            "change_conflict", "id", N_("Two versions of this entry exist. Choose one.")
        )
        return Outcome(result=Result.CONFLICT, errors=(problem,), current=current)
    if known.status is Status.WAITING:
        return Outcome(result=Result.WAITING)
    return Outcome(
        result=Result.REPEATED,
        revision=known.revision,
        warnings=tuple(restored(warning) for warning in known.warnings),
        errors=tuple(restored(error) for error in known.errors),
        current=current,
    )


def _apply(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    *,
    now: datetime,
    ask: bool,
    read: FormReader | None,
    wake: bool = True,
) -> Outcome:
    entry = store.find_entry(session, change.entry)
    check_same(entry, change)
    check_own_diary(entry, actor)
    check_may_change(entry, actor)
    known = edits.edits_of(session, change.entry) if entry else []
    seen = edits.seen_by(session, change, known)
    if seen is None:
        waiting.keep(session, actor, change, now=now)
        return Outcome(result=Result.WAITING)

    warnings: tuple[Problem, ...] = ()
    if change.delete:
        _check_delete(change)
        edit = Edit(change.id, seen, {}, deletes=True)
        merged = merge([*known, edit])
    else:
        before = merge(each for each in known if each.id in seen)
        value = read_value(Kind(change.kind), {**before.fields, **change.fields})
        check_moments(value, change, now=now)
        medicine = check_references(session, actor, change.child, value, before=before.fields)
        edit = Edit(change.id, seen, written(value, change.fields))
        merged = merge([*known, edit])
        if seen != frozenset(each.id for each in known):
            # Somebody else's edit joins in: what then stands may be what nobody has looked at.
            value = as_stored(Kind(change.kind), merged.fields)
            medicine = session.get(Medicine, getattr(value, "medicine", None) or UUID(int=0))
        if not merged.deleted:
            warnings = dosing.concerns(session, change, value, medicine)
            warnings += drawing.concerns(session, change, value)
            warnings += infusing.concerns(session, change, value)
        if ask:
            another: tuple[Problem, ...] = ()
            if entry is None:
                another = same_day.questions(session, change, value)
                another += after_restore.questions(session, change, value)
            if questions := dosing.unanswered((*warnings, *another), change, value):
                return Outcome(result=Result.ASKED, warnings=questions)

    said = (*warnings, *clock_mark(change, edit.changed, now))
    clashes = merged.clashes_of(change.id)
    status = Status.CONFLICT if clashes else Status.APPLIED
    revision = store.write(
        session,
        actor,
        change,
        edit,
        merged,
        entry=entry,
        known=known,
        status=status,
        warnings=said,
        now=now,
    )
    if change.kind == Kind.DOSE and not merged.deleted:
        told.dose_recorded(session, merged.fields, now=now)
    _ask_everybody(session, change, merge(known).fields, merged, warnings, now=now)
    if wake:
        release(session, actor, change, now=now, read=read)
    return Outcome(
        result=Result(status.value),
        revision=revision,
        warnings=said,
        current={**merged.fields, DELETED: merged.deleted} if clashes else None,
    )


def _check_delete(change: ChangeRequest) -> None:
    if change.fields:
        raise Refused(Problem("type", "fields", N_("A delete carries no fields. Leave them out.")))
    # Without a base its outcome would depend on what happened to have arrived before it.
    if not change.base:
        raise Refused(Problem("base_required", "base", N_("Say which version is to be deleted.")))


def _ask_everybody(
    session: Session,
    change: ChangeRequest,
    before: Mapping[str, Any],
    merged: Merged,
    warnings: tuple[Problem, ...],
    *,
    now: datetime,
) -> None:
    # A new dose that nothing was said about leaves every question as it is.
    if change.kind == Kind.DOSE and (before or warnings):
        views = [view for view in (before, merged.fields) if view]
        second_doses.review(session, change.child, change.entry, views, now=now)
    if change.kind == Kind.DIARY:
        return  # nobody else is asked about what is its writer's own (H39): the phone that wrote is
    key = f"conflict:{change.entry}"
    if merged.clashes:
        alerts.raise_alert(session, change.child, AlertKind.CONFLICT, key, [change.entry], now=now)
    elif change.base is not None:
        alerts.settle(session, key, now=now)


def release(
    session: Session,
    actor: Actor,
    change: ChangeRequest,
    *,
    now: datetime,
    read: FormReader | None,
) -> None:
    """Apply the changes that waited for this one, oldest id first.

    Each is looked up anew: the one before may have released the next already.
    """
    tried: set[UUID] = set()
    while row := next(
        (each for each in waiting.followers(session, change) if each.id not in tried), None
    ):
        tried.add(row.id)
        if "form" in row.content and read is None:
            continue
        follower, writer = waiting.woken(session, row, actor)
        try:
            if refusal := refusal_of(writer, follower):
                raise Refused(*refusal.errors)
            _apply_woken(session, writer, follower, now=now, read=read)
        except Refused as refused:
            store.keep_refused(session, writer, follower, refused.problems, now=now)
            waiting.refuse_followers(session, writer, follower, now=now)


def _apply_woken(
    session: Session,
    writer: Actor,
    follower: ChangeRequest,
    *,
    now: datetime,
    read: FormReader | None,
) -> None:
    """Apply what waited. A form is read now that what its writer saw is here."""
    if follower.form is None or read is None:
        _apply(session, writer, follower, now=now, ask=False, read=read)
        return
    seen = seen_in(session, follower)
    if seen is None:
        waiting.keep(session, writer, follower, now=now)
        return
    with session.begin_nested():  # all of its entries, or none
        for reading in read(session, writer, follower, seen, ask=False):
            try:
                _apply(session, writer, reading.change, now=now, ask=False, read=read)
            except Refused as refused:
                raise Refused(*reading.at_its_fields(refused.problems)) from refused
