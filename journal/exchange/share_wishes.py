"""What a family wants of a link, checked, and its files sealed before it is written down."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from journal.care.problems import N_, Problem, Refused
from journal.exchange.sealed import TooLarge, new_key, seal
from journal.records.passphrases import hash_passphrase

LONGEST_DAYS, USUAL_DAYS = 30, 7
SHORTEST_CODE, LONGEST_CODE = 4, 40
MOST_OPENS = 1000
IPS = "ips"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a family wants of a link.

    label  whom it is for; days: 1 to 30; code: None, or what the reader has to type as well
    scope  what went into it, see records.shares
    form_id  of the form, None where it has none
    """

    label: str
    days: int = USUAL_DAYS
    code: str | None = None
    most_opens: int | None = None
    scope: Mapping[str, Any] = field(default_factory=dict)
    form_id: uuid.UUID | None = None

    def ends(self, made_at: datetime) -> datetime:
        """Return until when a link of this moment works."""
        return made_at + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class File:
    """What a link shows: content to be sealed, and its kind."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Begun:
    """The address of a link that is to be made: known first, so that its paper can bear it."""

    share_id: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    key: bytes = field(default_factory=new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A link that only has to be written down: its files are sealed, its code is hashed.

    files  by name: the sealed content and its kind
    """

    share_id: str
    wish: Wish
    key: bytes
    code_hash: str | None
    files: Mapping[str, tuple[bytes, str]]


def check_wish(wish: Wish) -> None:
    """Raise Refused with every problem of a wish."""
    problems = []
    if not 1 <= wish.days <= LONGEST_DAYS:
        text = N_("A link works for 1 to 30 days. Write a number between them.")
        problems.append(Problem("out_of_range", "days", text))
    if wish.code is not None and not SHORTEST_CODE <= len(wish.code) <= LONGEST_CODE:
        text = N_("Write 4 to 40 characters, or leave it empty for no code.")
        problems.append(Problem("code_length", "code", text))
    if wish.most_opens is not None and not 1 <= wish.most_opens <= MOST_OPENS:
        text = N_("Write a number from 1 to 1,000, or leave it empty.")
        problems.append(Problem("out_of_range", "most_opens", text))
    if problems:
        raise Refused(*problems)


def sealed_ready(wish: Wish, files: Mapping[str, File], begun: Begun | None = None) -> Ready:
    """Return a link ready to be written down, with a key of its own.

    It takes a second (argon2, megabytes of AES), so it is done while no transaction is open.

    files: by name ("page", "a4", "letter", "ips") what it shows. Raises Refused for a wish that
    cannot be, and `too_large` for what a link cannot carry.
    """
    check_wish(wish)
    begun = begun or Begun()
    try:
        sealed = {
            what: (seal(one.content, begun.key, one.media_type, packed=what == IPS), one.media_type)
            for what, one in files.items()
        }
    except TooLarge as error:
        text = N_("What this link would show is too large. Choose fewer photos, or fewer days.")
        raise Refused(Problem("too_large", "to_on", text)) from error
    code_hash = hash_passphrase(wish.code) if wish.code else None
    return Ready(
        share_id=begun.share_id, wish=wish, key=begun.key, code_hash=code_hash, files=sealed
    )
