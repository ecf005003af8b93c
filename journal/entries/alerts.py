"""Questions to every caregiver: opened by what does not add up, closed by a person's answer."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.records.access import Actor, Right
from journal.records.entries import Alert, AlertKind

# Kept in these words.
LOGGED_TWICE = N_("One dose, logged twice")
GIVEN_TWICE = N_("Given twice")


def raise_alert(
    session: Session,
    child_id: uuid.UUID,
    kind: AlertKind,
    key: str,
    entries: Iterable[uuid.UUID],
    *,
    now: datetime,
) -> None:
    """Ask everybody, once: a key never asks twice, nor again after a person answered it.

    A question that closed because it no longer stood is open again when it stands again; so is
    one that was closed as one dose, logged twice, when the second entry is brought back.
    """
    known = session.exec(select(Alert).where(Alert.key == key)).first()
    if known is not None:
        if known.closed_by is None or known.answer == LOGGED_TWICE:
            known.closed_at = known.closed_by = known.answer = None
    else:
        session.add(
            Alert(
                child_id=child_id,
                kind=kind,
                key=key,
                entries=[str(entry) for entry in entries],
                opened_at=now,
            )
        )
        session.flush()


def settle(session: Session, key: str, *, now: datetime) -> None:
    """Close the question with this key: what it asked about no longer stands."""
    for alert in session.exec(
        select(Alert).where(Alert.key == key, col(Alert.closed_at).is_(None))
    ):
        alert.closed_at = now


def open_alerts(session: Session, children: Iterable[uuid.UUID]) -> Sequence[Alert]:
    """The open questions about these children, oldest first."""
    return session.exec(
        select(Alert)
        .where(col(Alert.child_id).in_(list(children)), col(Alert.closed_at).is_(None))
        .order_by(col(Alert.opened_at))
    ).all()


def find_alert(session: Session, actor: Actor, alert_id: uuid.UUID) -> Alert:
    """The question, to be answered. Raises Stranger or NotAllowed."""
    alert = session.get(Alert, alert_id)
    actor.require(Right.RECORD, alert.child_id if alert else uuid.UUID(int=0))
    assert alert is not None
    return alert


def answer(
    session: Session, actor: Actor, alert_id: uuid.UUID, text: str, *, now: datetime
) -> Alert:
    """Close a question with a person's answer. Raises Stranger or NotAllowed."""
    alert = find_alert(session, actor, alert_id)
    if alert.closed_at is None:
        alert.closed_at = now
        alert.closed_by = actor.account_id
        alert.answer = text
    return alert
