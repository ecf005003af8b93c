"""Who may do what: the one place that decides it, asked anew for every request."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session

from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.people import Membership, Role


class Right(StrEnum):
    """What somebody may want to do with a child's journal."""

    LOOK = "look"
    RECORD = "record"
    PLAN = "plan"
    MANAGE = "manage"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.CAREGIVER: frozenset({Right.LOOK, Right.RECORD, Right.PLAN}),
    Role.VIEWER: frozenset({Right.LOOK}),
    Role.TEEN: frozenset({Right.LOOK, Right.RECORD}),
}


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
    device    the phone that speaks for them, when it says which one it is
    """

    account_id: uuid.UUID
    households: Mapping[uuid.UUID, Role] = field(default_factory=dict)
    children: Mapping[uuid.UUID, frozenset[Right]] = field(default_factory=dict)
    homes: Mapping[uuid.UUID, uuid.UUID] = field(default_factory=dict)
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


_MEMBER, _CHILD = table_of(Membership), table_of(Child)


def reaches_child() -> sa.ColumnElement[bool]:
    """Of a membership joined to the children of its household: those it is about. A teen's is about
    the one child they are, and about none where nobody said which (H39)."""
    whole = sa.and_(_MEMBER.c.child_id.is_(None), _MEMBER.c.role != Role.TEEN)
    return sa.or_(whole, _MEMBER.c.child_id == _CHILD.c.id)


_MINE = (
    sa.select(_MEMBER.c.household_id, _MEMBER.c.role, _CHILD.c.id)
    .outerjoin(_CHILD, sa.and_(_CHILD.c.household_id == _MEMBER.c.household_id, reaches_child()))
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
) -> Actor:
    """Return the person with the rights they hold now; `read_only` leaves only looking."""
    rows = session.execute(_MINE, {"account": account_id}).all()
    households = {household: Role(role) for household, role, _child in rows}
    homes = {child: household for household, _role, child in rows if child is not None}
    rights = {child: RIGHTS[households[household]] for child, household in homes.items()}
    if read_only:
        households = dict.fromkeys(households, Role.VIEWER)
        rights = {child: held & {Right.LOOK} for child, held in rights.items()}
    return Actor(
        account_id=account_id,
        households=households,
        children=rights,
        homes=homes,
        device=device,
    )
