"""Which of a child's medicines are one drug, as far as the weekly guard is concerned."""

import uuid

import sqlalchemy as sa
from sqlmodel import Session, col

from journal.care.weekly import names_weekly_medicine
from journal.records.medicines import Medicine


def same_drug(session: Session, medicine: Medicine) -> list[uuid.UUID]:
    """The child's other medicines that are methotrexate too, such as tablets beside a pen (H5)."""
    if not names_weekly_medicine(medicine.name):
        return []
    others = session.execute(
        sa.select(col(Medicine.id), col(Medicine.name)).where(
            col(Medicine.child_id) == medicine.child_id, col(Medicine.id) != medicine.id
        )
    )
    return [other for other, name in others if names_weekly_medicine(name)]
