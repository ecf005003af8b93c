"""The household's count of changes: the order in which phones learn of them."""

import uuid

import sqlalchemy as sa
from sqlmodel import Session

from journal.records.children import Child
from journal.records.columns import table_of
from journal.records.people import Household

_HOUSEHOLD, _CHILD = table_of(Household), table_of(Child)
_NEXT = (
    sa.update(_HOUSEHOLD)
    .where(
        _HOUSEHOLD.c.id
        == sa.select(_CHILD.c.household_id)
        .where(_CHILD.c.id == sa.bindparam("child_id"))
        .scalar_subquery()
    )
    .values(seq=_HOUSEHOLD.c.seq + 1)
    .returning(_HOUSEHOLD.c.seq)
)


def next_seq(session: Session, child_id: uuid.UUID) -> int:
    """Return the next number of the household's journal.

    The row lock makes writers of one household wait for each other, so numbers appear in the
    order of their commits: a phone that has read up to n never misses a smaller one.
    """
    seq: int = session.execute(_NEXT, {"child_id": child_id}).scalar_one()
    return seq
