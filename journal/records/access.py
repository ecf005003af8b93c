"""Who may do what: the one place that decides it, asked anew for every request."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.people import ChildRole, Membership, Role


class Right(StrEnum):
    """What somebody may want to do with a child's journal.

    photos   see the pictures; record: write what happened, and change or delete what one wrote
    correct  change or delete what others wrote
    manage   people, links to outside, taking everything out, erasing
    """

    LOOK = "look"
    PHOTOS = "photos"
    RECORD = "record"
    CORRECT = "correct"
    PLAN = "plan"
    MANAGE = "manage"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.CAREGIVER: frozenset(Right) - {Right.MANAGE},
    # And the photos, where an owner shows them to this viewer.
    Role.VIEWER: frozenset({Right.LOOK}),
    Role.TEEN: frozenset({Right.LOOK, Right.PHOTOS, Right.RECORD}),
}
# What looking is, whoever looks: a token that only reads leaves no more of the rights than this.
LOOKING = frozenset({Right.LOOK, Right.PHOTOS})

# The roles of those who write in a journal.
RECORDERS = [role for role, rights in RIGHTS.items() if Right.RECORD in rights]


class Stranger(Exception):
    """This person has nothing to do with it: answered as if it did not exist (404)."""


class NotAllowed(Exception):
    """This person may look, but not do that (403)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person acting now, with the rights they hold at this moment.

    children  every child they may see, with the rights they hold there
    homes     the household of each of these children
    own       the child that they are themselves: a teen's, and nobody else's
    device    the phone that speaks for them, when it says which one it is
    """

    account_id: uuid.UUID
    households: Mapping[uuid.UUID, Role] = field(default_factory=dict)
    children: Mapping[uuid.UUID, frozenset[Right]] = field(default_factory=dict)
    homes: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    own: uuid.UUID | None = None
    device: uuid.UUID | None = None

    def may(self, right: Right, child_id: uuid.UUID) -> bool:
        """Whether they may do this with that child's journal."""
        return right in self.children.get(child_id, frozenset())

    def require(self, right: Right, child_id: uuid.UUID) -> None:
        """Raise Stranger or NotAllowed unless they may."""
        if child_id not in self.children:
            raise Stranger
        if not self.may(right, child_id):
            raise NotAllowed

    @property
    def managed(self) -> set[uuid.UUID]:
        """The households they may manage."""
        return {
            household for household, role in self.households.items() if Right.MANAGE in RIGHTS[role]
        }

    def require_household(self, household_id: uuid.UUID) -> None:
        """Raise Stranger or NotAllowed unless they may manage that household."""
        if household_id not in self.households:
            raise Stranger
        if Right.MANAGE not in RIGHTS[self.households[household_id]]:
            raise NotAllowed


_MEMBER, _CHILD, _OTHER = table_of(Membership), table_of(Child), table_of(ChildRole)
NOTHING = ""


def role_here() -> sa.ColumnElement[str]:
    """Of a membership joined to a child of its household: the role there, "" where it is none.

    Nobody narrows an owner, and a teen is who they are.
    """
    said = (
        sa.select(sa.func.coalesce(sa.cast(_OTHER.c.role, sa.String), NOTHING))
        .where(_OTHER.c.child_id == _CHILD.c.id, _OTHER.c.account_id == _MEMBER.c.account_id)
        .correlate(_MEMBER, _CHILD)
        .scalar_subquery()
    )
    role = sa.cast(_MEMBER.c.role, sa.String)
    return sa.case(
        (_MEMBER.c.role == Role.OWNER, role),
        (_MEMBER.c.role != Role.TEEN, sa.func.coalesce(said, role)),
        (_MEMBER.c.child_id == _CHILD.c.id, role),
        else_=NOTHING,
    )


def reaches_child() -> sa.ColumnElement[bool]:
    """Of a membership joined to the children of its household: those it is about. A teen's is about
    the one child they are, and about none where nobody said which (H39)."""
    return role_here() != NOTHING


def records_for_child() -> sa.ColumnElement[bool]:
    """The same, of those who write in the child's journal."""
    return role_here().in_([role.value for role in RECORDERS])


def records_somewhere() -> sa.ColumnElement[bool]:
    """Of a membership: whether it may write in the journal of any child of the household."""
    children, writing = _CHILD.alias(), [role.value for role in RECORDERS]
    more = (
        sa.select(_OTHER.c.child_id)
        .join(children, children.c.id == _OTHER.c.child_id)
        .where(children.c.household_id == _MEMBER.c.household_id)
        .where(_OTHER.c.account_id == _MEMBER.c.account_id, _OTHER.c.role.in_(writing))
        .correlate(_MEMBER)
        .exists()
    )
    return sa.or_(_MEMBER.c.role.in_(writing), more)


_MINE = (
    sa.select(
        _MEMBER.c.household_id,
        _MEMBER.c.role,
        _MEMBER.c.sees_photos,
        _CHILD.c.id,
        role_here().label("here"),
    )
    .select_from(
        _MEMBER.outerjoin(
            _CHILD, sa.and_(_CHILD.c.household_id == _MEMBER.c.household_id, reaches_child())
        )
    )
    .where(_MEMBER.c.account_id == sa.bindparam("account"))
)


def teens_of(session: Session, child_id: uuid.UUID) -> set[uuid.UUID]:
    """The accounts that are this child's own."""
    return set(
        session.scalars(sa.select(_MEMBER.c.account_id).where(_MEMBER.c.child_id == child_id))
    )


def actor_for(
    session: Session,
    account_id: uuid.UUID,
    *,
    device: uuid.UUID | None = None,
    read_only: bool = False,
    only: Collection[uuid.UUID] | None = None,
) -> Actor:
    """Return the person with the rights they hold now.

    read_only  leaves only looking
    only       leaves only these children, and nothing that is the household's: of an API token
    """
    rows = session.execute(_MINE, {"account": account_id}).all()
    households = {row.household_id: Role(row.role) for row in rows}
    found = {row.id: row for row in rows if row.id is not None and (only is None or row.id in only)}
    rights = {child: _rights(row, read_only=read_only) for child, row in found.items()}
    if only is not None:
        homes = {row.household_id for row in found.values()}
        households = {home: Role.VIEWER for home in households if home in homes}
    elif read_only:
        households = dict.fromkeys(households, Role.VIEWER)
    return Actor(
        account_id=account_id,
        households=households,
        children=rights,
        homes={child: row.household_id for child, row in found.items()},
        own=next((child for child, row in found.items() if row.role == Role.TEEN), None),
        device=device,
    )


def _rights(row: sa.Row[Any], *, read_only: bool) -> frozenset[Right]:
    held = RIGHTS[Role(row.here)]
    if row.sees_photos:
        held |= {Right.PHOTOS}
    return held & LOOKING if read_only else held
