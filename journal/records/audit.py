"""Who did what to a household, besides its entries, which keep their own history."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Act(SQLModel, table=True):
    """One thing that somebody did. Never changed and never removed while the household is here.

    number      1, 2, 3 … of this household
    account_id  who did it; None: this server, or its operator
    what        a code of web's audit words, such as "role_changed"
    about       the person, child, link or phone it was done to
    words_hash  SHA-256 of the words, which can be erased while the chain still holds
    hash        SHA-256 over the hash before it and everything above (T31)
    """

    household_id: uuid.UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=sa.BigInteger)
    at: datetime
    account_id: uuid.UUID | None = None
    what: str = Field(max_length=40)
    about: str = Field(default="", max_length=64)
    words_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class ActWords(SQLModel, table=True):
    """Names and details of an act, as they were then. Gone after an erasure."""

    __tablename__ = "act_words"

    household_id: uuid.UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=sa.BigInteger)
    words: dict[str, Any] = Field(sa_type=sa.JSON)
