"""Guessing passphrases (T6), and accounts that nobody made (T7). ASVS 6.3.1, 6.3.2, 6.3.8."""

import pytest
from argon2 import PasswordHasher

from journal import create_app
from journal.clock import now
from journal.records import passphrases
from journal.records.invitations import make_setup_link
from tests.family import PASSPHRASE, fresh_database
from tests.web.conftest import browser
from tests.web.signing_in import on_another_phone, sign_in, signed_in

ADDRESSES = 50
COMMON = ["admin", "password", "sunhat", "changeme", "root", "test", "demo", "journal", ""]


@pytest.fixture
def hashes(monkeypatch):
    """How many passphrases the server works out: what an answer costs, on any machine."""
    counted = []

    class Counting(PasswordHasher):
        def verify(self, *said):
            counted.append(said)
            return super().verify(*said)

    cheap = Counting(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passphrases, "HASHER", cheap)
    passphrases._nobodys.cache_clear()
    yield counted
    passphrases._nobodys.cache_clear()


def guess(client, number, who="ada"):
    form = {"email": f"{who}@example.org", "passphrase": f"wrong words number {number}"}
    address = {"REMOTE_ADDR": f"198.51.100.{number % ADDRESSES}"}
    return client.post("/sign-in", data=form, environ_base=address).status_code


@pytest.mark.parametrize("guesses", [200, pytest.param(1000, marks=pytest.mark.nightly)])
def test_t6_of_all_guesses_from_50_addresses_twenty_are_looked_at_and_the_owner_gets_in(
    app, family, hashes, guesses
):
    own = on_another_phone(app)
    assert sign_in(own).status_code == 303
    own.post("/sign-out")
    hashes.clear()
    stranger = on_another_phone(app)
    answers = [guess(stranger, number) for number in range(guesses)]
    assert len(hashes) <= 20
    assert (answers.count(422), answers.count(429)) == (20, guesses - 20)
    assert sign_in(own).status_code == 303
    assert signed_in(own)


def test_t6_one_address_has_a_hundred_guesses_an_hour_at_all_accounts(app, family, hashes):
    client = on_another_phone(app)
    for number in range(120):
        client.post("/sign-in", data={"email": f"n{number}@example.org", "passphrase": "x" * 12})
    assert len(hashes) == 100


@pytest.mark.parametrize("pairs", [40, pytest.param(200, marks=pytest.mark.nightly)])
def test_t6_who_is_known_and_who_is_not_cost_the_same(app, family, hashes, pairs):
    """Work, not wall time: one passphrase each, worked out with the same parameters."""
    work = {}
    for who in ("ada", "nobody"):
        hashes.clear()
        for number in range(pairs):
            client = on_another_phone(app)
            form = {"email": f"{who}@example.org", "passphrase": "five wrong words here"}
            address = {"REMOTE_ADDR": f"203.0.113.{number}"}
            client.post("/sign-in", data=form, environ_base=address)
        work[who] = len(hashes)
    assert work["ada"] == work["nobody"] > 0


@pytest.mark.parametrize("stored", ["ada", None])
def test_t6_a_passphrase_of_nobody_is_worked_out_as_dearly(stored, monkeypatch):
    """The parameters that stand in what is verified, known or not."""
    seen = []
    real = passphrases.HASHER

    class Looking(PasswordHasher):
        def verify(self, kept, typed):
            seen.append(kept.split("$")[1:4])
            return super().verify(kept, typed)

    kept = real.hash("some passphrase of hers") if stored else None
    passphrases._nobodys.cache_clear()
    own = {"time_cost": real.time_cost, "memory_cost": real.memory_cost}
    monkeypatch.setattr(passphrases, "HASHER", Looking(parallelism=real.parallelism, **own))
    assert not passphrases.matches(kept, "something else altogether")
    assert seen == [["argon2id", "v=19", "m=19456,t=2,p=1"]]


@pytest.fixture
def empty(settings):
    """A fresh server: its browser, and the token of its set-up link."""
    database = fresh_database(settings.database)
    with database.transaction() as session:
        token = make_setup_link(session, now=now())
    app = create_app(settings)
    yield browser(app), token
    database.close()
    app.extensions["journal_database"].close()


def test_t7_a_fresh_server_lets_in_no_common_pair(empty):
    client, _token = empty
    for name in COMMON[:8]:
        for passphrase in COMMON:
            form = {"email": f"{name}@example.org", "passphrase": passphrase}
            address = {"REMOTE_ADDR": f"198.51.100.{COMMON.index(passphrase)}"}
            assert client.post("/sign-in", data=form, environ_base=address).status_code == 422
    assert client.get("/account").status_code == 303


def test_t7_set_up_needs_the_token_and_is_over_once_it_is_done(empty):
    client, token = empty
    for path in ("/set-up", "/set-up/", "/set-up/admin", f"/set-up/{token[:-1]}"):
        assert client.get(path).status_code == 404
        assert client.post(path, data={}).status_code == 404
    new = {"name": "Ada", "email": "ada@home.example", "passphrase": PASSPHRASE}
    assert client.post(f"/set-up/{token}", data=new).status_code == 303
    other = {**new, "email": "eve@home.example"}
    stranger = client.application.test_client()
    stranger.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert stranger.post(f"/set-up/{token}", data=other).status_code == 410
    assert stranger.get("/set-up").status_code == 404
