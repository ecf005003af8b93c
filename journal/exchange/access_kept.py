"""Who may read, and with what they sign in, kept beside the database: an older backup must not let
in again whom somebody has taken out since, nor with a key that was removed (T4, T24).

`access.json` in the data directory, with a copy beside the backups in the mounted folder, holds
ids, roles and hashes, and no name. It only takes away: what a backup does not give it gives nobody.
"""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError
from sqlmodel import Session, col, select

from journal.records.factors import Authenticator, Passkey, RecoveryCode
from journal.records.people import Account, AuthSession, ChildRole, Joiner, Membership, Role
from journal.settings import write_secret

FILE = "access.json"


class Place(BaseModel):
    """What a member is to a household, as `Membership` says it."""

    role: Role
    child_id: uuid.UUID | None
    sees_photos: bool
    sees_later: bool = True


class Keys(BaseModel):
    """With what an account signs in: the hash of its passphrase's hash, whether an app shows codes,
    the hashes of its passkeys' ids, the recovery codes that were not used."""

    passphrase: str
    app: bool = False
    passkeys: set[str] = set()
    codes: set[str] = set()


class Mark(BaseModel):
    """A phone that was removed, by its sign-in: it is told so when it is heard of (T24)."""

    id: str
    account_id: uuid.UUID
    device: uuid.UUID | None
    created_at: datetime
    seen_at: datetime
    removed_at: datetime


class Access(BaseModel):
    """Who may what.

    at       when somebody's rights were others for the last time
    seen_at  when all of it was last found to be so; None: in lists of earlier versions
    """

    at: datetime
    seen_at: datetime | None = None
    members: dict[uuid.UUID, dict[uuid.UUID, Place]]
    children: dict[uuid.UUID, dict[uuid.UUID, Role | None]]
    waiting: dict[uuid.UUID, set[uuid.UUID]]
    keys: dict[uuid.UUID, Keys]
    marks: list[Mark] = []

    def says_the_same(self, other: "Access") -> bool:
        """Whether both say the same of everybody, whenever they were written."""
        return self.model_copy(update={"at": other.at, "seen_at": other.seen_at}) == other

    @property
    def of(self) -> datetime:
        """The moment as of which it is known."""
        return self.seen_at or self.at


def read_access(session: Session, *, present: Callable[[], datetime]) -> Access:
    """Who may what in this journal now.

    The clock is asked after the rows: with a moment before them, a removal in between would stand
    in a list that calls itself older than a backup without it.
    """
    members: dict[uuid.UUID, dict[uuid.UUID, Place]] = defaultdict(dict)
    for one in session.exec(select(Membership)):
        place = Place.model_validate(one, from_attributes=True)
        members[one.household_id][one.account_id] = place
    children: dict[uuid.UUID, dict[uuid.UUID, Role | None]] = defaultdict(dict)
    for narrowed in session.exec(select(ChildRole)):
        children[narrowed.child_id][narrowed.account_id] = narrowed.role
    waiting: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for joiner in session.exec(select(Joiner)):
        waiting[joiner.household_id].add(joiner.account_id)
    removed = select(AuthSession).where(col(AuthSession.removed_at).is_not(None))
    marks = session.exec(removed.order_by(AuthSession.id)).all()
    keys = _keys(session)
    now = present()
    return Access(
        at=now,
        seen_at=now,
        members=members,
        children=children,
        waiting=waiting,
        keys=keys,
        marks=[Mark.model_validate(one, from_attributes=True) for one in marks],
    )


def _keys(session: Session) -> dict[uuid.UUID, Keys]:
    kept = session.exec(select(Account.id, Account.passphrase_hash)).all()
    found = {account: Keys(passphrase=hashed(hash_)) for account, hash_ in kept}
    apps = select(Authenticator.account_id).where(col(Authenticator.confirmed_at).is_not(None))
    for account in session.exec(apps):
        found[account].app = True
    for account, key in session.exec(select(Passkey.account_id, Passkey.id)):
        found[account].passkeys.add(hashed(key))
    codes = select(RecoveryCode.account_id, RecoveryCode.id)
    for account, code in session.exec(codes.where(col(RecoveryCode.used_at).is_(None))):
        found[account].codes.add(code)
    return found


def keep_access(
    session: Session, folders: Iterable[Path], *, present: Callable[[], datetime]
) -> None:
    """Write who may what into each of these folders, and that it was so now. Raises OSError.

    A list that stays as it is for months is no old list: it is as young as when it was last looked
    at. A journal without people writes nothing over what is there.
    """
    access = read_access(session, present=present)
    for folder in folders if access.keys else ():
        known = _read(folder / FILE)
        same = known is not None and access.says_the_same(known)
        at = known.at if known is not None and same else access.at
        write_secret(folder / FILE, _as_text(access.model_copy(update={"at": at})))


def newest_access(folders: Iterable[Path], *, made_at: datetime) -> Access | None:
    """The newest of these lists, when it is younger than a backup; None: nothing is known."""
    found = [one for folder in folders if (one := _read(folder / FILE)) is not None]
    newest = max(found, key=lambda one: one.of, default=None)
    return newest if newest is not None and newest.of >= made_at else None


def hashed(text: str) -> str:
    """SHA-256 of what is random itself."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read(file: Path) -> Access | None:
    try:
        return Access.model_validate_json(file.read_bytes())
    except (OSError, ValidationError, ValueError):
        return None


def _as_text(access: Access) -> str:
    return json.dumps(access.model_dump(mode="json"), sort_keys=True) + "\n"
