"""T15: a subscription cannot make this server talk to anything but a push service."""

import sys
from collections.abc import Iterator

import pytest

from journal.care.problems import Refused
from journal.reminders.addresses import is_public
from journal.reminders.endpoints import Permitted
from journal.reminders.push import Sender
from journal.reminders.subscriptions import read_subscription
from tests.reminders.conftest import send
from tests.support import certificates
from tests.support.push_service import Phone, PushService, answering

CANARY = "CANARY"  # stands for the port of a listener that must not hear anything

# None of these names a permitted push service.
REFUSED = [
    f"https://127.0.0.1:{CANARY}/x",
    f"http://127.0.0.1:{CANARY}/x",
    f"https://localhost:{CANARY}/x",
    f"https://localhost.:{CANARY}/x",
    f"https://127.1:{CANARY}/x",
    f"https://0x7f.1:{CANARY}/x",
    f"https://0x7f000001:{CANARY}/x",
    f"https://2130706433:{CANARY}/x",
    f"https://0177.0.0.1:{CANARY}/x",
    f"https://0:{CANARY}/x",
    f"https://0.0.0.0:{CANARY}/x",
    f"https://127.0.0.1.:{CANARY}/x",
    f"https://[::1]:{CANARY}/x",
    f"https://[::]:{CANARY}/x",
    f"https://[::ffff:127.0.0.1]:{CANARY}/x",
    f"https://[::ffff:7f00:1]:{CANARY}/x",
    f"https://[::1%25lo]:{CANARY}/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/x",
    "https://10.0.0.1/x",
    "https://192.168.1.1/x",
    "https://8.8.8.8/x",  # public, but nobody's push service
    f"https://fcm.googleapis.com@127.0.0.1:{CANARY}/x",
    f"https://127.0.0.1:{CANARY}@fcm.googleapis.com/x",
    f"https://user:word@fcm.googleapis.com:{CANARY}/x",
    "https://fcm.googleapis.com:8443/x",
    f"https://fcm.googleapis.com:{CANARY}/x",
    "https://fcm.googleapis.com:443:80/x",
    "https://fcm.googleapis.com:99999/x",
    "http://fcm.googleapis.com/x",
    "http://fcm.googleapis.com:443/x",
    "ftp://fcm.googleapis.com/x",
    "file:///etc/passwd",
    "//fcm.googleapis.com/x",
    "https:fcm.googleapis.com/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilfcm.googleapis.com/x",
    "https://evil-push.apple.com/x",
    "https://notify.windows.com.evil.example/x",
    "https://xn--fcm-googleapis-com.example/x",
    "https://fcm.g\u043e\u043egleapis.com/x",  # Cyrillic о
    "https://xn--fcm-5ma.googleapis.com.example/x",
    f"https://127.0.0.1:{CANARY}\\.fcm.googleapis.com/x",
    f"https://127.0.0.1:{CANARY}#.push.apple.com/x",
    f"https://127.0.0.1:{CANARY}\uff0f.push.apple.com/x",  # folds to a slash
    f"https://127.0.0.1%2f.push.apple.com:{CANARY}/x",
    "https://.push.apple.com/x",
    "https://web..push.apple.com/x",
    "https://web.push.apple.com./x",
    "https://web.push.apple.com/a b",
    "https://web.push.apple.com/a\r\nHost: 127.0.0.1",
    " https://web.push.apple.com/x",
    "https://web.push.apple.com/x\n",
    "https://web.push.apple.com/" + "x" * 2100,
    "https://",
    "",
]

_watching: list[list[object]] = []


def _watch(event: str, args: tuple[object, ...]) -> None:
    if _watching and event in {"socket.connect", "socket.getaddrinfo"}:
        _watching[-1].append((event, args[1]) if event == "socket.connect" else (event, args[0]))


sys.addaudithook(_watch)


@pytest.fixture
def calls() -> Iterator[list[object]]:
    """Every connection and every look-up of this process, as the interpreter reports them."""
    _watching.append([])
    yield _watching[-1]
    _watching.pop()


@pytest.fixture(scope="module")
def canary() -> Iterator[PushService]:
    with PushService() as canary:
        yield canary


