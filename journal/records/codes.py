"""One-time codes of an authenticator app, and the recovery codes that take their place once."""

import hashlib
import secrets
import uuid
from datetime import datetime

import pyotp
import sqlalchemy as sa
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.factors import Authenticator, RecoveryCode

ISSUER = "Sunhat"
STEP_SECONDS = 30
# RFC 6238 section 5.2: one step for the way there, and for a phone whose clock is a little off.
WINDOW = 1
HOW_MANY = 10
# Without 0 and o, 1 and l. 24 of them are 120 bits; ASVS 6.5.2 asks for 112 where SHA-256 keeps it.
LETTERS = "23456789abcdefghijkmnpqrstuvwxyz"
GROUPS, GROUP = 6, 4


def begin(session: Session, account_id: uuid.UUID, key: str, *, now: datetime) -> None:
    """Make a secret for a new app, in place of one that was never confirmed.

    Raises Refused has_authenticator while another one counts.
    """
    row = session.get(Authenticator, account_id)
    if row is not None and row.confirmed_at is not None:
        sentence = N_("You have an authenticator app already. Remove it first, then add another.")
        raise Refused(Problem("has_authenticator", None, sentence))
    sealed = _seal(pyotp.random_base32(), key)
    session.merge(Authenticator(account_id=account_id, sealed=sealed, made_at=now))
    session.flush()


def find_secret(session: Session, account_id: uuid.UUID, key: str) -> str | None:
    """The secret that waits to be confirmed; None when none does, or another server sealed it."""
    row = session.get(Authenticator, account_id)
    return _open(row.sealed, key) if row is not None and row.confirmed_at is None else None


def address_of(secret: str, email: str) -> str:
    """What an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def confirm(
    session: Session, account_id: uuid.UUID, typed: str, key: str, *, now: datetime
) -> bool:
    """Have the app count from now on, when `typed` is its code; return whether it is."""
    row = session.get(Authenticator, account_id)
    if row is None or row.confirmed_at is not None:
        return False
    if not _take(session, row, typed, key, now=now):
        return False
    row.confirmed_at = now
    session.flush()
    return True


def asks_for_code(session: Session, account_id: uuid.UUID) -> bool:
    """Whether signing in with the passphrase asks for a code too."""
    row = session.get(Authenticator, account_id)
    return row is not None and row.confirmed_at is not None


def takes_code(
    session: Session, account_id: uuid.UUID, typed: str, key: str, *, now: datetime
) -> bool:
    """Whether `typed` is a code of the app, or a recovery code; either is used up by it."""
    row = session.get(Authenticator, account_id)
    if row is None or row.confirmed_at is None:
        return False
    return _take(session, row, typed, key, now=now) or _use(session, account_id, typed, now=now)


def new_recovery_codes(session: Session, account_id: uuid.UUID, *, now: datetime) -> list[str]:
    """Return ten new codes, to be shown this once; those from before are over."""
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    codes = [_random_code() for _ in range(HOW_MANY)]
    session.add_all(
        RecoveryCode(id=_hashed(account_id, code), account_id=account_id, made_at=now)
        for code in codes
    )
    session.flush()
    return codes


def codes_left(session: Session, account_id: uuid.UUID) -> int:
    """How many recovery codes were not used yet."""
    unused = sa.select(sa.func.count()).select_from(RecoveryCode)
    of_one = unused.where(col(RecoveryCode.account_id) == account_id)
    return session.scalar(of_one.where(col(RecoveryCode.used_at).is_(None))) or 0


def remove_authenticator(session: Session, account_id: uuid.UUID) -> None:
    """Ask for no code any more; the recovery codes end with it."""
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    session.execute(sa.delete(Authenticator).where(col(Authenticator.account_id) == account_id))


def made_at(session: Session, account_id: uuid.UUID) -> datetime | None:
    """Since when the app counts; None while there is none."""
    return session.scalar(
        select(Authenticator.confirmed_at).where(Authenticator.account_id == account_id)
    )


def _take(session: Session, row: Authenticator, typed: str, key: str, *, now: datetime) -> bool:
    """One conditional UPDATE: a code and those before it are over, for two at once too."""
    secret, digits = _open(row.sealed, key), "".join(typed.split())
    if secret is None or not digits.isascii() or not digits.isdigit():
        return False
    step = _step_of(pyotp.TOTP(secret), digits, now)
    if step is None:
        return False
    taken = session.execute(
        sa.update(Authenticator)
        .where(col(Authenticator.account_id) == row.account_id, col(Authenticator.last_step) < step)
        .values(last_step=step)
        .returning(col(Authenticator.account_id))
    )
    return taken.first() is not None


def _step_of(app: pyotp.TOTP, digits: str, now: datetime) -> int | None:
    here = int(now.timestamp()) // STEP_SECONDS
    steps = range(here - WINDOW, here + WINDOW + 1)
    found = [step for step in steps if secrets.compare_digest(app.generate_otp(step), digits)]
    return found[-1] if found else None


def _use(session: Session, account_id: uuid.UUID, typed: str, *, now: datetime) -> bool:
    used = session.execute(
        sa.update(RecoveryCode)
        .where(col(RecoveryCode.id) == _hashed(account_id, typed))
        .where(col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None))
        .values(used_at=now)
        .returning(col(RecoveryCode.id))
    )
    return used.first() is not None


def _random_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _hashed(account_id: uuid.UUID, typed: str) -> str:
    letters = "".join(letter for letter in typed.lower() if letter.isalnum())
    return hashlib.sha256(f"{account_id}:{letters}".encode()).hexdigest()


def reseal(sealed: str, old: str, new: str) -> str | None:
    """A secret sealed with a new key of the server; None when the old one does not open it."""
    secret = _open(sealed, old)
    return None if secret is None else _seal(secret, new)


def _seal(secret: str, key: str) -> str:
    header = {"alg": "dir", "enc": "A256GCM"}
    return jwe.encrypt_compact(header, secret.encode(), _own_key(key))


def _open(sealed: str, key: str) -> str | None:
    try:
        opened = jwe.decrypt_compact(sealed, _own_key(key)).plaintext
    except (JoseError, ValueError):
        return None
    return opened.decode() if opened is not None else None


def _own_key(key: str) -> OctKey:
    """Of the server's secret, for this use alone."""
    return OctKey.import_key(hashlib.sha256(b"authenticator:" + key.encode()).digest())
