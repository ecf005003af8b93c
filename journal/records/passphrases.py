"""Passphrases: what is accepted, and how it is kept."""

import re
from functools import cache
from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from journal.care.problems import N_, Problem, Refused

SHORTEST = 12
LONGEST = 256
# zxcvbn rates 0 to 4; below 3 a machine that may try ten thousand a second is done in a year.
GUESSABLE = 3
# OWASP's second recommendation; 19 MiB each, so two at a time are enough for a small machine.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# In place of a hash: nothing signs in, and a link by mail is not sent; the operator's is (T4).
KEPT_OUT = "kept out"
_room = Semaphore(2)


def check_passphrase(text: str, *, about: tuple[str, ...] = ()) -> str:
    """Return `text` when it may be used. `about` are names a guesser would try first.

    Raises Refused passphrase_short, passphrase_long or passphrase_common.
    """
    if len(text) < SHORTEST:
        raise Refused(
            Problem(
                "passphrase_short",
                "passphrase",
                N_("Use %(count)s characters or more. Four words that do not belong together do."),
                {"count": str(SHORTEST)},
            )
        )
    if len(text) > LONGEST:
        raise Refused(
            Problem(
                "passphrase_long",
                "passphrase",
                N_("Use at most %(count)s characters."),
                {"count": str(LONGEST)},
            )
        )
    rest = _without(text, about)
    if min(_score(text, about), _score(rest, about)) < GUESSABLE:
        raise Refused(
            Problem(
                "passphrase_common",
                "passphrase",
                N_("This is easy to guess. Choose four words that do not belong together."),
            )
        )
    return text


def _score(text: str, about: tuple[str, ...]) -> int:
    """0 to 4. Its time grows with the cube of the length; the first 72 characters decide."""
    return int(zxcvbn(text[:72], user_inputs=list(about))["score"]) if text else 0


def _without(text: str, about: tuple[str, ...]) -> str:
    """What else there is of it than names: a surname and a year are a guesser's first try."""
    rest = text.casefold()
    names = {name for one in about for name in re.findall(r"\w{3,}", one.casefold())}
    for name in sorted(names, key=len, reverse=True):
        rest = rest.replace(name, "")
    return text if rest == text.casefold() else rest.strip()


def hash_passphrase(text: str) -> str:
    """Return argon2id of the passphrase."""
    with _room:
        return HASHER.hash(text)


def matches(stored: str | None, text: str) -> bool:
    """Whether `text` is the passphrase. Without an account, or when that was erased or is kept
    out, it takes as long and is False (T6)."""
    known = "" if stored == KEPT_OUT else stored
    with _room:
        try:
            return HASHER.verify(known or _nobodys(), text[:LONGEST]) and bool(known)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody has this passphrase, it only takes as long")
