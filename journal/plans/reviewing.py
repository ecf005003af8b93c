"""The medicines that wait to be looked at since a discharge, read from stays, reviews and plans."""

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from journal.care.days import due_instant
from journal.care.reviews import Kept, Missing, missing, stay_to_review
from journal.plans.turns import every_turn_of, standing_turns, turn_at
from journal.records.children import Child
from journal.records.entries import Entry, Revision
from journal.records.failures import place_of
from journal.records.kinds.review import ReviewRow
from journal.records.kinds.stay import StayRow
from journal.records.medicines import DosePlan, MedicineTurn, Turn

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AfterStay:
    """The stay that ended last, and what is still to be done per medicine; none that is settled."""

    stay: StayRow
    missing: Mapping[uuid.UUID, Missing] = field(default_factory=dict)


def discharged_stays(
    session: Session, child: Child, *, now: datetime
) -> list[tuple[StayRow, datetime]]:
    """The child's stays that are over, each with the moment at which it was first written down.

    Those that ended before this journal knew of reviews ask for none: they are left out.
    """
    rows = session.exec(
        select(StayRow, Revision.received_at)
        .join(Entry, col(Entry.id) == col(StayRow.entry_id))
        .join(Revision, col(Revision.entry_id) == col(StayRow.entry_id))
        .where(col(Revision.number) == 1, col(Entry.deleted).is_(False))
        .where(StayRow.child_id == child.id, col(StayRow.discharged) <= now)
        .order_by(col(StayRow.admitted), col(StayRow.entry_id))
    )
    since = child.reviews_since
    return [
        (stay, _written_at(stay, received_at))
        for stay, received_at in rows
        if since is None or (stay.discharged and stay.discharged > since)
    ]


def after_stay(
    session: Session,
    child: Child,
    medicines: Iterable[uuid.UUID],
    *,
    now: datetime,
) -> AfterStay | None:
    """Return what of these medicines is still to be looked at, or None: no stay asks for it.

    What cannot be computed has not been looked at: its reminders stay silent, and the page says so.
    """
    stay = stay_to_review(discharged_stays(session, child, now=now), now=now)
    if stay is None:
        return None
    ids = list(medicines)
    try:
        return AfterStay(stay, _missing(session, child, stay, ids))
    except SQLAlchemyError:
        raise  # the whole transaction fails or is tried again
    except Exception as error:
        log.error("What waits since a discharge could not be told: %s", place_of(error))
        return AfterStay(stay, dict.fromkeys(ids, Missing.LOOK))


def _missing(
    session: Session, child: Child, stay: StayRow, ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, Missing]:
    left = stay.discharged
    assert left is not None
    zone = ZoneInfo(child.zone)
    on = left.astimezone(zone).date()
    # What was said on an earlier day was said of the stay: the doses went on changing.
    said = _said(session, stay, since=due_instant(datetime.combine(on, time(0)), zone))
    turns, plans = every_turn_of(session, ids), _plans(session, ids)
    found = {}
    for id_ in ids:
        before = [turn for turn in turns[id_] if turn.made_at <= left]
        kept = Kept(
            plans=plans[id_],
            rested=_rested(before, left),
            turned=_turned(turns[id_], stay, left),
        )
        if what := missing(kept, said.get(id_, ()), discharged=left, discharged_on=on):
            found[id_] = what
    return found


def _rested(made: Sequence[MedicineTurn], left: datetime) -> bool:
    """Whether it was stopped or paused at the discharge, and nobody had planned that it goes on."""
    standing = standing_turns(made)
    goes_on = any(row.turn is Turn.RESUME and row.effective_at > left for row in standing)
    return turn_at(standing, left) is not None and not goes_on


def _turned(made: Sequence[MedicineTurn], stay: StayRow, left: datetime) -> bool:
    """Whether somebody decided after the discharge what holds at it, or from the stay on.

    What is typed in late of the time before the stay, and was over by then, says nothing of it.
    """
    holds = turn_at(standing_turns(made), left)
    since = [turn for turn in made if turn.made_at > left]
    return any(turn.effective_at >= stay.admitted or turn is holds for turn in since)


def _said(session: Session, stay: StayRow, *, since: datetime) -> dict[uuid.UUID | None, list[str]]:
    rows = session.exec(
        select(ReviewRow.medicine, ReviewRow.decision)
        .join(Entry, col(Entry.id) == col(ReviewRow.entry_id))
        .where(ReviewRow.child_id == stay.child_id, ReviewRow.stay == stay.entry_id)
        .where(col(Entry.deleted).is_(False), col(ReviewRow.at) >= since)
    )
    found: dict[uuid.UUID | None, list[str]] = {}
    for medicine, decision in rows:
        found.setdefault(medicine, []).append(decision)
    return found


def _plans(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[DosePlan]]:
    """Every plan per medicine, those that later ones replaced too."""
    found: dict[uuid.UUID, list[DosePlan]] = {id_: [] for id_ in ids}
    asked = select(DosePlan).where(col(DosePlan.medicine_id).in_(ids))
    for plan in session.exec(asked.order_by(col(DosePlan.made_at), col(DosePlan.first_on))):
        found[plan.medicine_id].append(plan)
    return found


def _written_at(stay: StayRow, received_at: datetime) -> datetime:
    """When it was first written down: on the phone, whose clock stands in the id it made (UUIDv7),
    or here, whichever is earlier. A clock that runs ahead makes no history of a stay."""
    try:
        made_at = datetime.fromtimestamp((stay.entry_id.int >> 80) / 1000, UTC)
    except (ValueError, OverflowError):
        return received_at
    return min(made_at, received_at)
