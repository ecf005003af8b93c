"""Sends one encrypted message to one phone, and says what became of it.

No database, no retries and no clock: whoever calls decides when, and what an answer leads to.
"""

import re
import ssl
from datetime import datetime, timedelta
from enum import StrEnum

from journal.reminders.answers import Answer, Kind, judge
from journal.reminders.endpoints import Endpoint, NotPermitted, Permitted
from journal.reminders.origins import Origins, Resting
from journal.reminders.subscriptions import PayloadTooLarge, Subscription, encrypt
from journal.reminders.transport import Transport, Unanswered
from journal.reminders.vapid import VapidKey

DEADLINE = timedelta(seconds=10)

_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Urgency(StrEnum):
    """How much battery a message is worth (RFC 8030, section 5.3)."""

    VERY_LOW = "very-low"
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Sender:
    """Sends to the permitted push services and to no one else. Any number of threads may share it.

    A push service that lets it wait again and again is left alone for a while, so that one that
    hangs holds up no other (F20).

    tls  for tests and own authorities; the system's authorities otherwise
    """

    def __init__(
        self, vapid: VapidKey, permitted: Permitted, *, tls: ssl.SSLContext | None = None
    ) -> None:
        self.vapid = vapid
        self.permitted = permitted
        self._transport = Transport(permitted, tls=tls)
        self._origins = Origins()

    def send(
        self,
        subscription: Subscription,
        payload: bytes,
        *,
        ttl: timedelta,
        urgency: Urgency,
        topic: str,
        now: datetime,
        deadline: timedelta = DEADLINE,
    ) -> Answer:
        """Send once and return what became of it, within the deadline whatever the server does.

        ttl    how long the push service may keep the message, at least a second: zero would drop
               it when the phone sleeps. Until the reminder is moot, and no longer.
        topic  a later message with the same topic replaces one that still waits; see new_topic

        Raises ValueError for a ttl or a topic that no push service takes.
        """
        if ttl < timedelta(seconds=1):
            raise ValueError("The ttl must be at least one second.")
        if not _TOPIC.fullmatch(topic):
            raise ValueError("The topic must be 1 to 32 characters of base64url.")
        try:
            endpoint = self.permitted.endpoint(subscription.endpoint)
        except NotPermitted as error:
            return Answer(kind=Kind.CONFIG, detail=str(error))
        try:
            body = encrypt(subscription, payload)
        except PayloadTooLarge as error:
            return Answer(kind=Kind.TOO_LARGE, detail=str(error))
        headers = self._headers(endpoint, ttl=ttl, urgency=urgency, topic=topic, now=now)
        try:
            with self._origins.slot(endpoint.origin):
                reply = self._transport.post(endpoint, body, headers, within=deadline)
        except Resting as error:
            return Answer(kind=Kind.LATER, retry_after=error.wait, detail=str(error))
        except (Unanswered, NotPermitted) as error:
            # A permitted name that leads to a private address is most often a portal or a resolver
            # that lies for a while, so it is worth another try; nothing was connected to.
            return Answer(kind=Kind.FAILED, detail=str(error))
        return judge(reply.status, retry_after=reply.retry_after, detail=reply.text, now=now)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._transport.close()

    def _headers(
        self, endpoint: Endpoint, *, ttl: timedelta, urgency: Urgency, topic: str, now: datetime
    ) -> dict[str, str]:
        return {
            "Authorization": self.vapid.header(endpoint.origin, now=now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(ttl.total_seconds())),
            "Urgency": urgency,
            "Topic": topic,
            # Says nothing of what this journal is about (T21).
            "User-Agent": "web-push",
        }
