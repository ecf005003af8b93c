"""What holds of each answer, whichever route gives it and whoever asks."""

import json

import pytest
from flask import url_for

from tests.web.conftest import browser

# Sent by who wants to be taken for a proxy, or to have another address answered.
FORGED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-For": "203.0.113.9",
    "X-Original-URL": "/healthz",
    "X-Rewrite-URL": "/healthz",
    "X-HTTP-Method-Override": "DELETE",
    "Forwarded": "host=evil.example",
}


def pages(app, family):
    """The addresses of every page about Nora that needs no other name."""
    with app.test_request_context():
        return sorted(
            url_for(rule.endpoint, child_id=family.nora)
            for rule in app.url_map.iter_rules()
            if rule.arguments == {"child_id"} and "GET" in (rule.methods or ())
        )


@pytest.mark.parametrize("who", ["ada", "eve", None])
def test_t12_t36_every_answer_carries_the_policy_and_lets_nobody_frame_it(
    app, family, as_person, who
):
    client = as_person(who) if who else browser(app)
    for url in pages(app, family):
        with client.get(url) as answer:
            headers = answer.headers
            policy = headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy, url
            assert "default-src 'none'" in policy, url
            assert "object-src 'none'" in policy, url
            assert "base-uri 'none'" in policy, url
            assert "unsafe" not in policy, url
            assert headers["X-Content-Type-Options"] == "nosniff", url
            # JSON is UTF-8 by itself, and a picture has no letters.
            kind = headers["Content-Type"]
            assert not kind.startswith("text/") or kind.endswith("; charset=utf-8"), url
            assert "no-store" in headers["Cache-Control"], url
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", url
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin", url
            assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}, url


def test_t25_no_address_that_looks_like_a_file_is_answered_with_a_page(app, family, as_person):
    ada = as_person("ada")
    for url in pages(app, family):
        for end in ("/a.css", "/a.js", "/x.png", ".css", ";a.css", "%2fa.css", "%00.css"):
            with ada.get(url + end) as answer:
                assert answer.status_code == 404, url + end
                assert "no-store" in answer.headers["Cache-Control"], url + end


def test_t22_t25_headers_that_only_a_proxy_may_set_change_nothing(app, family, as_person):
    ada = as_person("ada")
    url = f"/children/{family.nora}/people"
    plain, forged = ada.get(url), ada.get(url, headers=FORGED)
    assert (forged.status_code, forged.headers.get("Location")) == (200, None)
    assert "evil" not in forged.text
    assert len(forged.text) == len(plain.text)


def test_t40_health_says_five_words_to_strangers_and_to_the_family(app, as_person):
    for client in (browser(app), as_person("ada")):
        said = client.get("/healthz").get_json()
        assert said.keys() <= {"database", "reminders", "version"}
        assert all(isinstance(value, str) for value in said.values())


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/children/x/due", "/api/v1/sync"])
def test_t40_an_error_says_no_more_than_its_four_keys(app, path):
    for method in ("GET", "POST", "PUT"):
        answer = browser(app).open(path, method=method)
        assert answer.status_code in {401, 404, 405}
        said = json.loads(answer.text)
        assert said.keys() <= {"error", "field", "message", "got"}
        assert "Traceback" not in answer.text
