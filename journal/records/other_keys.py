"""What has to follow when the keys of this server become others."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from journal.records.codes import reseal
from journal.records.factors import Authenticator
from journal.records.people import AuthSession
from journal.records.reminders import Ended, PhoneState, PushSubscription


def follow_other_keys(session: Session, old: str, new: str) -> int:
    """End every sign-in and every phone's reminders, and seal the secrets of authenticator apps
    with the new key; return how many sign-ins ended.

    The marks of removed phones stay: these are still told (T24).
    """
    for app in session.exec(select(Authenticator)):
        app.sealed = reseal(app.sealed, old, new) or app.sealed
    for phone in session.exec(select(PushSubscription)):
        if phone.state is not PhoneState.GONE:
            phone.state, phone.detail = PhoneState.GONE, Ended.SIGNED_OUT
    over = select(AuthSession).where(col(AuthSession.removed_at).is_(None))
    ended = len(session.exec(over).all())
    session.execute(sa.delete(AuthSession).where(col(AuthSession.removed_at).is_(None)))
    return ended
