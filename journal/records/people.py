"""Who may sign in, to which household they belong, and the links that let them in."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to, choice, identity


class Role(StrEnum):
    """What a person is to a household."""

    OWNER = "owner"
    CAREGIVER = "caregiver"
    VIEWER = "viewer"
    TEEN = "teen"


class Household(SQLModel, table=True):
    """A family. `seq` counts every change of its journal; its row lock orders writers."""

    id: uuid.UUID = identity()
    seq: int = Field(default=0, sa_type=sa.BigInteger)
    created_at: datetime


class Account(SQLModel, table=True):
    """A person who can sign in."""

    id: uuid.UUID = identity()
    name: str = Field(max_length=100)
    email: str = Field(max_length=254, unique=True, description="lower case")
    passphrase_hash: str = Field(max_length=200, repr=False)
    created_at: datetime


class Membership(SQLModel, table=True):
    """A person's role in a household. No row, no access.

    child_id     of a teen: the one child they are, whose journal alone they see
    sees_photos  of a viewer: whether an owner shows them the photos too
    sees_later   of a caregiver or viewer: whether they see a child who is added from now on
    """

    household_id: uuid.UUID = belongs_to("household", primary_key=True)
    account_id: uuid.UUID = belongs_to("account", primary_key=True, index=True)
    role: Role = choice(Role)
    child_id: uuid.UUID | None = belongs_to("child", default=None, nullable=True, index=True)
    sees_photos: bool = False
    sees_later: bool = True
    created_at: datetime


class ChildRole(SQLModel, table=True):
    """What a member is to one child, where that is another thing than to the household.

    role  None: they do not see this child
    """

    __tablename__ = "child_role"

    child_id: uuid.UUID = belongs_to("child", primary_key=True)
    account_id: uuid.UUID = belongs_to("account", primary_key=True, index=True)
    role: Role | None = choice(Role, default=None, nullable=True)
    created_at: datetime


class Joiner(SQLModel, table=True):
    """Somebody who used an invitation and waits until an owner says: yes, that is who I meant (T5).

    Not a member: sees nothing. Confirmed, the row becomes a membership.

    meant     whom the owner meant, as they called them
    children  ids of those they will see; None: every child of the household
    """

    household_id: uuid.UUID = belongs_to("household", primary_key=True)
    account_id: uuid.UUID = belongs_to("account", primary_key=True, index=True)
    role: Role = choice(Role)
    child_id: uuid.UUID | None = belongs_to("child", default=None, nullable=True)
    meant: str = Field(default="", max_length=100)
    children: list[str] | None = Field(default=None, sa_type=sa.JSON)
    invited_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    asked_at: datetime


class Parting(SQLModel, table=True):
    """An owner whom another owner wants out, or in another role: announced, and done later (T35).

    role  what they will be then; None: nothing to this household any more
    """

    household_id: uuid.UUID = belongs_to("household", primary_key=True)
    account_id: uuid.UUID = belongs_to("account", primary_key=True, index=True)
    role: Role | None = choice(Role, default=None, nullable=True)
    asked_by: uuid.UUID = belongs_to("account")
    asked_at: datetime
    due_at: datetime


class AuthSession(SQLModel, table=True):
    """A signed-in browser. The cookie holds the token, this row only its SHA-256.

    device      the phone it syncs as, once it has
    name        what its person calls this phone or computer; "": what its browser says
    lasts       whether it is their own and stays signed in; else half an hour without use ends it
    proved_at   when its person last proved who they are, which grave things ask for anew
    removed_at  when that phone was removed: the session is over, and the phone erases itself
    """

    __tablename__ = "auth_session"

    id: str = Field(primary_key=True, max_length=64)
    account_id: uuid.UUID = belongs_to("account", index=True)
    agent: str = Field(max_length=200)
    device: uuid.UUID | None = None
    name: str = Field(default="", max_length=100)
    lasts: bool = True
    proved_at: datetime | None = None
    created_at: datetime
    seen_at: datetime
    removed_at: datetime | None = None


class Invitation(SQLModel, table=True):
    """A single-use link. Without a household it is the set-up link of a new server.

    name      of the person it is meant for, as whoever invites calls them
    children  ids of those they will see; None: every child of the household
    """

    id: str = Field(primary_key=True, max_length=64, description="SHA-256 of the token")
    household_id: uuid.UUID | None = belongs_to(
        "household", default=None, nullable=True, index=True
    )
    role: Role = choice(Role)
    child_id: uuid.UUID | None = belongs_to("child", default=None, nullable=True)
    name: str = Field(default="", max_length=100)
    children: list[str] | None = Field(default=None, sa_type=sa.JSON)
    made_by: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class ApiToken(SQLModel, table=True):
    """A bearer token of one person, whole or read-only. Shown once, kept as SHA-256.

    children  ids of those it reaches; None: every child its person sees
    """

    __tablename__ = "api_token"

    id: str = Field(primary_key=True, max_length=64)
    account_id: uuid.UUID = belongs_to("account", index=True)
    may_write: bool
    name: str = Field(default="", max_length=100)
    children: list[str] | None = Field(default=None, sa_type=sa.JSON)
    used_at: datetime | None = None
    created_at: datetime


class Attempt(SQLModel, table=True):
    """One try at something that strangers might guess, for throttling."""

    id: uuid.UUID = identity()
    key: str = Field(max_length=120)
    at: datetime

    __table_args__ = (sa.Index(None, "key", "at"),)


class Instance(SQLModel, table=True):
    """This server's own row. `epoch` changes when it is restored from a backup."""

    id: int = Field(primary_key=True)
    name: uuid.UUID
    epoch: uuid.UUID
