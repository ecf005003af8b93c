"""Each push service gets a header of its own, for its own origin, for half a day."""

import stat
from datetime import timedelta

import pytest

from journal.reminders.vapid import VapidKey, read_contact
from tests.reminders.conftest import NOW, send
from tests.support.push_service import Phone, PushService, bytes_of, read_vapid, text_of

HALF_LIFE = timedelta(hours=6)


def test_two_push_services_get_an_audience_each_from_one_sender(new_sender):
    with PushService() as first, PushService() as second:
        sender = new_sender(first.host, second.host)
        for service in (first, second, first):
            send(sender, Phone().subscription(service.endpoint))
        audiences = [
            [read_vapid(request.headers["authorization"])[0]["aud"] for request in service.requests]
            for service in (first, second)
        ]
        assert audiences == [[f"http://{first.host}"] * 2, [f"http://{second.host}"]]


def test_a_header_is_signed_once_until_half_of_its_life_is_over(vapid):
    origin = "https://push.example:8443"
    first = vapid.header(origin, now=NOW)
    assert vapid.header(origin, now=NOW + HALF_LIFE - timedelta(seconds=1)) == first
    later = vapid.header(origin, now=NOW + HALF_LIFE)
    assert read_vapid(later)[0]["exp"] - read_vapid(first)[0]["exp"] == HALF_LIFE.total_seconds()


def test_a_clock_set_back_gets_a_header_that_still_ends_within_a_day(vapid):
    vapid.header("https://push.example", now=NOW + timedelta(days=3))
    claims, _ = read_vapid(vapid.header("https://push.example", now=NOW))
    assert NOW.timestamp() < claims["exp"] <= (NOW + timedelta(hours=24)).timestamp()


def test_origins_without_end_do_not_fill_the_memory(vapid):
    for number in range(500):
        vapid.header(f"https://{number}.notify.windows.com", now=NOW)
    assert len(vapid._headers) <= 64


def test_without_a_contact_the_claim_is_left_out():
    claims, _ = read_vapid(VapidKey.generate().header("https://push.example", now=NOW))
    assert sorted(claims) == ["aud", "exp"]


@pytest.mark.parametrize(
    "contact",
    [
        "ada@journal.example",  # no mailto:
        "https://journal.example",
        "mailto:ada@localhost",
        "mailto:ada@sunhat.local",
        "mailto:ada@sunhat.LOCALHOST",
        "mailto:ada@sunhat.invalid",
        "mailto:ada",
        "mailto:@journal.example",
        "mailto:ada@journal.example\r\nX: y",
        "mailto:ada@journal.example?subject=hi",
    ],
)
def test_a_contact_that_apple_refuses_stops_the_start(contact):
    with pytest.raises(ValueError, match="JOURNAL_CONTACT"):
        VapidKey.generate(contact=contact)


def test_a_contact_on_the_internet_is_kept_and_an_empty_one_is_none():
    assert read_contact("mailto:ada@journal.example") == "mailto:ada@journal.example"
    assert read_contact("") is read_contact(None) is None


def test_a_key_comes_back_from_its_file_which_only_its_owner_reads(tmp_path):
    key = VapidKey.generate()
    key.save(tmp_path / "vapid.pem")
    assert VapidKey.load(tmp_path / "vapid.pem").public == key.public
    assert stat.S_IMODE((tmp_path / "vapid.pem").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        VapidKey.generate().save(tmp_path / "vapid.pem")


def test_a_key_is_read_from_base64url_and_from_pem():
    key = VapidKey.generate()
    number = key._private.private_numbers().private_value.to_bytes(32, "big")
    for text in (text_of(number), text_of(number) + "=\n", key.pem()):
        assert VapidKey.read(text).public == key.public
    assert bytes_of(key.public)[0] == 4
    assert len(key.public) == 87


RSA_LIKE = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("text", ["", "changeme", "A" * 43, "_" * 43, "A" * 44, RSA_LIKE, "ü" * 43])
def test_a_key_that_cannot_be_read_stops_the_start(text):
    with pytest.raises(ValueError, match="JOURNAL_VAPID_KEY"):
        VapidKey.read(text)


def test_a_key_does_not_show_itself(vapid):
    assert vapid.pem().splitlines()[1] not in repr(vapid) + str(vapid)
