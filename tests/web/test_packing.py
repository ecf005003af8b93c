"""What is packed on the way, and for whom: a length must tell nobody else anything (BREACH)."""

import json

import pytest

from journal.clock import now
from tests.support.unpacked import BEST, BROWSER, unpacked
from tests.web.syncing import DEVICE, change

PACKING = {"Accept-Encoding": BROWSER}


@pytest.fixture
def today(family, as_person):
    """Ask for Nora's Today with these headers more; None takes one away."""
    ada = as_person("ada")

    def ask(query="", **more):
        site = more.pop("site", "same-origin")
        ada.environ_base.pop("HTTP_SEC_FETCH_SITE", None)
        sent = PACKING | more | ({"Sec-Fetch-Site": site} if site else {})
        return ada.get(f"/children/{family.nora}/today{query}", headers=sent)

    return ask


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_today_is_packed_for_our_own_page_and_for_who_opens_the_app(today, site):
    packed = today(site=site)
    assert packed.headers["Content-Encoding"] == BEST
    assert "Sec-Fetch-Site" in packed.headers["Vary"]
    assert "<h1" in unpacked(packed).decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site", None, "nonsense"])
def test_t9_today_that_another_site_may_have_asked_for_travels_unpacked(today, site):
    assert "Content-Encoding" not in today(site=site).headers


def test_t9_nothing_of_the_request_is_written_into_today(today):
    canary = {"User-Agent": "spiegelei", "Referer": "http://localhost/spiegelei", "Cookie2": "ei"}
    answer = today("?do=spiegelei&q=spiegelei&day=spiegelei", **canary)
    assert "spiegelei" not in unpacked(answer).decode()


def test_other_pages_travel_unpacked_whoever_asks(family, as_person):
    ada = as_person("ada")
    for place in ("journal?q=a", "medicines", "log/note"):
        answer = ada.get(f"/children/{family.nora}/{place}", headers=PACKING)
        assert "Content-Encoding" not in answer.headers, place


def test_t9_a_long_answer_to_a_phone_is_packed_for_that_phone_only(family, as_person):
    """The first reading of a journal; another site cannot send one at all (test_requests.py)."""
    ada = as_person("ada")
    body = {"device": DEVICE["ada"], "person": str(family.people["ada"]), "epoch": None}
    body |= {"cursor": None, "sent_at": now().isoformat(), "draw": {"days": 60}}
    written = ada.post("/api/v1/sync", json={**body, "changes": [change(family), change(family)]})
    assert len(written.json["results"]) == 2
    first = ada.post("/api/v1/sync", json={**body, "changes": []}, headers=PACKING)
    assert first.headers["Content-Encoding"] == BEST
    told = json.loads(unpacked(first))
    assert len(told["entries"]) == 2
    again = {**body, "epoch": told["epoch"], "cursor": told["cursor"], "changes": []}
    no_news = ada.post("/api/v1/sync", json=again, headers=PACKING)
    assert "Content-Encoding" not in no_news.headers
    assert len(no_news.data) < 250
    del ada.environ_base["HTTP_SEC_FETCH_SITE"]
    by_origin = PACKING | {"Origin": "http://localhost"}
    plain = ada.post("/api/v1/sync", json={**body, "changes": []}, headers=by_origin)
    assert plain.status_code == 200
    assert "Content-Encoding" not in plain.headers
