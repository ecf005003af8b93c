"""What the answer of a push service means for a subscription and for its reminder."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

USUAL_WAIT = timedelta(seconds=60)
SHORTEST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(hours=1)


class Kind(StrEnum):
    """What to do next.

    accepted   nothing: the push service has the message (no proof that a phone rang)
    gone       end the subscription and tell the family
    config     keep the subscription and tell the operator: key, contact or permitted hosts
    too_large  send once more with the smallest text
    later      wait for `retry_after`, with this push service as a whole
    failed     try again, each time later, until the reminder is moot
    """

    ACCEPTED = "accepted"
    GONE = "gone"
    CONFIG = "config"
    TOO_LARGE = "too_large"
    LATER = "later"
    FAILED = "failed"


_MEANING = {
    **dict.fromkeys((200, 201, 202, 204), Kind.ACCEPTED),
    **dict.fromkeys((400, 401, 403), Kind.CONFIG),
    **dict.fromkeys((404, 410), Kind.GONE),
    413: Kind.TOO_LARGE,
    **dict.fromkeys((429, 503), Kind.LATER),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The outcome of one attempt.

    status       as the push service gave it, or None when none came
    retry_after  how long to wait, 1 second to 1 hour, when `kind` is later; otherwise None
    detail       a few words for the operator, never for the family
    """

    kind: Kind
    status: int | None = None
    retry_after: timedelta | None = None
    detail: str = ""


def judge(status: int, *, retry_after: str | None, detail: str, now: datetime) -> Answer:
    """Return what a status means. Anything unheard of, redirects included, counts as failed."""
    kind = _MEANING.get(status, Kind.FAILED)
    wait = read_retry_after(retry_after, now=now) if kind is Kind.LATER else None
    return Answer(kind=kind, status=status, retry_after=wait, detail=detail)


def read_retry_after(text: str | None, *, now: datetime) -> timedelta:
    """Return how long a Retry-After header asks to wait (RFC 9110, section 10.2.3).

    Seconds or an HTTP date; 60 seconds when it is missing or unreadable; never less than
    1 second or more than 1 hour.
    """
    return min(max(_read_wait(text or "", now), SHORTEST_WAIT), LONGEST_WAIT)


def _read_wait(text: str, now: datetime) -> timedelta:
    if text.isascii() and text.isdigit():
        # Nine digits are 31 years; more would not fit a timedelta.
        return timedelta(seconds=int(text[:9]))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return USUAL_WAIT
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
