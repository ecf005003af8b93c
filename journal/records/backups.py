"""Backups that this server made by itself."""

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


# Made once: each Today of an owner asks.
_LAST = sa.select(sa.func.max(table_of(BackupRun).c.made_at)).where(
    table_of(BackupRun).c.checked_at.is_not(None)
)


def last_tried(session: Session) -> datetime | None:
    """Of which moment the newest backup is that was tried out; None while there is none."""
    at: datetime | None = session.execute(_LAST).scalar()
    return at
