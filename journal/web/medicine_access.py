"""Finding a medicine of the child whose page this is."""

import uuid

from sqlmodel import Session

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Right, Stranger
from journal.records.children import Child
from journal.records.medicines import Medicine
from journal.web.frame import child_or_404


def medicine_or_404(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    medicine_id: uuid.UUID,
    right: Right = Right.LOOK,
) -> tuple[Child, Medicine]:
    """The child and its medicine, when the person holds the right.

    Raises Stranger, NotAllowed, or Refused child_mismatch for a medicine of another child whom
    the person may see as well (H16).
    """
    child = child_or_404(session, actor, child_id, right)
    medicine = session.get(Medicine, medicine_id)
    if medicine is None or medicine.child_id not in actor.children:
        raise Stranger
    if medicine.child_id != child.id:
        raise Refused(
            Problem("child_mismatch", "medicine", N_("This medicine belongs to another child."))
        )
    return child, medicine
