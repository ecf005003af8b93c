"""The page behind a link, for whoever has its address: no account, no cookie, nothing to change.

The secret stands behind the "#" of the address, which browsers send to nobody. GET shows an empty
form, so a mail scanner that follows links opens nothing; the form posts the address (T10).
"""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadData, URLSafeTimedSerializer

from journal.clock import now
from journal.exchange.health_links import VIEWER, Named, read_address
from journal.exchange.sealed import unseal
from journal.exchange.share_codes import read_code
from journal.exchange.shares import ShareOver, WrongCode, fetch_file, open_share
from journal.records import throttle
from journal.records.access import Stranger
from journal.records.share_ends import FETCH, ShareState
from journal.summary.chart import Svg
from journal.summary.pdf import Paper
from journal.web.extensions import database
from journal.web.forms import Form
from journal.web.security import acts_for_nobody
from journal.web.shared_files import PAGE

bp = Blueprint("shared", __name__, url_prefix=VIEWER)

# Addresses that are none, from one place in an hour.
MOST_GUESSES = 60


@bp.get("")
def ask() -> ResponseReturnValue:
    """The form: a script fills it from what stands behind "#"; without it the address is pasted."""
    return _form(Form(), 200)


@bp.post("")
@acts_for_nobody()
def show() -> ResponseReturnValue:
    """Open the link: the page as it was when the family shared it."""
    form = Form.sent()
    named = read_address(form.get("address"))
    if named is None:
        form.errors["address"] = _(
            "This address is not whole. Copy it from https to its last character."
        )
        return _form(form, 422)
    try:
        files = open_share(
            database().for_all,
            named.share_id,
            key=named.key,
            code=read_code(form.get("code")),
            now=now(),
        )
    except WrongCode as wrong:
        return _wrong(form, wrong)
    except ShareOver as over:
        return _over(over.state)
    except Stranger:
        return _nothing()
    page = Svg(unseal(files[PAGE], named.key).decode())
    return _answer(
        render_template(
            "sharing/shown.html",
            page=page,
            address=form.get("address"),
            receipt=receipt_for(named.share_id),
        )
    )


@bp.post("/pdf")
@acts_for_nobody()
def pdf() -> ResponseReturnValue:
    """The same as PDF, for whoever has just opened the page: it is no opening of its own."""
    form = Form.sent()
    named = read_address(form.get("address"))
    paper = form.get("paper")
    if named is None or paper not in list(Paper) or not _has_opened(named, form.get("receipt")):
        form.errors[""] = _("The page was opened too long ago. Open it once more.")
        return _form(form, 422)
    try:
        sealed = fetch_file(database().for_all, named.share_id, paper, key=named.key, now=now())
    except ShareOver as over:
        return _over(over.state)
    except Stranger:
        return _nothing()
    response = make_response(unseal(sealed, named.key))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="sunhat-shared-page.pdf"'
    return response


def receipt_for(share_id: str) -> str:
    """Return what shows for an hour that somebody may fetch the PDF of a link."""
    return str(_receipts().dumps(share_id))


def missed(name: str) -> int | None:
    """Count a link that is none; return how many seconds to wait when there were too many."""
    with database().transaction() as session:
        key = f"{name}:{request.remote_addr}"
        wait = throttle.try_again_in(session, key, most=MOST_GUESSES, now=now())
    return None if wait is None else max(1, round(wait.total_seconds()))


def _form(form: Form, status: int) -> Response:
    return _answer(render_template("sharing/open.html", form=form), status)


def _answer(page: str, status: int = 200) -> Response:
    return make_response(page, status)


def _wrong(form: Form, wrong: WrongCode) -> Response:
    """The form again: with the address, without the code."""
    form.text.pop("code", None)
    if not wrong.left:
        return _over(ShareState.GUESSED)
    form.errors["code"] = (
        ngettext(
            "This code does not match. %(num)d try is left.",
            "This code does not match. %(num)d tries are left.",
            wrong.left,
        )
        if wrong.given
        else _("This link has a code. The family tells it to you by another way.")
    )
    return _form(form, 422)


def _over(state: ShareState) -> Response:
    text = {
        ShareState.ENDED: _("The family has ended it. Ask them for a new one."),
        ShareState.EXPIRED: _("Its time is over. Ask the family for a new one."),
        ShareState.GUESSED: _("The code was wrong five times. Ask the family for a new link."),
        ShareState.USED_UP: _("It was opened as often as it may be. Ask the family for a new one."),
    }[state]
    return _said(HTTPStatus.GONE, _("This link is over"), text)


def _nothing() -> Response:
    """The same for every address that is none of this journal's, whatever is wrong with it."""
    wait = missed("shared")
    if wait is not None:
        text = _("Too many addresses were tried from here. Wait an hour, then try again.")
        response = _said(HTTPStatus.TOO_MANY_REQUESTS, _("Too many tries"), text)
        response.headers["Retry-After"] = str(wait)
        return response
    text = _("No link of this journal has this address. Check that it was copied whole.")
    return _said(HTTPStatus.NOT_FOUND, _("There is nothing here"), text)


def _said(status: HTTPStatus, title: str, text: str) -> Response:
    return _answer(render_template("sharing/over.html", title=title, text=text), status)


def _has_opened(named: Named, receipt: str) -> bool:
    try:
        told = _receipts().loads(receipt, max_age=int(FETCH.total_seconds()))
    except BadData:
        return False
    return bool(told == named.share_id)


def _receipts() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="an opened link")
