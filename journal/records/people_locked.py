"""The members of a household, held still while somebody decides about them."""

import uuid
from collections.abc import Mapping

from sqlmodel import Session, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Stranger
from journal.records.people import Household, Membership, Role


def locked_members(session: Session, household_id: uuid.UUID) -> dict[uuid.UUID, Membership]:
    """The members as they are now, with the household locked: of two owners who leave at the same
    moment one stays. SQLite's transactions are alone anyway."""
    session.exec(
        select(Household.id).where(Household.id == household_id).with_for_update(key_share=True)
    )
    rows = session.exec(
        select(Membership)
        .where(Membership.household_id == household_id)
        .execution_options(populate_existing=True)
    )
    return {row.account_id: row for row in rows}


def require_still_owner(held: Mapping[uuid.UUID, Membership], actor: Actor) -> None:
    """Raise Stranger unless they own it still: this request's rights were read before the lock."""
    row = held.get(actor.account_id)
    if row is None or row.role is not Role.OWNER:
        raise Stranger


def refuse_without_owner(roles: Mapping[uuid.UUID, Role]) -> None:
    """Raise Refused last_owner unless an owner is among them."""
    if Role.OWNER not in roles.values():
        raise Refused(
            Problem(
                "last_owner",
                "role",
                N_("A journal needs an owner. Make somebody else an owner first."),
            )
        )
