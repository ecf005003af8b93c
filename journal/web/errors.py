"""What a page or the API answers when something cannot be done: a sentence that says what to do."""

import errno
import logging
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from journal.care.problems import Problem, Refused
from journal.records.access import NotAllowed, Stranger
from journal.records.failures import first_said, is_id_taken, place_of
from journal.records.scope import is_refusal
from journal.web.kept_form import offer_again, sign_in_with_it, typed_here
from journal.web.landing import landing
from journal.web.language import said
from journal.web.security import OF_A_LINK, is_api, too_large_here
from journal.web.signed_in import require_person

log = logging.getLogger(__name__)
Answer = Response | tuple[Response, int]

CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    410: "over",
    413: "too_large",
    415: "media_type",
    422: "refused",
    429: "too_many",
    500: "server_error",
    503: "busy",
}


def init_app(app: Flask) -> None:
    """Turn exceptions into answers."""
    app.register_error_handler(Stranger, lambda _error: answer(404))
    app.register_error_handler(NotAllowed, lambda _error: answer(403))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _form_token)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(Exception, _unexpected)


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem as the API says it."""
    said_so: dict[str, Any] = {
        "error": problem.code,
        "field": problem.field,
        "message": said(problem),
    }
    if problem.got is not None:
        said_so["got"] = problem.got
    return said_so


def answer(status: int, *, code: str | None = None, message: str | None = None) -> Response:
    """An error as a page, or as JSON for the API."""
    title, text = _words(status)
    message = message or text
    if is_api():
        body = {"error": code or CODES.get(status, "error"), "field": None, "message": message}
        if status == 401 and (removed := g.get("removed")):
            # The phone erases what it keeps of this person, for this word and no other (T24, F17).
            body |= {"error": "phone_removed", "person": str(removed)}
        return make_response(jsonify(body), status)
    if status == 401 and (page_with_it := sign_in_with_it()) is not None:
        return page_with_it
    page = render_template(
        "errors/error.html", title=title, text=message, code=status, **_way_on(status)
    )
    return make_response(page, status)


def other_person() -> Response:
    """What one person wrote is not taken from another's session: it waits on the phone."""
    message = _(
        "Somebody else is signed in here. These entries wait for the person who wrote them."
    )
    return answer(409, code="other_person", message=message)


def _way_on(status: int) -> dict[str, str]:
    """What to tap: nobody is left on a page that leads nowhere, but for who came by a link."""
    if request.blueprint in OF_A_LINK:
        return {}
    if status == 401:
        return {"back_url": url_for("account.sign_in"), "back_label": _("Sign in")}
    if status in {500, 503} and request.method == "GET":
        return {"back_url": landing(request.full_path), "back_label": _("Try again")}
    return {"back_url": "/"} if g.get("account_id") else {}


def _words(status: int) -> tuple[str, str]:
    match status:
        case 400:
            return _("That did not arrive whole"), _("Go back, reload the page and try again.")
        case 401:
            if is_api():
                return _("You are not signed in"), _("Sign in, then try again.")
            return _("You are signed out"), _(
                "Your text is still in the form: go back, open a second tab to sign in, "
                "then send it again."
            )
        case 403:
            return _("You may look, not change"), _("Ask the owner of this journal to do it.")
        case 404:
            return _("There is nothing here"), _("Check the address, or go to Today.")
        case 410:
            return _("This link is over"), _("Ask the person who sent it for a new one.")
        case 413:
            better = too_large_here()
            return _("That is too large"), _(better) if better else _("Send less at once.")
        case 429:
            return _("Too many tries"), _("Wait a few minutes, then try again.")
        case 503:
            return _("The journal is busy"), _("Nothing was changed. Try again in a moment.")
        case 500:
            return _("Something went wrong here"), _("Nothing was changed. Try again.")
    return _("That does not work here"), _("Go back and try another way.")


def _refused(error: Refused) -> Response:
    problem = error.problems[0]
    status = STATUS_BY_CODE.get(problem.code, 422)
    if is_api():
        body = problem_json(problem)
        body["errors"] = [problem_json(each) for each in error.problems]
        response = make_response(jsonify(body), status)
        if status == 429:
            response.headers["Retry-After"] = str(60 * int(problem.values["minutes"]))
        if status == 503:
            response.headers["Retry-After"] = "30"
        return response
    return answer(status, message=said(problem))


STATUS_BY_CODE = {
    "json_invalid": 400,
    "json_duplicate_key": 400,
    "batch_too_large": 413,
    "has_history": 409,
    "last_owner": 409,
    "already_member": 409,
    "not_waiting": 409,
    "not_announced": 409,
    "photo_conflict": 409,
    "checksum": 409,
    "image_too_large": 413,
    "image_type": 415,
    "image_moving": 415,
    "photo_lost": 404,
    "subscription_gone": 410,
    "turned_off": 410,
    "photo_busy": 503,
    "photo_often": 429,
    "photo_quota": 507,
}


def _form_token(error: CSRFError) -> Response:
    """A form whose token is of no use: signed out since it was shown, or signed in again."""
    asks_person = require_person in current_app.before_request_funcs.get(request.blueprint, ())
    if not asks_person:
        return _http(error)
    if g.account_id is None:
        return answer(401)
    # Signing in made a new token. The browser itself says that the form is ours (T9), so what
    # was typed may go round once more, by a tap.
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return _http(error)
    return offer_again(request.full_path, typed_here(), 409)


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    response = answer(error.code or 500)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _database(error: DBAPIError) -> Response:
    if is_refusal(error):
        # A page that did not ask for a right, or looked for more than it asked for (T1).
        log.error("%s %s: the second lock refused: %s", *_where(), place_of(error))
        return answer(404)
    if isinstance(error, IntegrityError):
        return _taken(error)
    return _busy(error) if isinstance(error, OperationalError) else _unexpected(error)


def _busy(error: OperationalError) -> Response:
    """Another writer held the database, or the disk failed or is full: nothing was changed."""
    text = first_said(error)
    if "full" in text:
        return _disk_full()
    log.warning("database: %s", text.splitlines()[0] if text else "error")
    failed = _("The server could not write to its disk. Nothing was changed. Tell its owner.")
    response = answer(503, message=failed if "disk I/O" in text else None)
    response.headers["Retry-After"] = "5"
    return response


def _taken(error: IntegrityError) -> Response:
    """An id that the sender chose is that of a row they do not see, which stays as it is (T3)."""
    if not is_id_taken(error):
        return _unexpected(error)
    message = _("This was not kept, for its id is taken. Open the page again and send it anew.")
    return answer(409, code="id_again", message=message)


def _no_room(error: OSError) -> Response:
    """A file could not be written: for want of room, or for what somebody must look into."""
    return _disk_full() if error.errno in {errno.ENOSPC, errno.EDQUOT} else _unexpected(error)


def _disk_full() -> Response:
    message = _("The server's disk is full. Nothing was changed. Free some space, try again.")
    return answer(507, code="disk_full", message=message)


def _unexpected(error: Exception) -> Response:
    log.error("%s %s failed: %s", *_where(), place_of(error))
    return answer(500)


def _where() -> tuple[str, object]:
    # The rule, not the path: some paths carry a link's secret.
    return request.method, request.url_rule
