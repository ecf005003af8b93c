"""A phone's push subscription, and encryption for it (RFC 8291)."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric import ec
from webpush import WebPush
from webpush.vapid import VAPID

from journal.care.problems import N_, Problem, Refused, shorten
from journal.reminders.endpoints import NotPermitted, Permitted

# Push services must take 4,096 bytes of body (RFC 8030, section 7.2); some take less.
LONGEST_PAYLOAD = 3000
LOOK_UP_SECONDS = 3.0


class PayloadTooLarge(ValueError):
    """The message has more than 3,000 bytes."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where one browser wants its messages, and the keys to encrypt them with: all secrets."""

    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)


def read_subscription(data: Mapping[str, object], permitted: Permitted) -> Subscription:
    """Return the subscription in a browser's own JSON.

    Raises Refused (code push_endpoint, field subscription) when the push service is not permitted
    or has an address that is not public, or when endpoint or keys cannot be used.
    """
    keys = data.get("keys")
    keys = keys if isinstance(keys, Mapping) else {}
    endpoint, p256dh, auth = data.get("endpoint"), keys.get("p256dh"), keys.get("auth")
    if not (isinstance(endpoint, str) and isinstance(p256dh, str) and isinstance(auth, str)):
        raise _unreadable()
    try:
        _check_service(endpoint, permitted)
        _check_keys(p256dh, auth)
    except NotPermitted as error:
        raise _unreadable() if error.host is None else _not_permitted(error.host) from error
    except ValueError as error:
        raise _unreadable() from error
    return Subscription(endpoint, p256dh.rstrip("="), auth.rstrip("="))


def encrypt(subscription: Subscription, payload: bytes) -> bytes:
    """Return the body of a push request, content coding aes128gcm in one record.

    Raises PayloadTooLarge beyond 3,000 bytes, ValueError when the keys cannot be used.
    """
    if len(payload) > LONGEST_PAYLOAD:
        raise PayloadTooLarge(f"{len(payload)} bytes are more than {LONGEST_PAYLOAD}")
    # Nothing public of `webpush` only encrypts: get() signs anew for every message, drops the port
    # from the audience and writes its arguments back into the shared object. It checks neither
    # length nor keys. Hence one private method, the exact version pinned, everything else ours.
    # It reads two attributes of `keys`; its own model would cost 4 % of the whole to build.
    return bytes(_webpush()._encrypt(payload, SimpleNamespace(keys=subscription)))


@cache
def _webpush() -> WebPush:
    # It insists on a key pair that encryption does not use; journal.reminders.vapid signs.
    private, public, _ = VAPID.generate_keys()
    return WebPush(private, public)


def _check_service(url: str, permitted: Permitted) -> None:
    endpoint = permitted.endpoint(url)
    try:
        permitted.addresses(endpoint, seconds=LOOK_UP_SECONDS)
    except OSError:
        # No answer from the resolver is no reason to turn a phone away: the name is permitted,
        # and its addresses are checked again before every connection.
        return


def _check_keys(p256dh: str, auth: str) -> None:
    point = _decode(p256dh)
    if len(point) != 65 or point[0] != 4 or len(_decode(auth)) != 16:
        raise ValueError("the keys have another length or form")
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def _decode(text: str) -> bytes:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,90}={0,2}", text):
        raise ValueError("not base64url")
    bare = text.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))


def _not_permitted(host: str) -> Refused:
    text = N_(
        "This server does not send to the push service of this browser (%(host)s). "
        "Whoever runs the server can allow it in JOURNAL_PUSH_HOSTS."
    )
    return Refused(Problem("push_endpoint", "subscription", text, {"host": shorten(host)}))


def _unreadable() -> Refused:
    text = N_(
        "The subscription from this browser cannot be used. "
        "Turn reminders off on this phone, then on again."
    )
    return Refused(Problem("push_endpoint", "subscription", text))
