"""Passkeys (WebAuthn level 3): making one, and knowing who answers with one (decision 19)."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from journal.care.problems import N_, Problem, Refused
from journal.records.acts import note_wherever_member
from journal.records.audit import Did
from journal.records.factors import Challenge, Passkey
from journal.records.people import Account

LASTS = timedelta(minutes=5)
CHALLENGE_BYTES = 32
LONGEST_ID = 1400
MOST_LETTERS = 20_000
# Whatever is not as it was asked for: another page, another challenge, no verified person, …
WRONG = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)


class NoPasskey(Exception):
    """What answered is no passkey that is known here, or did not answer what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where passkeys belong to: the host of the public address, and the address itself."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a browser sent, and the challenge that it says it answers."""

    credential: dict[str, Any]
    challenge: bytes


def take_answer(
    session: Session, said: str, account_id: uuid.UUID | None, *, now: datetime
) -> Answer | None:
    """Read what a browser sent, and use up the challenge; None when nobody was asked that.

    In a transaction of its own: a challenge whose answer is wrong is used up too.
    """
    try:
        credential = json.loads(said[:MOST_LETTERS])
        client = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(client["challenge"])
    except WRONG:
        return None
    used = session.execute(
        sa.delete(Challenge)
        .where(col(Challenge.id) == _hashed(challenge), col(Challenge.expires_at) > now)
        .where(col(Challenge.account_id).is_not_distinct_from(account_id))
        .returning(col(Challenge.id))
    )
    found = used.first() is not None
    return Answer(credential=credential, challenge=challenge) if found else None


def options_to_sign_in(
    session: Session, site: Site, account_id: uuid.UUID | None, *, now: datetime
) -> dict[str, Any]:
    """What a browser is asked to sign: by anybody's passkey, or only by this account's.

    The person is verified by their phone (a fingerprint, a PIN), so that a passkey is two factors.
    """
    challenge = _new_challenge(session, account_id, now=now)
    known = passkeys_of(session, account_id) if account_id else []
    asked = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[_described(key) for key in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(asked)


def options_to_add(
    session: Session, site: Site, account: Account, *, now: datetime
) -> dict[str, Any]:
    """What a browser is asked to make: a passkey that its phone finds by itself."""
    asked = generate_registration_options(
        rp_id=site.host,
        rp_name="Sunhat",
        user_id=account.id.bytes,
        user_name=account.email,
        user_display_name=account.name,
        challenge=_new_challenge(session, account.id, now=now),
        exclude_credentials=[_described(key) for key in passkeys_of(session, account.id)],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json_dict(asked)


def add_passkey(
    session: Session, site: Site, account_id: uuid.UUID, said: Answer, name: str, *, now: datetime
) -> None:
    """Keep the passkey that the browser made. Raises NoPasskey, or Refused passkey_known."""
    credential = said.credential
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=said.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        transports = [str(way)[:20] for way in credential["response"].get("transports", [])][:8]
    except WRONG as error:
        raise NoPasskey from error
    key_id = bytes_to_base64url(made.credential_id)
    if len(key_id) > LONGEST_ID:
        raise NoPasskey
    if session.get(Passkey, key_id) is not None:
        raise Refused(Problem("passkey_known", None, N_("This passkey is known already.")))
    session.add(
        Passkey(
            id=key_id,
            account_id=account_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            transports=transports,
            name=name,
            made_at=now,
        )
    )
    session.flush()


def whose_passkey(
    session: Session, site: Site, said: Answer, *, asked: uuid.UUID | None, now: datetime
) -> uuid.UUID:
    """The account whose passkey answered; `asked`: the one that was asked. Raises NoPasskey.

    A counter that did not go on says that somebody copied the passkey: it is refused.
    """
    credential = said.credential
    try:
        key = session.get(Passkey, str(credential["id"])[:LONGEST_ID])
        if key is None or asked not in {None, key.account_id}:
            raise NoPasskey
        holder = credential["response"].get("userHandle")
        if holder and base64url_to_bytes(holder) != key.account_id.bytes:
            raise NoPasskey
        done = verify_authentication_response(
            credential=credential,
            expected_challenge=said.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except WRONG as error:
        raise NoPasskey from error
    _count(session, key, done.new_sign_count, now=now)
    return key.account_id


def passkeys_of(session: Session, account_id: uuid.UUID) -> Sequence[Passkey]:
    """The person's passkeys, the oldest first."""
    return session.exec(
        select(Passkey).where(Passkey.account_id == account_id).order_by(col(Passkey.made_at))
    ).all()


def find_passkey(session: Session, account_id: uuid.UUID, key_id: str) -> Passkey | None:
    """One of the person's own."""
    key = session.get(Passkey, key_id)
    return key if key is not None and key.account_id == account_id else None


def keep_passkeys(
    session: Session, account_id: uuid.UUID, kept: Collection[str], *, now: datetime
) -> None:
    """Remove the person's passkeys but those that are `kept`, by their ids; the acts name each."""
    for key in passkeys_of(session, account_id):
        if key.id not in kept:
            words = {"factor": "passkey", "name": key.name}
            note_wherever_member(session, account_id, Did.FACTOR_REMOVED, now=now, words=words)
            session.delete(key)
    session.flush()


def forget_challenges(session: Session, *, now: datetime) -> None:
    """Drop those whose time is over."""
    session.execute(sa.delete(Challenge).where(col(Challenge.expires_at) <= now))


def _count(session: Session, key: Passkey, count: int, *, now: datetime) -> None:
    """One conditional UPDATE: of two answers with one count one holds."""
    goes_on = sa.or_(col(Passkey.sign_count) < count, sa.literal(count) == 0)
    counted = session.execute(
        sa.update(Passkey)
        .where(col(Passkey.id) == key.id, goes_on)
        .values(sign_count=count, used_at=now)
        .returning(col(Passkey.id))
    )
    if counted.first() is None:
        raise NoPasskey


def _new_challenge(session: Session, account_id: uuid.UUID | None, *, now: datetime) -> bytes:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    row = Challenge(id=_hashed(challenge), account_id=account_id, expires_at=now + LASTS)
    session.add(row)
    session.flush()
    return challenge


def _described(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.id))


def _hashed(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
