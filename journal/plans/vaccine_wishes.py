"""Which vaccines a family follows: it is told when the waiting time that a source names ends."""

import uuid
from datetime import datetime

from sqlmodel import Session, col, select

from journal.care.knowledge.vaccines import find_vaccine
from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, Right
from journal.records.vaccine_plans import VaccineWish

# Of these the date is watched for every child, followed or not (H26).
ALWAYS = ("mmr", "varicella")


def followed(session: Session, child_id: uuid.UUID) -> list[VaccineWish]:
    """Return what the family follows now, in the order in which it began to."""
    return list(
        session.exec(
            select(VaccineWish)
            .where(VaccineWish.child_id == child_id, col(VaccineWish.ended_at).is_(None))
            .order_by(col(VaccineWish.made_at), col(VaccineWish.id))
        )
    )


def follow(
    session: Session, actor: Actor, child_id: uuid.UUID, vaccine: str, *, now: datetime
) -> VaccineWish:
    """Follow a vaccine of the catalogue; the wish that is there when it is followed already.

    Raises Stranger, NotAllowed, or Refused vaccine_unknown for a name of which nothing is known.
    """
    actor.require(Right.PLAN, child_id)
    found = find_vaccine(vaccine)
    if found is None:
        sentence = N_("Choose a vaccine of the list: of another one no waiting time is known.")
        raise Refused(Problem("vaccine_unknown", "vaccine", sentence))
    known = [one for one in followed(session, child_id) if one.vaccine == found.id]
    if known:
        return known[0]
    wish = VaccineWish(child_id=child_id, vaccine=found.id, made_by=actor.account_id, made_at=now)
    session.add(wish)
    session.flush()
    return wish


def no_longer_follow(
    session: Session, actor: Actor, child_id: uuid.UUID, vaccine: str, *, now: datetime
) -> None:
    """End the wish; what is not followed stays so. Raises Stranger or NotAllowed."""
    actor.require(Right.PLAN, child_id)
    for wish in followed(session, child_id):
        if wish.vaccine == vaccine:
            wish.ended_at, wish.ended_by = now, actor.account_id
    session.flush()
