"""A journal that came back from a backup: which phones may still hold what it lacks (H35).

After the restore the instance has another epoch. A phone that hears of it offers again what it
kept, and says with `announced` when nothing is left. Until every phone that was in use has said so,
or the owner goes on without them, nobody can tell from this journal that a dose is due.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from journal.records.access import Actor
from journal.records.columns import belongs_to, table_of
from journal.records.devices import Device, devices_at
from journal.records.people import Account, Household, Instance

# A phone that was silent for longer before the backup holds nothing new, unless it said so.
IN_USE = timedelta(days=14)


class Restored(SQLModel, table=True):
    """A household's last restore. It is over when its phones have spoken, or by a person's word.

    No backup holds it: it is about this server.
    """

    household_id: uuid.UUID = belongs_to("household", primary_key=True)
    made_at: datetime = Field(description="of the backup")
    restored_at: datetime
    over_at: datetime | None = None
    over_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    looked_at: datetime | None = Field(
        default=None, description="when an owner had looked through who may read it"
    )


@dataclass(frozen=True, slots=True)
class SilentPhone:
    """A phone of a caregiver that may hold what the journal lacks.

    heard_at  when it last synced
    held      how many changes it then said it holds; None: it was not heard since the restore, or
              its person records in another household too, and nobody can tell of which they are
    """

    person: str
    heard_at: datetime
    held: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a household waits for; `phones` is empty when none is known that could speak."""

    made_at: datetime
    restored_at: datetime
    phones: Sequence[SilentPhone]


def begin(session: Session, *, made_at: datetime, now: datetime) -> None:
    """Let every household wait for its phones. made_at: when the backup was made."""
    session.execute(sa.delete(Restored))
    for household_id in session.exec(select(Household.id)):
        session.add(Restored(household_id=household_id, made_at=made_at, restored_at=now))
    session.flush()


def waiting_for(session: Session, household_id: uuid.UUID) -> Waiting | None:
    """What this household waits for since its journal was restored, or None: it can be relied on.

    Without any phone that has spoken it waits for the owner's word.
    """
    row = session.get(Restored, household_id)
    if row is None or row.over_at is not None:
        return None
    epoch = session.get_one(Instance, 1).epoch
    known = devices_at(session, [household_id])
    silent = [
        _silent(phone, person, shared, row)
        for phone, person, shared in known
        if phone.epoch != epoch and _was_in_use(phone, row)
    ]
    if not silent and any(phone.epoch == epoch for phone, _person, _shared in known):
        return None
    return Waiting(made_at=row.made_at, restored_at=row.restored_at, phones=silent)


def households_waiting(session: Session) -> list[uuid.UUID]:
    """Every household whose doses are unknown just now: almost always none."""
    rows = session.exec(select(Restored.household_id).where(col(Restored.over_at).is_(None)))
    return [one for one in rows.all() if waiting_for(session, one) is not None]


# Made once: every sync of a phone asks, and almost always there is none.
_WAITING = (
    sa.select(table_of(Restored).c.household_id)
    .where(col(Restored.over_at).is_(None))
    .where(col(Restored.household_id).in_(sa.bindparam("households", expanding=True)))
)


def heard(session: Session, households: Iterable[uuid.UUID], *, now: datetime) -> None:
    """After a phone has spoken: end the wait for good where nothing is waited for any more."""
    for household in session.scalars(_WAITING, {"households": list(households)}).all():
        if waiting_for(session, household) is None:
            session.get_one(Restored, household).over_at = now


def go_on(session: Session, actor: Actor, household_id: uuid.UUID, *, now: datetime) -> None:
    """Rely on the journal as it is; who said so and when is kept. Raises Stranger, NotAllowed."""
    actor.require_household(household_id)
    row = session.get(Restored, household_id, with_for_update=True)
    if row is not None and row.over_at is None:
        row.over_at, row.over_by = now, actor.account_id


def gone_on(session: Session, household_id: uuid.UUID) -> tuple[str, datetime] | None:
    """Who went on without waiting, and when; None when nobody had to."""
    found = session.exec(
        select(Account.name, Restored.over_at)
        .join(Restored, col(Restored.over_by) == col(Account.id))
        .where(Restored.household_id == household_id)
    ).first()
    return (found[0], found[1]) if found and found[1] else None


def unseen(session: Session, household_id: uuid.UUID) -> datetime | None:
    """Of which moment the backup is from which this journal came, until an owner has looked through
    who may read it: who was removed after that moment may be back."""
    row = session.get(Restored, household_id)
    return row.made_at if row is not None and row.looked_at is None else None


def look_through(session: Session, actor: Actor, household_id: uuid.UUID, *, now: datetime) -> None:
    """An owner has looked. Raises Stranger, NotAllowed."""
    actor.require_household(household_id)
    row = session.get(Restored, household_id, with_for_update=True)
    if row is not None and row.looked_at is None:
        row.looked_at = now


def _was_in_use(phone: Device, row: Restored) -> bool:
    """Whether it was heard of shortly before the backup, or since, or held something then."""
    return phone.seen_at >= row.made_at - IN_USE or bool(phone.announced)


def _silent(phone: Device, person: str, shared: bool, row: Restored) -> SilentPhone:
    since = phone.seen_at >= row.restored_at and not shared
    return SilentPhone(person, phone.seen_at, (phone.announced or 0) if since else None)
