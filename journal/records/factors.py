"""With what people sign in besides a passphrase: passkeys, one-time codes, recovery codes."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from journal.records.columns import belongs_to


class Passkey(SQLModel, table=True):
    """A WebAuthn credential. Only its public key is here; nobody signs in with what a backup holds.

    id          the credential id, base64url
    sign_count  what the authenticator counted last; 0 where it does not count
    name        what its person calls it
    """

    id: str = Field(primary_key=True, max_length=1400)
    account_id: uuid.UUID = belongs_to("account", index=True)
    public_key: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    sign_count: int = Field(default=0, sa_type=sa.BigInteger)
    transports: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    name: str = Field(max_length=100)
    made_at: datetime
    used_at: datetime | None = None


class Authenticator(SQLModel, table=True):
    """An app that shows one-time codes (TOTP, RFC 6238), once its person has typed one of them.

    sealed     the secret, sealed with a key of this server: a backup alone does not show codes
    last_step  the step of the last code that was taken; it and those before it are over
    """

    account_id: uuid.UUID = belongs_to("account", primary_key=True)
    sealed: str = Field(max_length=400, repr=False)
    last_step: int = Field(default=0, sa_type=sa.BigInteger)
    made_at: datetime
    confirmed_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """A code that takes the place of the authenticator, once. Kept as SHA-256."""

    __tablename__ = "recovery_code"

    id: str = Field(primary_key=True, max_length=64)
    account_id: uuid.UUID = belongs_to("account", index=True)
    made_at: datetime
    used_at: datetime | None = None


class ResetLink(SQLModel, table=True):
    """A link by which somebody who forgot the passphrase chooses another: once, for half an hour.

    id  SHA-256 of its token
    """

    __tablename__ = "reset_link"

    id: str = Field(primary_key=True, max_length=64)
    account_id: uuid.UUID = belongs_to("account", index=True)
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class Challenge(SQLModel, table=True):
    """What an authenticator is asked to sign. Used once, for five minutes.

    id          SHA-256 of the challenge
    account_id  whose, None where nobody has signed in yet
    """

    id: str = Field(primary_key=True, max_length=64)
    account_id: uuid.UUID | None = belongs_to("account", default=None, nullable=True)
    expires_at: datetime = Field(index=True)
