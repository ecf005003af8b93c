"""What a family asked to have erased, and what is left to say of what was."""

import uuid
from datetime import date, datetime

from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to, identity


class Erasure(SQLModel, table=True):
    """A child or a whole household that is to be erased, announced to all its caregivers (T35).

    child_id  the child; None: the household
    due_at    when it happens, unless somebody who may withdraws it before
    """

    id: uuid.UUID = identity()
    household_id: uuid.UUID = belongs_to("household", index=True)
    child_id: uuid.UUID | None = belongs_to("child", default=None, nullable=True)
    asked_by: uuid.UUID = belongs_to("account")
    asked_at: datetime
    due_at: datetime
    withdrawn_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    withdrawn_at: datetime | None = None


class Erased(SQLModel, table=True):
    """That something was erased: ids that say nothing, for phones and for old backups.

    id           of the child, household, account or photo
    what         "child", "household" or "account"; "photo" until its file is gone
    backups_end  the day when the last backup that holds it is gone
    swept_at     when the database was written anew without what was left of it between its rows
    """

    id: uuid.UUID = Field(primary_key=True)
    what: str = Field(max_length=20)
    at: datetime
    backups_end: date | None = None
    swept_at: datetime | None = None
