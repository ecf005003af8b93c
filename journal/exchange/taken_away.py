"""After a restore: whoever was taken out since the backup was made stays out (T4, T24)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.exchange.access_kept import Access, Keys, Mark, Place, hashed
from journal.records.access import RIGHTS, Right
from journal.records.children import Child
from journal.records.factors import Authenticator, Passkey, RecoveryCode
from journal.records.member_ends import end_membership, end_sight
from journal.records.passphrases import KEPT_OUT
from journal.records.people import (
    Account,
    AuthSession,
    ChildRole,
    Joiner,
    Membership,
    Parting,
    Role,
)
from journal.records.share_ends import end_shares_of

Reach = set[tuple[Right, uuid.UUID | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAway:
    """What a backup gave that nobody had any more.

    of           the moment of the list that knew it
    rights       how many people and children's roles, and how many keys
    passphrases  how many accounts have none now: another one was chosen since, or an app for codes
                 was set up, without which it would sign in alone, or they are `owners`
    owners       how many own a household again of which every owner of now came after the backup:
                 they have neither passphrase nor passkey, and no link by mail
    """

    of: datetime
    rights: int
    passphrases: int
    owners: int


def take_away(session: Session, access: Access, *, now: datetime) -> TakenAway:
    """Take from everybody what `access` does not give them, and give nothing."""
    rights, of_then = 0, set[uuid.UUID]()
    for household_id, places in access.members.items():
        alone = _owners_of_then(session, household_id, places)
        of_then |= alone
        rights += _members(session, household_id, places, alone, now=now)
        rights += _joiners(session, household_id, access.waiting.get(household_id, set()))
        rights += _children(session, household_id, places, access, now=now)
    passphrases = 0
    for account in session.exec(select(Account)).all():
        keys = access.keys.get(account.id)
        if account.id in of_then:
            keys = Keys(passphrase=hashed(KEPT_OUT))
        if keys is None:
            continue  # nothing is known of it; who was erased is in another list
        rights += _keys(session, account.id, keys)
        held = keys.passphrase == hashed(KEPT_OUT)
        other = hashed(account.passphrase_hash) != keys.passphrase
        lacks = account.passphrase_hash and (other or _lacks_app(session, account.id, keys))
        if held or lacks:
            account.passphrase_hash = KEPT_OUT if held else ""
            passphrases += 1
    _marks(session, access.marks)
    session.flush()
    return TakenAway(of=access.of, rights=rights, passphrases=passphrases, owners=len(of_then))


def _lacks_app(session: Session, account_id: uuid.UUID, keys: Keys) -> bool:
    app = session.get(Authenticator, account_id)
    return keys.app and (app is None or app.confirmed_at is None)


def _marks(session: Session, marks: Iterable[Mark]) -> None:
    """A phone that was removed since hears of it all the same, and erases what it keeps."""
    for mark in marks:
        known = session.get(AuthSession, mark.id) is not None
        if not known and session.get(Account, mark.account_id) is not None:
            session.add(AuthSession(**mark.model_dump(), agent=""))


def _owners_of_then(
    session: Session, household_id: uuid.UUID, places: dict[uuid.UUID, Place]
) -> set[uuid.UUID]:
    """The owners of a household whose owners of now all came after the backup.

    Those of then stay, or nobody could let anybody in, but with nothing to sign in with.
    """
    theirs = select(Membership.account_id).where(Membership.household_id == household_id)
    owners = set(session.exec(theirs.where(Membership.role == Role.OWNER)).all())
    still = {account for account, place in places.items() if place.role is Role.OWNER}
    return set() if owners & still else owners


def _members(
    session: Session,
    household_id: uuid.UUID,
    places: dict[uuid.UUID, Place],
    of_then: set[uuid.UUID],
    *,
    now: datetime,
) -> int:
    held = session.exec(select(Membership).where(Membership.household_id == household_id)).all()
    changed = 0
    for member in held:
        if member.account_id in of_then:
            continue
        changed += _member(session, member, places.get(member.account_id), now=now)
    session.flush()
    return changed


def _member(session: Session, member: Membership, place: Place | None, *, now: datetime) -> bool:
    if place is not None and place.child_id and session.get(Child, place.child_id) is None:
        place = None  # the one child they are is not in the backup
    if place is None:
        _remove(session, member, now=now)
        return True
    children = {member.child_id, place.child_id, None}
    has, may = _reach(member, children), _reach(place, children)
    if not (has <= may or may <= has):
        # A teen writes of one child and a viewer reads of all: who became the other is neither now.
        _remove(session, member, now=now)
        return True
    lower = may < has
    if lower:
        member.role, member.child_id = place.role, place.child_id
        if Right.MANAGE not in RIGHTS[place.role]:
            home, account = member.household_id, member.account_id
            end_shares_of(session, home, account, by=None, now=now)
    saw = member.sees_photos, member.sees_later
    member.sees_photos = member.sees_photos and place.sees_photos
    member.sees_later = member.sees_later and place.sees_later
    return lower or saw != (member.sees_photos, member.sees_later)


def _reach(place: Membership | Place, children: Iterable[uuid.UUID | None]) -> Reach:
    """Each right with the child it is about: a teen's is about one. None: a child of any name."""
    about = {place.child_id} - {None} if place.role is Role.TEEN else children
    return {(right, child) for right in RIGHTS[place.role] for child in about}


