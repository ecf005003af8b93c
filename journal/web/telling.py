"""Telling people what happened to an account, after the answer: nobody waits for it."""

import uuid

from flask import current_app, request, url_for
from sqlmodel import Session

from journal.clock import now
from journal.reminders.account_news import News, announce, send_reset
from journal.reminders.news_sent import Channels, beside, tell_waiting
from journal.web.extensions import database, reminder_words, sender
from journal.web.own_phone import phone_label


def tell_of(
    session: Session,
    account_id: uuid.UUID,
    what: News,
    *,
    session_id: str | None,
    called: str = "",
) -> None:
    """Keep the news of an account in the transaction in which it happens; then `tell_soon`."""
    phone = phone_label(request.user_agent.string)
    announce(
        session,
        reminder_words(),
        account_id,
        what,
        phone=phone,
        called=called,
        session_id=session_id,
        now=now(),
    )


def tell_soon() -> None:
    """Send what was kept, after the commit. What dies before that is sent by the reminders."""
    by = _channels()
    beside(lambda: tell_waiting(by, clock=now))


def send_reset_soon(email: str) -> None:
    """Send a link to whoever signs in with this, if anybody does (T37).

    All of it after the answer: that takes as long for those whom nobody knows.
    """
    by, moment, site = _channels(), now(), url_for("forgotten.choose", token="")
    beside(lambda: send_reset(by, email, site, now=moment))


def _channels() -> Channels:
    return Channels(
        database=database().for_all,
        sender=sender(),
        mailer=current_app.extensions["journal_mailer"],
        words=reminder_words(),
    )
