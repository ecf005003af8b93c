"""Who did what to a household, besides its entries, which keep their own history."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Did(StrEnum):
    """What somebody did. Behind each: whom it is about, and the words it is told with.

    Whoever adds one adds its sentence to web/act_words.py.
    """

    INVITED = "invited"  # about: invitation; words: name, role
    LINKS_WITHDRAWN = "links_withdrawn"
    JOINED = "joined"  # used a link and waits. about: account; words: name, role, meant, link
    CONFIRMED = "confirmed"  # about: account; words: name, role
    REFUSED = "refused"  # about: account; words: name
    # Of these two, of REMOVED and LEFT `wrote` says whether that person had written here (T35).
    ROLE_CHANGED = "role_changed"  # about: account; words: name, role, before
    CHILD_ROLE_CHANGED = "child_role_changed"  # about: account; words: name, child, role ("": none)
    PHOTOS_SHOWN = "photos_shown"  # about: account; words: name
    PHOTOS_HIDDEN = "photos_hidden"  # about: account; words: name
    LATER_SHOWN = "later_shown"  # about: account; words: name
    LATER_HIDDEN = "later_hidden"  # about: account; words: name
    REMOVED = "removed"  # about: account; words: name
    REMOVAL_ASKED = "removal_asked"  # of an owner. about: account; words: name, role ("": none), on
    REMOVAL_WITHDRAWN = "removal_withdrawn"  # about: account; words: name
    LEFT = "left"
    LINK_SHARED = "link_shared"  # about: share; words: child, label
    LINK_ENDED = "link_ended"  # about: share; words: child, label
    CALENDAR_SHARED = "calendar_shared"  # words: child
    CALENDAR_ENDED = "calendar_ended"  # words: child
    # If the server made it, `person` and `whose` say for whom.
    TOKEN_MADE = "token_made"  # about: token; words: name
    TOKEN_ENDED = "token_ended"  # about: token; words: name
    PHONE_REMOVED = "phone_removed"  # about: phone; words: name (of the phone), person, whose
    NEW_PHONE = "new_phone"  # signed in where they never had. words: name (of the phone)
    PASSPHRASE_CHANGED = "passphrase_changed"
    PASSPHRASE_RESET = "passphrase_reset"  # with a link from a mail or from the operator
    FACTOR_ADDED = "factor_added"  # words: factor (passkey, codes, recovery), name
    FACTOR_REMOVED = "factor_removed"  # words: factor, name
    EXPORTED = "exported"  # about: child; words: child ("": the whole household)
    IMPORTED = "imported"  # about: child; words: child, entries (how many, new or changed)
    ERASURE_ASKED = "erasure_asked"  # about: child; words: child ("": the whole household), on
    ERASURE_WITHDRAWN = "erasure_withdrawn"  # about: child; words: child
    ERASED = "erased"  # about: child, who has no name any more
    RESTORED = "restored"  # from a backup. words: made (when that was made)


class Act(SQLModel, table=True):
    """One thing that somebody did. Never changed and never removed while the household is here.

    number      1, 2, 3 … of this household
    account_id  who did it; None: this server, or its operator
    what        one of Did, or of what another version of Sunhat knew
    about       the person, child, link or phone it was done to
    words_hash  SHA-256 of the words, salt included, which can be erased while the chain still holds
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
