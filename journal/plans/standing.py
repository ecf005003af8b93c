"""How each medicine of a child stands: running, paused, stopped; its plan now and what comes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from journal.care.history import dosed_since, spans_in_force, without
from journal.care.problems import Refused
from journal.care.rhythm import AsNeeded, Relative, read_rhythm
from journal.plans.expected import medicines_of
from journal.plans.turns import resting_since, rests_of, turn_at, turns_of
from journal.records.children import Child
from journal.records.medicines import DosePlan, Medicine, MedicineTurn, Turn
from journal.records.planned import anchor_of, plans_of


class State(StrEnum):
    """What a medicine is now."""

    RUNNING = "running"
    COMING = "coming"
    PAUSED = "paused"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A medicine on one day.

    plan    the dose plan of that day; while none holds, the next one, or else the last one
    since   the first day of its amount and rhythm, over plans that say the same
    until   its last day, when one is known
    coming  the plans that begin later, with their first days
    held    the stop or pause in force
    rests_since  the first day of a pause, however often its day of review moved; of a stop its day
    beside  how the medicines stand that its plans count from, by id
    """

    medicine: Medicine
    state: State
    plan: DosePlan
    since: date
    until: date | None
    coming: tuple[tuple[DosePlan, date], ...]
    held: MedicineTurn | None
    rests_since: date | None
    beside: Mapping[uuid.UUID, "Standing"] = field(default_factory=dict)

    @property
    def waits_for(self) -> "Standing | None":
        """The medicine that this one counts from, while nothing is expected because of it."""
        anchor = anchor_of(self.plan)
        if anchor is None or self.state is not State.RUNNING or anchor not in self.beside:
            return None
        other = self.beside[anchor]
        return None if other.state is State.RUNNING and other.has_times else other

    @property
    def has_times(self) -> bool:
        """Whether the plan has times of its own, from which another medicine may count."""
        try:
            return not isinstance(read_rhythm(self.plan.rhythm), AsNeeded | Relative)
        except Refused:
            return False

    @property
    def asks_since(self) -> date | None:
        """The first day after the written plan, when the team is to be asked what follows (H10)."""
        last = self.coming[-1][0] if self.coming else self.plan
        return None if last.ask_after is None else last.ask_after + timedelta(days=1)


def standings(session: Session, child: Child, *, now: datetime) -> list[Standing]:
    """Every medicine of the child, in the order in which they were added."""
    return _standings(session, child, medicines_of(session, child.id), now=now)


def standings_of(
    session: Session, child: Child, medicines: Sequence[Medicine], *, now: datetime
) -> list[Standing]:
    """Some of the child's medicines, in the order in which they are passed."""
    return _standings(session, child, medicines, now=now)


def standing_of(session: Session, child: Child, medicine: Medicine, *, now: datetime) -> Standing:
    """One medicine."""
    return _standings(session, child, [medicine], now=now)[0]


def _standings(
    session: Session, child: Child, medicines: Sequence[Medicine], *, now: datetime
) -> list[Standing]:
    alone = {one.medicine.id: one for one in _alone(session, child, medicines, now=now)}
    anchors = {id_ for one in alone.values() for id_ in _anchors(one)}
    missing = [
        each
        for id_ in anchors - alone.keys()
        if (each := session.get(Medicine, id_)) is not None and each.child_id == child.id
    ]
    known = alone | {one.medicine.id: one for one in _alone(session, child, missing, now=now)}
    return [
        replace(one, beside={id_: known[id_] for id_ in _anchors(one) if id_ in known})
        for one in alone.values()
    ]


def _anchors(one: Standing) -> set[uuid.UUID]:
    plans = [one.plan, *(plan for plan, _first_on in one.coming)]
    return {anchor for plan in plans if (anchor := anchor_of(plan)) is not None}


def _alone(
    session: Session, child: Child, medicines: Sequence[Medicine], *, now: datetime
) -> list[Standing]:
    ids: list[uuid.UUID] = [medicine.id for medicine in medicines]
    plans, turns = plans_of(session, ids), turns_of(session, ids)
    today = now.astimezone(ZoneInfo(child.zone)).date()
    return [
        _standing(one, plans[one.id], turns[one.id], turn_at(turns[one.id], now), today)
        for one in medicines
    ]


def _standing(
    medicine: Medicine,
    plans: Sequence[DosePlan],
    turns: Sequence[MedicineTurn],
    held: MedicineTurn | None,
    today: date,
) -> Standing:
    spans = spans_in_force(plans)
    begun = [span for span in spans if span[1] <= today]
    plan, since, until = begun[-1] if begun else spans[0]
    later = [span for span in spans if span[1] > max(today, since)]
    return Standing(
        medicine=medicine,
        state=_state(held, since, until, bool(later), today),
        plan=plan,
        since=dosed_since(without(spans, rests_of(turns, Turn.STOP)), plan, today),
        until=until if not later or until != later[0][1] - timedelta(days=1) else None,
        coming=tuple((each, first_on) for each, first_on, _last_on in later),
        held=held,
        rests_since=resting_since(turns, held) if held is not None else None,
    )


def _state(
    held: MedicineTurn | None, since: date, until: date | None, has_more: bool, today: date
) -> State:
    if held is not None:
        return State.STOPPED if held.turn is Turn.STOP else State.PAUSED
    if since > today:
        return State.COMING
    if until is None or until >= today:
        return State.RUNNING
    # Between two plans it is not over: the next one is written.
    return State.COMING if has_more else State.ENDED
