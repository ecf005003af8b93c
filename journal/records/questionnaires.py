"""Questionnaires that a household imported, with the licence it says it has. We ship none."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to, identity


class Questionnaire(SQLModel, table=True):
    """A FHIR Questionnaire (R4) as it came.

    url, version  as the resource says, empty where it does not
    licence       by which right the household uses it, in its own words
    """

    id: uuid.UUID = identity()
    household_id: uuid.UUID = belongs_to("household", index=True)
    url: str = Field(max_length=500)
    version: str = Field(max_length=100)
    title: str = Field(max_length=300)
    resource: dict[str, Any] = Field(sa_type=sa.JSON)
    licence: str = Field(sa_type=sa.Text)
    made_by: uuid.UUID = belongs_to("account")
    made_at: datetime
    ended_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    ended_at: datetime | None = None
