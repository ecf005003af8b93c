"""The household's count of changes: the order in which phones learn of them."""

import uuid

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.records.children import Child
from journal.records.people import Household


def next_seq(session: Session, child_id: uuid.UUID) -> int:
    """Return the next number of the household's journal.

    The row lock makes writers of one household wait for each other, so numbers appear in the
    order of their commits: a phone that has read up to n never misses a smaller one.
    """
    household = (
        sa.select(col(Child.household_id)).where(col(Child.id) == child_id).scalar_subquery()
    )
    seq: int = session.execute(
        sa.update(Household)
        .where(col(Household.id) == household)
        .values(seq=Household.seq + 1)
        .returning(col(Household.seq))
        .execution_options(synchronize_session=False)
    ).scalar_one()
    return seq
