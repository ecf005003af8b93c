"""Questions to every caregiver: opened by what does not add up, closed by a person's answer."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.care.problems import N_
from journal.records.access import Actor, Right
from journal.records.columns import table_of
from journal.records.entries import Alert, AlertKind, Entry
from journal.records.feed import next_seq

_ENTRY = table_of(Entry)

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
        if known.closed_at and (known.closed_by is None or known.answer == LOGGED_TWICE):
            known.closed_at = known.closed_by = known.answer = None
            _tell_again(session, known)
    else:
        alert = Alert(
            child_id=child_id,
            kind=kind,
            key=key,
            entries=[str(entry) for entry in entries],
            opened_at=now,
        )
        session.add(alert)
        session.flush()
        _tell_again(session, alert)


def settle(session: Session, key: str, *, now: datetime) -> None:
    """Close the question with this key: what it asked about no longer stands."""
    for alert in session.exec(
        select(Alert).where(Alert.key == key, col(Alert.closed_at).is_(None))
    ):
        close(session, alert, now=now)


def close(session: Session, alert: Alert, *, now: datetime) -> None:
    """Close a question that no longer stands, or that a person has answered."""
    alert.closed_at = now
    _tell_again(session, alert)


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
        close(session, alert, now=now)
        alert.closed_by = actor.account_id
        alert.answer = text
    return alert


def _tell_again(session: Session, alert: Alert) -> None:
    """Count its entries as changed: phones keep them drawn, with or without an open question."""
    entries = [uuid.UUID(entry) for entry in alert.entries]
    if entries:
        seq = next_seq(session, alert.child_id)
        session.execute(sa.update(_ENTRY).where(_ENTRY.c.id.in_(entries)).values(seq=seq))
