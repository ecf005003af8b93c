"""Backups that this server made by itself."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

from journal.records.columns import table_of


class BackupRun(SQLModel, table=True):
    """The backup of one day: one process makes it, whichever wrote this row.

    file        its name in `backups/`; "" until it is written
    size        of the file, in bytes
    digest      of the journal it was made of
    lost        how many photos of the journal are not in it
    broken      which list of who did what was changed from outside, in a sentence; "": none
    checked_at  when it was restored into a scratch database and found equal; None: not yet
    copied_at   when it reached the folder that the operator mounts
    fault       why it could not be made, checked or copied, in a sentence; "": nothing is wrong
    """

    __tablename__ = "backup_run"

    day: date = Field(primary_key=True)
    began_at: datetime
    file: str = Field(default="", max_length=200)
    size: int = Field(default=0, sa_type=sa.BigInteger)
    digest: str = Field(default="", max_length=64)
    lost: int = 0
    broken: str = Field(default="", max_length=500)
    made_at: datetime | None = None
    checked_at: datetime | None = None
    copied_at: datetime | None = None
    fault: str = Field(default="", max_length=500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The newest backup that was restored and found equal.

    at              of which moment it is
    lost, broken    as `BackupRun` says
    copied_at       when it reached the folder that the operator mounts
    uncopied_since  of which moment the oldest is that could not be copied there; None: none is
    """

    at: datetime
    lost: int
    broken: str
    copied_at: datetime | None
    uncopied_since: datetime | None


_RUN = table_of(BackupRun).c
_TRIED = _RUN.checked_at.is_not(None)
# Made once: each Today of an owner asks.
_LAST = (
    sa.select(
        _RUN.made_at,
        _RUN.lost,
        _RUN.broken,
        _RUN.copied_at,
        sa.select(sa.func.min(_RUN.made_at))
        .where(_TRIED, _RUN.copied_at.is_(None), _RUN.fault != "")
        .scalar_subquery(),
    )
    .where(_TRIED, _RUN.made_at.is_not(None))
    .order_by(_RUN.made_at.desc())
    .limit(1)
)


def last_tried(session: Session) -> Tried | None:
    """The newest backup that was tried out; None while there is none."""
    row = session.execute(_LAST).first()
    if row is None:
        return None
    at, lost, broken, copied_at, since = row
    return Tried(at=at, lost=lost, broken=broken, copied_at=copied_at, uncopied_since=since)
