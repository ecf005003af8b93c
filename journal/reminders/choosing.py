"""How a person chooses to be told: when, on what, and in which hours not."""

import uuid
from collections.abc import Iterable
from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_, Problem, Refused
from journal.records.access import Actor, NotAllowed, Right
from journal.records.medicines import Medicine
from journal.records.reminder_choices import (
    EvenThen,
    Mailbox,
    PersonChoice,
    Place,
    QuietHours,
    Wording,
)
from journal.records.reminders import About
from journal.reminders.choices import VIEWERS_MAY_ASK


def kinds_for(actor: Actor, child_id: uuid.UUID) -> frozenset[About]:
    """The kinds of which this person may be told for the child."""
    return frozenset(About) if actor.may(Right.RECORD, child_id) else VIEWERS_MAY_ASK


def choose(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    abouts: Iterable[About],
    place: Place,
    *,
    push: bool,
    email: bool,
    now: datetime,
) -> None:
    """Keep how the acting person is told of these kinds. Raises Stranger or NotAllowed."""
    actor.require(Right.LOOK, child_id)
    for about in abouts:
        if about not in kinds_for(actor, child_id):
            raise NotAllowed
        session.merge(
            PersonChoice(
                account_id=actor.account_id,
                child_id=child_id,
                about=about,
                place=place,
                push=push,
                email=email,
                changed_at=now,
            )
        )
    session.flush()


def be_quiet(
    session: Session,
    actor: Actor,
    hours: tuple[time, time] | None,
    *,
    zone: str,
    even_then: Iterable[uuid.UUID],
    now: datetime,
) -> None:
    """Keep the person's quiet hours, None for none, and of which medicines they hear even then.

    Raises Refused quiet_empty when they begin and end at once, NotAllowed for a medicine that this
    person does not record.
    """
    if hours is not None and hours[0] == hours[1]:
        text = N_("Quiet hours need a beginning and an end. Leave both empty for none.")
        raise Refused(Problem("quiet_empty", "ends", text))
    wanted = set(even_then)
    for medicine in session.exec(select(Medicine).where(col(Medicine.id).in_(wanted))):
        actor.require(Right.RECORD, medicine.child_id)
        wanted.discard(medicine.id)
        session.merge(EvenThen(account_id=actor.account_id, medicine_id=medicine.id))
    if wanted:
        raise NotAllowed
    kept = set(even_then)
    session.execute(
        sa.delete(EvenThen)
        .where(col(EvenThen.account_id) == actor.account_id)
        .where(col(EvenThen.medicine_id).not_in(kept))
    )
    if hours is None:
        mine = col(QuietHours.account_id) == actor.account_id
        session.execute(sa.delete(QuietHours).where(mine))
    else:
        starts, ends = hours
        session.merge(
            QuietHours(
                account_id=actor.account_id, starts=starts, ends=ends, zone=zone, changed_at=now
            )
        )
    session.flush()


def word_letters(session: Session, actor: Actor, wording: Wording) -> None:
    """Keep what may stand in the person's letters."""
    mailbox = session.get(Mailbox, actor.account_id)
    if mailbox is None:
        mailbox = Mailbox(account_id=actor.account_id)
    mailbox.wording = wording
    session.add(mailbox)
    session.flush()
