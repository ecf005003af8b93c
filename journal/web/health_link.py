"""A link as a clinic's own program asks for it: the SMART Health Links protocol.

The program has the key and gets sealed files alone; nobody here can read them. Any page of any site
may ask, without cookies, as the specification wants.
"""

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from journal.care.problems import Refused
from journal.clock import now
from journal.exchange.health_links import MANIFEST
from journal.exchange.share_codes import read_code
from journal.exchange.share_wishes import IPS
from journal.exchange.shares import NoSuchFile, ShareOver, WrongCode, fetch_file, open_share
from journal.records.access import Stranger
from journal.records.share_ends import FETCH
from journal.web.extensions import database, settings
from journal.web.json_body import read_body
from journal.web.security import acts_for_nobody
from journal.web.shared import missed

bp = Blueprint("health_link", __name__, url_prefix=MANIFEST.rstrip("/"))

LONGEST_BODY = 20_000
LONGEST_NAME = 200


@bp.post("/<share_id>")
@acts_for_nobody(from_anywhere=True)
def manifest(share_id: str) -> ResponseReturnValue:
    """The list of files. It counts as an opening, and says by whom, as the program calls itself."""
    body = _body()
    try:
        files = open_share(
            database().for_all,
            share_id,
            key=None,
            code=read_code(_text(body, "passcode")),
            recipient=_text(body, "recipient")[:LONGEST_NAME],
            needed=IPS,
            now=now(),
        )
    except WrongCode as wrong:
        return jsonify(remainingAttempts=wrong.left), 401
    except ShareOver:
        return _gone()
    except NoSuchFile:
        text = _("This link has nothing for a program. Open its address in a browser.")
        return _said(404, "no_file", text)
    except Stranger:
        return _nothing()
    most = body.get("embeddedLengthMax")
    return jsonify(files=[_file(share_id, files[IPS], most)])


@bp.get("/<share_id>/<token>")
def file(share_id: str, token: str) -> ResponseReturnValue:
    """A file that was too long for the list; its address works for an hour."""
    try:
        told = _tokens().loads(token, max_age=int(FETCH.total_seconds()))
        if told != share_id:
            return _nothing()
        sealed = fetch_file(database().for_all, share_id, IPS, key=None, now=now())
    except (BadData, Stranger):
        return _nothing()
    except ShareOver:
        return _gone()
    response = make_response(sealed)
    response.mimetype = "application/jose"
    return response


@bp.after_request
def allow_every_site(response: Response) -> Response:
    """What is answered here was sealed, and no cookie had a part in it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Access-Control-Max-Age"] = "600"
    return response


def _body() -> dict[str, Any]:
    try:
        return read_body(most_bytes=LONGEST_BODY)
    except Refused:
        abort(_said(400, "bad_request", _("Send a JSON object with recipient.")))


def _text(body: dict[str, Any], name: str) -> str:
    """A text of the body, in one line; "" for what is none."""
    value = body.get(name)
    if not isinstance(value, str):
        return ""
    return "".join(letter for letter in value if letter.isprintable()).strip()


def _file(share_id: str, sealed: bytes, most: Any) -> dict[str, Any]:
    about = {
        "contentType": "application/fhir+json",
        "fhirVersion": "4.0.1",
        "status": "finalized",
    }
    if isinstance(most, int) and len(sealed) > most:
        path = url_for("health_link.file", share_id=share_id, token=_tokens().dumps(share_id))
        return about | {"location": settings().url.rstrip("/") + path}
    return about | {"embedded": sealed.decode("ascii")}


def _gone() -> Response:
    # 404, where our own page says 410: the specification wants it for a link that is over.
    return _said(404, "over", _("This link is over. Ask the family for a new one."))


def _nothing() -> Response:
    wait = missed("health_link")
    if wait is None:
        return _said(404, "not_found", _("There is no such link."))
    response = _said(429, "too_many", _("Wait an hour, then try again."))
    response.headers["Retry-After"] = str(wait)
    return response


def _said(status: int, code: str, message: str) -> Response:
    return make_response(jsonify(error=code, message=message), status)


def _tokens() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="a file of a link")
