"""Signing in as people do, with codes of an app and on other phones."""

import re
from threading import enumerate as threads

import pyotp

from journal.clock import now
from journal.records.codes import STEP_SECONDS
from tests.family import PASSPHRASE
from tests.web.daily import forms, send


def sign_in(client, who="ada", passphrase=PASSPHRASE, **more):
    form = {"email": f"{who}@example.org", "passphrase": passphrase, **more}
    return client.post("/sign-in", data=form)


def signed_in(client):
    return client.get("/account").status_code == 200


def add_app(client):
    """Add an authenticator app; return it and the recovery codes."""
    assert client.post("/account/codes/begin").status_code == 303
    page = client.get("/account/codes").text
    app = pyotp.TOTP(re.search(r"<strong>([A-Z2-7 ]+)</strong>", page)[1].replace(" ", ""))
    shown = client.post("/account/codes", data={"code": code_of(app, -1)})
    assert shown.status_code == 200, shown.text
    return app, re.findall(r"<code>([^<]+)</code>", shown.text)


def code_of(app, steps=0):
    """The code it shows now, or so many half minutes later."""
    return app.generate_otp(int(now().timestamp()) // STEP_SECONDS + steps)


def type_code(client, page, code):
    """Send the code on the page that asks for it."""
    (form,) = forms(page.text)
    assert form["action"].startswith("/sign-in/code")
    return send(client, form, code=code)


def on_another_phone(app):
    """A browser that nobody has signed in with."""
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    app.config["WTF_CSRF_ENABLED"] = False
    return client


def told():
    """Wait until everybody is told who was to be told after an answer."""
    for thread in threads():
        if thread.name == "telling":
            thread.join(60)
