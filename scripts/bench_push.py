"""Messages encrypted and signed per second, against the bare `cryptography` calls they need.

Both are measured by turns in one run, so that a busy machine slows both. Prints one JSON object;
`python -m scripts.bench_push` from the folder of the repository.
"""

import http.client
import json
import os
import statistics
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from journal.reminders.answers import Kind
from journal.reminders.endpoints import Permitted
from journal.reminders.message import new_topic
from journal.reminders.push import Sender, Urgency
from journal.reminders.subscriptions import Subscription, encrypt
from journal.reminders.vapid import VapidKey
from scripts.bench_receiver import receiver

TARGET = 0.70
CURVE = ec.SECP256R1()
PAYLOAD = b"x" * 400  # a reminder with two buttons


def measure(*, rounds: int = 40, messages: int = 50) -> dict[str, float]:
    """Return messages per second of both, and the median of their ratio, round by round."""
    ours, floor = _message(), _floor()
    for warm in (ours, floor):
        _seconds(warm, messages)
    pairs = [(_seconds(ours, messages), _seconds(floor, messages)) for _ in range(rounds)]
    return {
        "messages_per_second": round(messages / statistics.median(pair[0] for pair in pairs)),
        "floor_per_second": round(messages / statistics.median(pair[1] for pair in pairs)),
        "ratio": round(statistics.median(floor / ours for ours, floor in pairs), 3),
        "target": TARGET,
    }


def measure_send(*, rounds: int = 20, messages: int = 40) -> float:
    """Whole messages sent, against a bare POST and the floor of encryption, as a ratio.

    To one push service that answers at once, in a process of its own; in CPU of ours, as waiting
    for it is the same for both.
    """
    p256dh, auth = _phone()
    keys = [urlsafe_b64encode(part).rstrip(b"=").decode() for part in (p256dh, auth)]
    with receiver(0, 1) as (host,):
        vapid = VapidKey.generate(contact="mailto:ada@journal.example")
        sender, encrypted = Sender(vapid, Permitted((host,))), _floor()
        to = Subscription(f"http://{host}/send/x", *keys)
        bare = http.client.HTTPConnection(host)
        topic, life, body = new_topic(), timedelta(minutes=30), bytes(86 + len(PAYLOAD) + 1 + 16)

        def ours() -> None:
            answer = sender.send(
                to,
                PAYLOAD,
                ttl=life,
                urgency=Urgency.HIGH,
                topic=topic,
                now=datetime.now(UTC),
            )
            assert answer.kind is Kind.ACCEPTED, answer

        def floor() -> None:
            encrypted()
            bare.request("POST", "/send/x", body=body)
            bare.getresponse().read()

        for warm in (ours, floor):
            _seconds(warm, messages)
        cpu = time.process_time
        pairs = [
            (_seconds(ours, messages, cpu), _seconds(floor, messages, cpu)) for _ in range(rounds)
        ]
        sender.close()
        bare.close()
    return statistics.median(floor / ours for ours, floor in pairs)


def _seconds(
    act: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter
) -> float:
    began = clock()
    for _ in range(times):
        act()
    return clock() - began


def _message() -> Callable[[], object]:
    """One message as the sender makes it: the header of its origin, the encrypted body."""
    vapid, now = VapidKey.generate(contact="mailto:ada@journal.example"), datetime.now(UTC)
    keys = [urlsafe_b64encode(part).rstrip(b"=").decode() for part in _phone()]
    subscription = Subscription("https://fcm.googleapis.com/fcm/send/x", *keys)

    def act() -> object:
        return vapid.header("https://fcm.googleapis.com", now=now), encrypt(subscription, PAYLOAD)

    return act


def _floor() -> Callable[[], object]:
    """What RFC 8291 cannot do without: a key pair, ECDH, five HMACs, one AES-GCM; no signature."""
    p256dh, auth = _phone()

    def act() -> object:
        own = ec.generate_private_key(CURVE)
        own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
        derived = _hmac(auth, own.exchange(ec.ECDH(), theirs))
        for _ in range(4):
            derived = _hmac(derived, b"Content-Encoding: aes128gcm\x00\x01")
        os.urandom(16)
        return AESGCM(derived[:16]).encrypt(derived[:12], PAYLOAD, None)

    return act


def _phone() -> tuple[bytes, bytes]:
    key = ec.generate_private_key(CURVE).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint), os.urandom(16)


def _hmac(key: bytes, data: bytes) -> bytes:
    code = hmac.HMAC(key, hashes.SHA256())
    code.update(data)
    return code.finalize()


if __name__ == "__main__":
    print(json.dumps(measure()))
