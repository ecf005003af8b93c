"""Telling people what happened to an account, after the answer: nobody waits for it."""

import logging
import uuid
from collections.abc import Callable
from threading import Thread

from flask import current_app, url_for

from journal.clock import now
from journal.records.failures import place_of
from journal.reminders.account_news import Channels, News, send_reset, tell
from journal.reminders.household_news import tell_of_erasure
from journal.web.extensions import database, reminder_words, sender

log = logging.getLogger(__name__)


def tell_soon(account_id: uuid.UUID, what: News, *, phone: str, session_id: str | None) -> None:
    """Tell the person everywhere else, and the owners of their households. After the commit."""
    by, moment = _channels(), now()
    _soon(lambda: tell(by, account_id, what, phone=phone, session_id=session_id, now=moment))


def tell_household_soon(
    household_id: uuid.UUID, asked_by: uuid.UUID, *, session_id: str | None
) -> None:
    """Tell everybody of a household that something is to be erased (T35). After the commit."""
    by, moment = _channels(), now()
    _soon(lambda: tell_of_erasure(by, household_id, asked_by, session_id=session_id, now=moment))


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


def _soon(work: Callable[[], None]) -> None:
    """Do it beside the answer. What fails is logged: what happened stands in the acts anyway."""

    def told() -> None:
        try:
            work()
        except Exception as error:
            log.error("Telling stumbled: %s", place_of(error))

    Thread(target=told, name="telling", daemon=True).start()