def _remove(session: Session, member: Membership, *, now: datetime) -> None:
    parting = session.get(Parting, (member.household_id, member.account_id))
    if parting is not None:
        session.delete(parting)
    end_membership(session, member, by=None, now=now)


def _joiners(session: Session, household_id: uuid.UUID, waiting: set[uuid.UUID]) -> int:
    over = sa.delete(Joiner).where(
        col(Joiner.household_id) == household_id, col(Joiner.account_id).not_in(waiting)
    )
    return session.connection().execute(over).rowcount


def _children(
    session: Session,
    household_id: uuid.UUID,
    places: dict[uuid.UUID, Place],
    access: Access,
    *,
    now: datetime,
) -> int:
    """Of each child: nobody has more than the list gives there, by a line of its own or by none."""
    in_home = Membership.household_id == household_id
    held = {one.account_id: one for one in session.exec(select(Membership).where(in_home)).all()}
    children = select(Child.id).where(Child.household_id == household_id)
    changed = 0
    for child_id in session.exec(children).all():
        of_child = select(ChildRole).where(ChildRole.child_id == child_id)
        rows = {row.account_id: row.role for row in session.exec(of_child).all()}
        listed = access.children.get(child_id, {})
        for account_id, place in places.items():
            member = held.get(account_id)
            if member is None or member.role is Role.OWNER:
                continue  # nobody narrows an owner
            given = _role_at(child_id, place, listed.get(account_id, place.role))
            role = _role_at(child_id, member, rows.get(account_id, member.role))
            if role is None or (given is not None and RIGHTS[role] <= RIGHTS[given]):
                continue
            changed += 1
            if member.role is Role.TEEN:
                # What was their own is hidden from them.
                _remove(session, held.pop(account_id), now=now)
            elif account_id in listed:
                narrowed = ChildRole(
                    child_id=child_id, account_id=account_id, role=given, created_at=access.at
                )
                session.merge(narrowed)
            elif account_id in rows:
                session.delete(session.get_one(ChildRole, (child_id, account_id)))
            if given is None:
                end_sight(session, session.get_one(Child, child_id), account_id, by=None, now=now)
    session.flush()
    return changed


def _role_at(child_id: uuid.UUID, place: Membership | Place, said: Role | None) -> Role | None:
    """What they are to this child, of whom that is said: a teen is who they are."""
    if place.role is Role.TEEN:
        return Role.TEEN if place.child_id == child_id else None
    return place.role if place.role is Role.OWNER else said


def _keys(session: Session, account_id: uuid.UUID, keys: Keys) -> int:
    """An app that was there then and is another one now still asks: without it, less would."""
    gone = 0
    theirs = select(Passkey).where(Passkey.account_id == account_id)
    for passkey in session.exec(theirs).all():
        if hashed(passkey.id) not in keys.passkeys:
            session.delete(passkey)
            gone += 1
    over = sa.delete(RecoveryCode).where(
        col(RecoveryCode.account_id) == account_id, col(RecoveryCode.id).not_in(keys.codes)
    )
    gone += session.connection().execute(over).rowcount
    if not keys.app:
        app = sa.delete(Authenticator).where(col(Authenticator.account_id) == account_id)
        gone += session.connection().execute(app).rowcount
    return gone
