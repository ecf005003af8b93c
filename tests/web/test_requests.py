"""What every request must show and every answer carries."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pydantic
import pytest
from flask import request
from sqlalchemy import delete
from sqlmodel import select

from journal import create_app
from journal.care.knowledge.vaccine_rules import vaccine_rules
from journal.clock import now
from journal.records.people import AuthSession
from journal.summary.pdf import press
from journal.summary.press import Limits
from journal.web import health
from tests.family import PASSPHRASE
from tests.web.conftest import browser
from tests.web.daily import entries, form_to, ids, send, when

UNSAFE = [
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "null"}, 403),
]


@pytest.mark.parametrize(("headers", "status"), UNSAFE)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/api/v1/sync"])
def test_t9_other_sites_cannot_post(app, headers, status, path):
    client = app.test_client()
    assert client.post(path, json={}, headers=headers).status_code == status


def test_t9_form_without_its_token_is_refused(app):
    client = browser(app)
    app.config["WTF_CSRF_ENABLED"] = True
    form = {"email": "ada@example.org", "passphrase": "x" * 12}
    assert client.post("/sign-in", data=form).status_code == 400
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/sign-in", data={**form, "csrf_token": token}).status_code == 422


def note_form(family):
    return f"/children/{family.nora}/log/note", {"note": "Slept well & <b>long</b>"}


GOOD = {"email": "ada@example.org", "passphrase": PASSPHRASE}


@pytest.mark.parametrize("cookie", [True, False])
def test_f17_form_sent_without_a_session_goes_through_sign_in_with_its_text(
    app, family, anonymous, cookie
):
    """Without script."""
    url, typed = note_form(family)
    typed |= {**ids(), **when()}
    assert anonymous.post("/sign-in", data=GOOD).status_code == 303
    app.config["WTF_CSRF_ENABLED"] = True
    typed["csrf_token"] = token_in(anonymous.get(url).text)
    with family.database.transaction() as session:
        session.execute(delete(AuthSession))
    if not cookie:
        anonymous.delete_cookie("journal")
    asked = anonymous.post(url, data=typed)
    assert asked.status_code == 401
    assert "You are signed out" in asked.text
    assert "Slept well" not in asked.text
    wrong = send(anonymous, form_to(asked.text, "/sign-in"), **GOOD | {"passphrase": "x" * 12})
    assert wrong.status_code == 422
    back = send(anonymous, form_to(wrong.text, "/sign-in"), **GOOD)
    assert back.status_code == 200
    again = form_to(back.text, "/log/note")
    assert again["note"] == typed["note"]
    assert again["change"] == typed["change"]
    assert entries(family) == []
    assert send(anonymous, again).status_code == 303
    assert len(entries(family)) == 1


def test_t24_form_that_somebody_else_typed_is_not_shown_after_sign_in(app, family, anonymous):
    anonymous.post("/sign-in", data=GOOD)
    anonymous.delete_cookie("journal")
    url, typed = note_form(family)
    asked = form_to(anonymous.post(url, data=typed).text, "/sign-in")
    reply = send(anonymous, asked, **GOOD | {"email": "ben@example.org"})
    assert reply.status_code == 303
    forged = anonymous.post("/sign-in", data={**GOOD, "sealed": "made up"})
    assert forged.status_code == 303


def test_t24_what_is_typed_on_a_phone_that_was_removed_is_not_kept_in_its_page(family, as_person):
    url, typed = note_form(family)
    phone, wanted = as_person("ben"), 'name="sealed"'
    with family.database.transaction() as session:
        (row,) = session.exec(select(AuthSession))
        row.removed_at = now()
    assert wanted not in phone.post(url, data=typed).text
    with family.database.transaction() as session:
        session.get_one(AuthSession, row.id).removed_at = None
        session.get_one(AuthSession, row.id).seen_at = now() - timedelta(days=31)
    assert wanted in phone.post(url, data=typed).text, "a session that ran out keeps it"


def test_form_with_files_says_how_to_keep_the_text(family, anonymous):
    url, typed = note_form(family)
    photo = (BytesIO(b"x"), "rash.jpg")
    reply = anonymous.post(url, data={**typed, "photo": photo})
    assert reply.status_code == 401
    assert "open a second tab to sign in" in reply.text
    assert 'href="/sign-in"' in reply.text


def test_form_from_before_signing_in_again_is_sent_by_one_more_tap(app, family, as_person):
    url, typed = note_form(family)
    client = as_person("ada")
    app.config["WTF_CSRF_ENABLED"] = True
    reply = client.post(url, data={**typed, "csrf_token": "the old one"})
    assert reply.status_code == 409
    assert 'name="note" value="Slept well &amp; &lt;b&gt;long&lt;/b&gt;"' in reply.text
    assert "the old one" not in reply.text
    again = {**typed, "csrf_token": token_in(reply.text)}
    assert client.post(url, data=again).status_code not in {400, 401, 409}


def test_t9_form_of_unknown_origin_is_not_offered_again(app, family, as_person):
    url, typed = note_form(family)
    client = as_person("ada")
    app.config["WTF_CSRF_ENABLED"] = True
    del client.environ_base["HTTP_SEC_FETCH_SITE"]
    assert client.post(url, data=typed).status_code == 400


def token_in(page):
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_t9_get_never_signs_out(as_person):
    assert as_person("ada").get("/sign-out").status_code == 405


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/api/v1/nowhere"])
def test_t12_every_answer_carries_the_policy_and_is_not_kept(anonymous, path):
    reply = anonymous.get(path)
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cache-Control"] == "no-store"


def test_t22_forged_host_is_refused(anonymous):
    assert anonymous.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(("proxies", "who"), [(0, "127.0.0.1"), (1, "198.51.100.7")])
def test_t22_who_asks_is_said_by_our_own_proxy_alone(settings, family, proxies, who):
    app = create_app(replace(settings, proxies=proxies))
    app.add_url_rule("/who", view_func=lambda: str(request.remote_addr))
    # What a visitor claims stands first; the proxy adds what it saw.
    claimed = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    assert app.test_client().get("/who", headers=claimed).text == who
    app.extensions["journal_database"].close()


def test_t26_cookie_is_for_this_server_alone(settings, family):
    app = create_app(replace(settings, url="https://sunhat.example.org"))
    reply = app.test_client().get("/sign-in", base_url="https://sunhat.example.org")
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("__Host-journal=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "max-age=31536000" in reply.headers["Strict-Transport-Security"]
    app.extensions["journal_database"].close()


@pytest.mark.parametrize(
    "path", ["/console", "/.git/config", "/.env", "/metrics", "/s/x/../wsgi.py", "/s/", "/static/"]
)
def test_t29_nothing_that_scanners_look_for(anonymous, path):
    assert anonymous.get(path).status_code == 404
    assert anonymous.open(path, method="TRACE").status_code in {404, 405}
    assert anonymous.open("/sign-in", method="TRACE").status_code == 405


def test_t28_the_log_of_a_failure_names_no_child_and_quotes_no_note(settings, family, caplog):
    class Strict(pydantic.BaseModel):
        note: int

    def stumbles():
        try:
            Strict(note="quittenmus")
        except ValueError as error:
            raise RuntimeError("quittenmus") from error

    app = create_app(settings)
    app.add_url_rule("/fails", view_func=stumbles)
    reply = app.test_client().get("/fails")
    assert reply.status_code == 500
    for inside in ("quittenmus", "RuntimeError", "Traceback", "stumbles", ".py", "SELECT"):
        assert inside not in reply.text
    assert "RuntimeError" in caplog.text
    assert "in stumbles" in caplog.text
    assert "quittenmus" not in caplog.text.replace('"quittenmus"', "")
    app.extensions["journal_database"].close()


def test_f22_a_page_that_cannot_be_printed_says_when_to_ask_again(family, as_person, monkeypatch):
    monkeypatch.setattr(press, "limits", Limits(wall_seconds=0.0001))
    reply = as_person("ada").get(f"/api/v1/children/{family.nora}/summary.pdf")
    press.close()
    assert (reply.status_code, reply.json["error"]) == (503, "pdf_failed")
    assert int(reply.headers["Retry-After"]) > 0


def test_a_page_that_cannot_be_shown_leads_on(as_person, anonymous):
    on = '<a href="/" class="button'
    assert on in as_person("ada").get("/nowhere").text
    assert on not in anonymous.get("/nowhere").text


def test_h19_health_says_late_when_reminders_stopped(anonymous, family):
    from datetime import timedelta

    from journal.clock import now
    from journal.reminders.heart import beat

    assert anonymous.get("/healthz").json == {
        "database": "ok",
        "reminders": "ok",
        "version": "0.1.0",
    }
    with family.database.transaction() as session:
        beat(session, now=now() - timedelta(seconds=91))
    reply = anonymous.get("/healthz")
    assert (reply.status_code, reply.json["reminders"]) == (503, "late")


def test_h27_health_and_the_terminal_say_when_a_set_of_rules_expires(app, anonymous, family):
    late = vaccine_rules().review_by
    asked = app.test_cli_runner().invoke(args=["journal", "rules"])
    assert f"to be looked at again by {late}" in asked.output
    assert "rules" not in anonymous.get("/healthz").json
    said = health.answer(late, late=False)
    assert f"Rule set vaccines expires on {late}" in said["rules"]