def never(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize("url", REFUSED)
def test_t15_an_address_that_is_not_permitted_is_refused_at_subscribe(url, canary, calls):
    data = Phone().browser_json(url.replace(CANARY, str(canary.port)))
    with pytest.raises(Refused) as refused:
        read_subscription(data, Permitted(resolve=never))
    problem = refused.value.problems[0]
    assert (problem.code, problem.field, problem.got) == ("push_endpoint", "subscription", None)
    assert (canary.connections, calls) == (0, [])


@pytest.mark.parametrize("url", REFUSED)
def test_t15_an_address_that_is_not_permitted_is_refused_at_send(url, canary, calls, new_sender):
    url = url.replace(CANARY, str(canary.port))
    # The resolver would lead to the canary, whatever the name.
    sender = new_sender(resolve=lambda host, port: ["127.0.0.1"])
    answer = send(sender, Phone().subscription(url))
    assert (answer.kind, answer.status) == ("config", None)
    assert (canary.connections, calls) == (0, [])


def test_t15_the_canary_hears_what_the_operator_permits(new_sender):
    with PushService() as canary:
        assert send(new_sender(canary.host), Phone().subscription(canary.endpoint)).status == 201
        assert canary.connections == 1


PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "233.252.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
    "64:ff9b:1::1",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "2001:0:4136:e378::1",  # Teredo
    "2001:db8::1",
    "fc00::1",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["17.188.143.34", "142.250.185.74", "2620:149:208:430e::b", "64:ff9b::8efa:b94a"]


@pytest.mark.parametrize("address", PRIVATE)
def test_t15_an_address_inside_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_t15_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_t15_a_permitted_name_that_leads_inside_is_refused_at_subscribe_and_send(
    address, calls, new_sender
):
    def rebound(host: str, port: int) -> list[str]:
        return [PUBLIC[0], address]

    url = "https://updates.push.services.mozilla.com/x"
    with pytest.raises(Refused, match=r"updates\.push\.services\.mozilla\.com"):
        read_subscription(Phone().browser_json(url), Permitted(resolve=rebound))
    answer = send(new_sender(resolve=rebound), Phone().subscription(url))
    assert (answer.kind, answer.status, calls) == ("failed", None, [])


def test_t15_a_name_that_changes_between_check_and_connection_gains_nothing(calls, new_sender):
    answers = iter([["17.188.143.34"], ["127.0.0.1"], ["127.0.0.1"]])
    permitted = Permitted(resolve=lambda host, port: next(answers))
    url = "https://web.push.apple.com/x"
    subscription = read_subscription(Phone().browser_json(url), permitted)
    answer = send(new_sender(resolve=permitted.resolve), subscription)
    assert (answer.kind, calls) == ("failed", [])
    # One question for each connection: the address that was checked is the one that is used.
    assert next(answers) == ["127.0.0.1"]


def test_t15_the_connection_goes_to_the_checked_address_under_the_services_name(
    tmp_path, vapid, calls
):
    name = "push.example"
    server, trust = certificates.for_host(name, tmp_path)
    asked: list[str] = []
    server.sni_callback = lambda connection, sni, context: asked.append(sni)
    with PushService(tls=server) as service:
        host = f"{name}:{service.port}"
        sender = Sender(vapid, Permitted((host,), lambda *_: ["127.0.0.1"]), tls=trust)
        answer = send(sender, Phone().subscription(f"https://{host}/x"))
        sender.close()
        assert (answer.status, asked) == (201, [name])
        assert service.requests[0].headers["host"] == host
        assert calls == [("socket.connect", ("127.0.0.1", service.port))]


def test_t15_a_certificate_of_another_name_is_refused(tmp_path, vapid):
    server, trust = certificates.for_host("other.example", tmp_path)
    with PushService(tls=server) as service:
        host = f"push.example:{service.port}"
        sender = Sender(vapid, Permitted((host,), lambda *_: ["127.0.0.1"]), tls=trust)
        assert send(sender, Phone().subscription(f"https://{host}/x")).kind == "failed"
        assert service.requests == []
        sender.close()


def test_t15_a_pool_of_services_without_end_keeps_few_connections(service, new_sender):
    service.behave = answering(201)
    names = [f"push{number}.example:{service.port}" for number in range(80)]
    sender = new_sender(*names, resolve=lambda host, port: ["127.0.0.1"])
    for name in names:
        assert send(sender, Phone().subscription(f"http://{name}/x")).kind == "accepted"
    assert len(sender._transport._pools) <= 64
