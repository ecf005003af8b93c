"""A form sent while nobody was signed in any more goes through sign-in with its text.

The text travels in a hidden field of that page, signed and not encrypted: whoever can look into the
page that was left open can read what was typed there.
"""

from collections.abc import Sequence

import flask
from flask import Response, current_app, make_response, render_template, request
from itsdangerous import BadData, URLSafeSerializer

from journal.web.forms import Form
from journal.web.own_phone import ticked

MOST_LETTERS = 100_000
SEALED = "sealed"
Typed = Sequence[Sequence[str]]


def typed_here() -> list[tuple[str, str]]:
    """Everything that was typed into the form of this request, in order, without its token."""
    return [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]


def sign_in_with_it() -> Response | None:
    """The page for signing in, which carries the form on; None for files and for too much.

    What another site made the browser send is not carried.
    """
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    files = any(file.filename for file in request.files.values())
    letters = sum(map(len, request.form.values()))
    # A phone that was removed keeps nothing of the journal.
    if not ours or files or not 0 < letters <= MOST_LETTERS or flask.g.get("removed"):
        return None
    page = render_template(
        "account/sign_in.html",
        form=Form(dict(ticked())),
        action="/sign-in",
        passkey_url=None,
        hidden={SEALED: sealed_here()},
        keeps=True,
        removed=None,
    )
    return make_response(page, 401)


def sealed_here() -> str:
    """Where this request's form goes and what was typed in it, signed, without its passphrases."""
    typed = [(name, text) for name, text in typed_here() if not name.startswith("passphrase")]
    return str(_serializer().dumps([request.full_path.rstrip("?"), typed]))


def opened(form: Form) -> tuple[str, Typed] | None:
    """Where the carried form goes and what was typed in it; None without one of ours."""
    try:
        action, typed = _serializer().loads(form.get(SEALED))
    except BadData:
        return None
    return action, typed


def offer_again(action: str, typed: Typed, status: int) -> Response:
    """The form as it was typed, to be sent once more by a tap."""
    return make_response(render_template("errors/again.html", action=action, fields=typed), status)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="typed-form")
