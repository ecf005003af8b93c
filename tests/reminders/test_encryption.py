"""Bodies and headers agree with the standards and with a second implementation."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import http_ece
import pytest
import webpush
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from journal.reminders.subscriptions import PayloadTooLarge, encrypt
from tests.reminders.conftest import CONTACT, NOW, send
from tests.support.push_service import Phone, answering, bytes_of, read_vapid, text_of
from tests.support.push_vectors import sources


def key(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(bytes_of(number), "big"), ec.SECP256R1())


@pytest.mark.parametrize("vectors", sources())
def test_the_second_implementation_reads_the_examples_of_rfc_8188(vectors):
    for name in ("rfc8188_3_1", "rfc8188_3_2"):
        vector = vectors[name]
        read = http_ece.decrypt(bytes_of(vector["body"]), key=bytes_of(vector["key"]))
        assert read.decode() == vector["plaintext"]


@pytest.mark.parametrize("vectors", sources())
def test_the_phone_of_these_tests_reads_the_example_of_rfc_8291(vectors):
    vector = vectors["rfc8291_section5"]
    phone = Phone(key(vector["ua_private"]), bytes_of(vector["auth"]))
    assert phone.p256dh == vector["ua_public"]
    assert phone.decrypt(bytes_of(vector["body"])).decode() == vector["plaintext"]


@pytest.mark.parametrize("vectors", sources())
def test_a_body_is_the_example_of_rfc_8291_byte_for_byte(vectors, monkeypatch):
    # The package takes its chance values from two names; nothing else is replaced.
    vector = vectors["rfc8291_section5"]
    chance = SimpleNamespace(urandom=lambda size: bytes_of(vector["salt"]))
    curve = SimpleNamespace(**vars(ec))
    curve.generate_private_key = lambda *_: key(vector["as_private"])
    monkeypatch.setattr(webpush, "os", chance)
    monkeypatch.setattr(webpush, "ec", curve)

    phone = Phone(key(vector["ua_private"]), bytes_of(vector["auth"]))
    body = encrypt(phone.subscription("https://fcm.googleapis.com/x"), vector["plaintext"].encode())
    assert text_of(body) == vector["body"]


@pytest.mark.parametrize("size", [0, 1, 120, 2999, 3000])
def test_a_phone_reads_a_message_of_any_permitted_size(size):
    phone = Phone()
    body = encrypt(phone.subscription("https://fcm.googleapis.com/x"), b"x" * size)
    assert phone.decrypt(body) == b"x" * size
    # Salt, record size, key length, key; then one record: the text, its delimiter and its tag.
    assert (body[16:20], body[20], len(body)) == (b"\0\0\x10\0", 65, 86 + size + 17)


def test_a_message_over_3000_bytes_is_not_encrypted():
    with pytest.raises(PayloadTooLarge):
        encrypt(Phone().subscription("https://fcm.googleapis.com/x"), b"x" * 3001)


def test_two_messages_never_share_salt_or_key():
    subscription = Phone().subscription("https://fcm.googleapis.com/x")
    bodies = [encrypt(subscription, b"{}") for _ in range(200)]
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 200


@pytest.mark.parametrize("vectors", sources())
def test_the_reader_of_these_tests_accepts_the_example_of_rfc_8292(vectors):
    vector = vectors["rfc8292_2_4"]
    claims, _ = read_vapid(f"vapid t={vector['jwt']}, k={vector['k']}")
    assert claims["aud"] == "https://push.example.net"
    forged = vector["jwt"].replace("eyJhdWQi", "eyJhdWRi")
    with pytest.raises((InvalidSignature, ValueError)):
        read_vapid(f"vapid t={forged}, k={vector['k']}")


def test_a_request_carries_what_rfc_8030_8291_and_8292_ask_for(service, new_sender, vapid):
    phone = Phone()
    sender = new_sender(service.host)
    answer = send(sender, phone.subscription(service.endpoint), b'{"web_push":8030}', topic="Ab_9-")
    request = service.requests[0]
    claims, public = read_vapid(request.headers["authorization"])

    assert answer.kind == "accepted"
    assert (request.method, request.target) == ("POST", "/send/4f9c")
    assert json.loads(phone.decrypt(request.body)) == {"web_push": 8030}
    wanted = {
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "content-length": str(len(request.body)),
        "ttl": "1800",
        "urgency": "high",
        "topic": "Ab_9-",
        "host": service.host,
    }
    assert {name: request.headers.get(name) for name in wanted} == wanted
    assert public == vapid.public
    assert claims == {
        "aud": f"http://{service.host}",
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
        "sub": CONTACT,
    }


@pytest.mark.parametrize("ttl", [timedelta(0), timedelta(seconds=-1), timedelta(milliseconds=900)])
def test_a_message_that_may_not_wait_for_the_phone_is_refused(ttl, new_sender):
    with pytest.raises(ValueError, match="ttl"):
        send(new_sender(), Phone().subscription("https://fcm.googleapis.com/x"), ttl=ttl)


@pytest.mark.parametrize("topic", ["", "a" * 33, "with space", "a\r\nX: y", "ü", "a=", "ab\n"])
def test_a_topic_that_push_services_refuse_is_refused_here(topic, new_sender):
    with pytest.raises(ValueError, match="topic"):
        send(new_sender(), Phone().subscription("https://fcm.googleapis.com/x"), topic=topic)


def test_a_connection_serves_many_messages(service, new_sender):
    sender = new_sender(service.host)
    phone = Phone()
    service.behave = answering(201, body=b"thank you")
    answers = [send(sender, phone.subscription(service.endpoint)) for _ in range(5)]
    assert {answer.kind for answer in answers} == {"accepted"}
    assert (len(service.requests), service.connections) == (5, 1)


def test_eight_threads_share_a_sender(service, new_sender):
    sender, phone = new_sender(service.host), Phone()
    subscription = phone.subscription(service.endpoint)
    with ThreadPoolExecutor(8) as threads:
        sent = [threads.submit(send, sender, subscription, b"%d" % number) for number in range(80)]
        assert {attempt.result().kind for attempt in sent} == {"accepted"}
    read = sorted(int(phone.decrypt(request.body)) for request in service.requests)
    assert read == list(range(80))
    assert service.connections <= 8
