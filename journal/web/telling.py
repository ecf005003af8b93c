"""Telling people what happened to an account, after the answer: nobody waits for it."""

import logging
import uuid
from collections.abc import Callable
from threading import Thread

from flask import current_app, request, url_for
from sqlmodel import Session

from journal.clock import now
from journal.records.failures import place_of
from journal.reminders.account_news import News, announce, send_reset
from journal.reminders.news_sent import Channels, tell_waiting
from journal.web.extensions import database, reminder_words, sender
from journal.web.own_phone import phone_label

log = logging.getLogger(__name__)


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
    by, moment = _channels(), now()
    _soon(lambda: tell_waiting(by, now=moment))


def send_reset_soon(email: str) -> None:
    """Send a link to whoever signs in with this, if anybody does (T37).

    All of it after the answer: that takes as long for those whom nobody knows.
    """
    by, moment, site = _channels(), now(), url_for("forgotten.choose", token="")
    _soon(lambda: send_reset(by, email, site, now=moment))


def _channels() -> Channels:
    return Channels(
        database=database().for_all,
        sender=sender(),
        mailer=current_app.extensions["journal_mailer"],
        words=reminder_words(),
    )


def _soon(work: Callable[[], object]) -> None:
    """Do it beside the answer. What fails is logged: what happened stands in the acts anyway."""

    def told() -> None:
        try:
            work()
        except Exception as error:
            log.error("Telling stumbled: %s", place_of(error))

    Thread(target=told, name="telling", daemon=True).start()
