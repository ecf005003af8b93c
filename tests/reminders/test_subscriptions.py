"""T15, B38: which subscriptions this server accepts, and what it says about the others."""

import socket

import pytest

from journal.care.problems import Refused
from journal.reminders.endpoints import Permitted, read_endpoint
from journal.reminders.subscriptions import read_subscription
from tests.support.push_service import Phone, text_of

PUBLIC = ["17.188.143.34", "2620:149:208:430e::b"]


def never(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize(
    "url",
    [
        "https://fcm.googleapis.com/fcm/send/dK3:APA91b-_x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com/QGJ0",
        "https://WEB.PUSH.APPLE.COM:443/QGJ0",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2fx%3d",
    ],
)
def test_t15_the_push_services_of_the_browsers_are_permitted(url):
    phone = Phone()
    permitted = Permitted(resolve=lambda host, port: PUBLIC)
    assert read_subscription(phone.browser_json(url), permitted) == phone.subscription(url)
    assert (
        permitted.endpoint(url).origin
        == url.lower().replace(":443", "").partition("/")[0] + "//" + permitted.endpoint(url).host
    )


def test_t15_a_permitted_name_without_an_answer_may_subscribe():
    # The resolver may be down for a moment; the addresses are checked again before each connection.
    def down(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    url = "https://web.push.apple.com/x"
    assert read_subscription(Phone().browser_json(url), Permitted(resolve=down)).endpoint == url


@pytest.mark.parametrize(
    ("extra", "url", "origin"),
    [
        ("192.168.1.5:8080", "http://192.168.1.5:8080/x", "http://192.168.1.5:8080"),
        ("192.168.1.5:8080", "https://192.168.1.5:8080/x", "https://192.168.1.5:8080"),
        ("push.home", "https://push.home/x", "https://push.home"),
        ("push.home", "http://push.home:80/x", "http://push.home"),
        ("PUSH.home:443", "https://push.HOME?x", "https://push.home"),
        ("[::1]:8080", "http://[0:0::1]:8080/x", "http://[::1]:8080"),
        ("bücher.example", "https://xn--bcher-kva.example/x", "https://xn--bcher-kva.example"),
    ],
)
def test_an_operator_may_permit_a_private_push_service(extra, url, origin):
    permitted = Permitted((extra,), lambda host, port: ["127.0.0.1"])
    endpoint = permitted.endpoint(url)
    assert endpoint.origin == origin
    assert permitted.addresses(endpoint, seconds=1) == ["127.0.0.1"]


@pytest.mark.parametrize(
    "url", ["http://192.168.1.5/x", "https://192.168.1.5:8081/x", "https://a.push.home/x"]
)
def test_t15_what_an_operator_permits_is_one_host_and_port(url):
    with pytest.raises(ValueError, match="not a permitted"):
        Permitted(("192.168.1.5:8080", "push.home")).endpoint(url)


@pytest.mark.parametrize(
    "entry", ["", "http://push.home", "push.home/", "a@push.home", "push.home:0", "*.home", "a b"]
)
def test_a_push_host_that_cannot_be_read_stops_the_start(entry):
    with pytest.raises(ValueError, match="JOURNAL_PUSH_HOSTS"):
        Permitted((entry,))


OFF_CURVE = text_of(b"\x04" + b"\x01" * 64)
GOOD = Phone().browser_json("https://web.push.apple.com/x")


@pytest.mark.parametrize(
    "keys",
    [
        None,
        [],
        {},
        {"p256dh": GOOD["keys"]["p256dh"]},
        {"p256dh": 4, "auth": 4},
        {**GOOD["keys"], "auth": text_of(b"a" * 15)},
        {**GOOD["keys"], "auth": text_of(b"a" * 17)},
        {**GOOD["keys"], "auth": "a+b/" + "a" * 18},
        {**GOOD["keys"], "auth": ""},
        {**GOOD["keys"], "p256dh": ""},
        {**GOOD["keys"], "p256dh": OFF_CURVE},
        {**GOOD["keys"], "p256dh": text_of(b"\x02" + b"\x01" * 32)},
        {**GOOD["keys"], "p256dh": text_of(b"\x05" + b"\x01" * 64)},
        {**GOOD["keys"], "p256dh": GOOD["keys"]["p256dh"] + "AA"},
        {**GOOD["keys"], "p256dh": "ü" * 87},
    ],
)
def test_b38_keys_that_cannot_be_used_are_refused(keys):
    with pytest.raises(Refused) as refused:
        read_subscription({**GOOD, "keys": keys}, Permitted(resolve=lambda *_: PUBLIC))
    assert refused.value.problems[0].code == "push_endpoint"


@pytest.mark.parametrize("endpoint", [None, 5, ["https://web.push.apple.com/x"]])
def test_b38_a_subscription_without_an_address_is_refused(endpoint):
    with pytest.raises(Refused):
        read_subscription({**GOOD, "endpoint": endpoint}, Permitted(resolve=never))


def test_b38_the_sentence_names_the_host_and_not_the_secret_address():
    data = Phone().browser_json("https://push.evil.example/secret-of-the-phone")
    with pytest.raises(Refused) as refused:
        read_subscription(data, Permitted())
    sentence = refused.value.problems[0].message
    assert "push.evil.example" in sentence
    assert "secret" not in sentence


def test_a_subscription_does_not_show_its_secrets():
    subscription = Phone().subscription("https://web.push.apple.com/secret")
    shown = repr(subscription) + repr(read_endpoint(subscription.endpoint))
    assert "secret" not in shown
    assert subscription.p256dh not in shown
