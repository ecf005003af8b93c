"""Each time a therapy was begun, until it was stopped or its plan ended, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from journal.care.history import spans_in_force
from journal.records.medicines import DosePlan, MedicineTurn
from journal.records.medicines import Turn as Turned

DAY = timedelta(days=1)


class End(StrEnum):
    """How it came that a therapy is no longer in the plan."""

    STOPPED = "stopped"
    PLAN_ENDED = "plan_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A pause: from a day on, until it was begun again; who said so and why, as typed."""

    from_on: date
    to_on: date | None
    cause: str | None
    reason: str
    advised_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One time. to_on: the day of the stop or the last planned day; None while it goes on.

    begun_by, begun_why  who ordered its first plan, and why, as typed
    cause, reason, advised_by  of the stop
    later  it begins after today
    """

    from_on: date
    to_on: date | None = None
    end: End | None = None
    begun_by: str = ""
    begun_why: str = ""
    cause: str | None = None
    reason: str = ""
    advised_by: str = ""
    rests: tuple[Rest, ...] = ()
    later: bool = False


def tried(
    plans: Sequence[DosePlan], turns: Sequence[MedicineTurn], today: date
) -> tuple[Tried, ...]:
    """Return each time the medicine was begun, the earliest first.

    Plans that follow each other without a day between are one time; a stop ends it, and what is
    started again after a stop is another. A pause is a rest of the time it falls into.
    """
    found = [piece for span in _unbroken(plans) for piece in _cut(span, turns)]
    rests = _rests(turns)
    return tuple(
        replace(
            one,
            rests=tuple(rest for rest in rests if _within(rest.from_on, one)),
            later=one.from_on > today,
        )
        for one in found
    )


def _unbroken(plans: Sequence[DosePlan]) -> list[Tried]:
    found: list[Tried] = []
    for plan, first_on, last_on in spans_in_force(plans):
        last = _once_on(plan) or last_on
        end = None if last is None else End.PLAN_ENDED
        before = found[-1].to_on if found else None
        if before is not None and before + DAY == first_on:
            found[-1] = replace(found[-1], to_on=last, end=end)
        else:
            found.append(
                Tried(
                    from_on=first_on,
                    to_on=last,
                    end=end,
                    begun_by=plan.ordered_by or plan.told_by or "",
                    begun_why=plan.why,
                )
            )
    return found


def _cut(span: Tried, turns: Sequence[MedicineTurn]) -> list[Tried]:
    """The span as it was between its stops."""
    pieces: list[Tried] = []
    rest: Tried | None = span
    earlier = [turn for turn in turns if turn.on < span.from_on]
    if earlier and earlier[-1].turn is Turned.STOP:
        rest = None  # stopped before its first day: it never began
    for turn in turns:
        if turn.turn is Turned.STOP and rest is not None and _within(turn.on, rest):
            pieces.append(_stopped(rest, turn))
            rest = None
        elif turn.turn is Turned.RESUME and rest is None and _within(turn.on, span):
            rest = replace(span, from_on=turn.on, begun_by=turn.advised_by, begun_why=turn.reason)
    return [*pieces, *([rest] if rest is not None else [])]


def _stopped(one: Tried, turn: MedicineTurn) -> Tried:
    return replace(
        one,
        to_on=turn.on,
        end=End.STOPPED,
        cause=turn.cause.value if turn.cause else None,
        reason=turn.reason,
        advised_by=turn.advised_by,
    )


def _within(day: date, one: Tried) -> bool:
    return one.from_on <= day and (one.to_on is None or day <= one.to_on)


def _rests(turns: Sequence[MedicineTurn]) -> list[Rest]:
    found: list[Rest] = []
    open_rest = False
    for turn in turns:
        if open_rest and turn.turn is not Turned.PAUSE:
            found[-1] = replace(found[-1], to_on=turn.on)
        if turn.turn is Turned.PAUSE and not open_rest:
            found.append(
                Rest(
                    from_on=turn.on,
                    to_on=None,
                    cause=turn.cause.value if turn.cause else None,
                    reason=turn.reason,
                    advised_by=turn.advised_by,
                )
            )
        open_rest = turn.turn is Turned.PAUSE
    return found


def _once_on(plan: DosePlan) -> date | None:
    once = plan.rhythm.get("once")
    return date.fromisoformat(str(once)[:10]) if once else None
