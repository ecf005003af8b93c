"""Stopping, pausing and resuming a medicine. Each is a row of its history; nothing is undone."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from journal.care.days import due_instant, show_date
from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Right
from journal.records.children import Child
from journal.records.medicines import Cause, Medicine, MedicineTurn, Turn
from journal.records.planned import counting_from
from journal.records.reminders import About, Delivery, Occurrence

FURTHEST = timedelta(days=7)


def turn(
    session: Session,
    actor: Actor,
    medicine: Medicine,
    what: Turn,
    *,
    on: date,
    reason: str,
    review_on: date | None = None,
    cause: Cause | None = None,
    advised_by: str = "",
    now: datetime,
) -> MedicineTurn:
    """Stop, pause or resume a medicine, silent at once (H7).

    A stop or a pause says why, by a cause or in words: it stays in the treatment history (H34).

    Reminders that wait are dropped in the same transaction. A pause needs the day on which
    somebody looks at it again (H8); nothing resumes by itself.

    A stop holds whatever was planned for later when it was made: a resumption of an earlier pause
    does not bring a stopped medicine back.

    Raises Refused reason_required, review_required, review_too_early, turn_again when the
    medicine is already what it is to become, or turn_order when another turn takes effect later.
    """
    actor.require(Right.PLAN, medicine.child_id)
    child = session.get_one(Child, medicine.child_id)
    effective_at = _effective_at(on, ZoneInfo(child.zone), now)
    _refuse_again(turns_of(session, [medicine.id])[medicine.id], what, effective_at)
    if what is not Turn.RESUME and not reason and cause in (None, Cause.OTHER):
        raise Refused(Problem("reason_required", "reason", N_("Write the reason in a few words.")))
    if what is Turn.PAUSE and review_on is None:
        raise Refused(
            Problem(
                "review_required",
                "review_on",
                N_("Choose the day on which you ask the team about this pause."),
            )
        )
    if review_on is not None and review_on <= on:
        raise Refused(
            Problem(
                "review_too_early",
                "review_on",
                N_("Choose a day after the first day of the pause."),
            )
        )
    row = MedicineTurn(
        medicine_id=medicine.id,
        child_id=medicine.child_id,
        turn=what,
        on=on,
        effective_at=effective_at,
        review_on=review_on,
        cause=cause,
        reason=reason,
        advised_by=advised_by,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(row)
    drop_reminders(session, medicine.id, since=row.effective_at, now=now)
    session.flush()
    return row


def turns_of(
    session: Session, medicines: Sequence[uuid.UUID]
) -> dict[uuid.UUID, list[MedicineTurn]]:
    """The turns that stand per medicine, in the order in which they take effect.

    A stop takes away every turn of its moment or later that was decided before it (H7).
    """
    return {
        medicine: standing_turns(rows)
        for medicine, rows in every_turn_of(session, medicines).items()
    }


def every_turn_of(
    session: Session, medicines: Sequence[uuid.UUID]
) -> dict[uuid.UUID, list[MedicineTurn]]:
    """Every turn per medicine in the order they were made, also those a stop took away."""
    found: dict[uuid.UUID, list[MedicineTurn]] = {medicine: [] for medicine in medicines}
    rows = session.exec(
        select(MedicineTurn)
        .where(col(MedicineTurn.medicine_id).in_(medicines))
        .order_by(col(MedicineTurn.made_at), col(MedicineTurn.id))
    )
    for row in rows:
        found[row.medicine_id].append(row)
    return found


def standing_turns(made: Sequence[MedicineTurn]) -> list[MedicineTurn]:
    """Those of one medicine that stand, in the order in which they take effect.

    made  in the order they were made
    """
    standing: list[MedicineTurn] = []
    for row in made:
        if row.turn is Turn.STOP:
            standing = [
                other
                for other in standing
                if other.effective_at < row.effective_at or other.made_at == row.made_at
            ]
        standing.append(row)
    # Of two with one moment the later decision holds: sorting keeps the order they were made in.
    return sorted(standing, key=lambda row: row.effective_at)


def turn_at(turns: Sequence[MedicineTurn], moment: datetime) -> MedicineTurn | None:
    """The stop or pause in force at `moment`, or None while the medicine runs.

    turns  those that stand, from `turns_of`
    """
    latest = None
    for row in turns:
        if row.effective_at <= moment:
            latest = row
    return latest if latest is not None and latest.turn is not Turn.RESUME else None


def resting_since(turns: Sequence[MedicineTurn], held: MedicineTurn) -> date:
    """The first day of the rest that a pause belongs to; of a stop its own day.

    A pause that is written again only moves its day of review: the count of days goes on.
    """
    since = held.on
    if held.turn is not Turn.PAUSE:
        return since
    for row in reversed(turns[: turns.index(held)]):
        if row.turn is not Turn.PAUSE:
            break
        since = row.on
    return since


def rests_of(turns: Sequence[MedicineTurn], *kinds: Turn) -> list[tuple[date, date | None]]:
    """Return first and last day of each stop and pause, None for the last of one that goes on.

    Whole days: one that was decided in the middle of its own day begins with the next.
    kinds  only stops, or only pauses; both without one
    """
    found: list[tuple[date, date | None]] = []
    resting = False
    for row in turns:
        begins = row.turn is not Turn.RESUME and (not kinds or row.turn in kinds)
        if resting and row.turn is Turn.RESUME:
            found[-1] = (found[-1][0], row.on - timedelta(days=1))
            resting = False
        elif begins and not resting:
            same_day = row.effective_at == row.made_at
            found.append((row.on + timedelta(days=same_day), None))
            resting = True
    return [(off, back) for off, back in found if back is None or off <= back]


def _refuse_again(turns: Sequence[MedicineTurn], what: Turn, at: datetime) -> None:
    held = turn_at(turns, at)
    later = next((row for row in turns if row.effective_at > at), None)
    again = {
        # A stop may be written again where a resumption is planned: it takes that away.
        Turn.STOP: held is not None and held.turn is Turn.STOP and later is None,
        # A pause may be written again: that is how its day of review moves.
        Turn.PAUSE: held is not None and held.turn is Turn.STOP,
        Turn.RESUME: held is None,
    }
    if again[what]:
        sentence = (
            N_("This medicine is running on that day. There is nothing to start again.")
            if what is Turn.RESUME
            else N_("This medicine is stopped on that day already.")
        )
        raise Refused(Problem("turn_again", "on", sentence))
    if what is not Turn.STOP and later is not None:
        sentence = N_(
            "Something else was decided for %(day)s already. "
            "Choose that day or a later one, or stop the medicine."
        )
        raise Refused(Problem("turn_order", "on", sentence, {"day": show_date(later.on)}))


def _effective_at(on: date, zone: ZoneInfo, now: datetime) -> datetime:
    """Today: from this moment on; any other day: from its first minute."""
    if on == now.astimezone(zone).date():
        return now
    return due_instant(datetime.combine(on, time(0)), zone)


def drop_reminders(
    session: Session, medicine_id: uuid.UUID, *, since: datetime, now: datetime
) -> None:
    """Drop what waits for slots at or after `since`; planning makes anew what still holds.

    Those of the medicines that count from this one too: a stop silences both at once (H7).
    Notices are dropped whenever they are due: what they announce may lie after `since`.
    """
    _drop(session, medicine_id, since=since, now=now)
    for beside in counting_from(session, session.get_one(Medicine, medicine_id)):
        # One that comes before the other falls due up to a week earlier.
        _drop(session, beside.id, since=max(now, since - FURTHEST), now=now)


def _drop(session: Session, medicine_id: uuid.UUID, *, since: datetime, now: datetime) -> None:
    waiting = session.exec(
        select(Occurrence)
        .where(Occurrence.medicine_id == medicine_id, col(Occurrence.settled_at).is_(None))
        .where(
            or_(
                col(Occurrence.due_at) >= since - timedelta(hours=2),
                col(Occurrence.about) != About.DOSE,
            )
        )
    )
    for occurrence in waiting:
        occurrence.settled_at = now
        occurrence.outcome = "plan_changed"
        for delivery in session.exec(
            select(Delivery)
            .where(Delivery.occurrence_id == occurrence.id)
            .where(col(Delivery.next_at).is_not(None))
        ):
            delivery.next_at = None
            delivery.outcome = "plan_changed"
