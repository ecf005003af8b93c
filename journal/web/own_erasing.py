"""Erasing one's own account, once it belongs to no household."""

from flask import Blueprint, g, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from journal.care.problems import N_, Problem
from journal.clock import now
from journal.exchange.erase import erase_account_now
from journal.records.erasing import homeless
from journal.records.people import Account
from journal.web.extensions import database, settings
from journal.web.forms import Form
from journal.web.proving import require_proof
from journal.web.signed_in import require_person

bp = Blueprint("own_erasing", __name__, url_prefix="/account/erase")
bp.before_request(require_person)


@bp.get("")
def index() -> ResponseReturnValue:
    """What goes with it; or that one has to leave one's households first."""
    return _page(Form())


@bp.post("")
@require_proof
def erase() -> ResponseReturnValue:
    """Erase it, at once."""
    form = Form.sent()
    with database().reading() as session:
        account = session.get_one(Account, g.account_id)
    if form.get("typed").lower() != account.email:
        sentence = N_("Type the address as it stands above. Nothing was erased.")
        form.fail(Problem("typed_word", "typed", sentence), "typed")
        return make_response(_page(form), 422)
    if not erase_account_now(database().for_all, settings().data, g.account_id, now=now()):
        return make_response(_page(form), 409)
    return redirect("/", code=303)


def _page(form: Form) -> str:
    with database().for_all.reading() as session:
        return render_template("account/erase.html", form=form, **_shown(session))


def _shown(session: Session) -> dict[str, object]:
    account = session.get_one(Account, g.account_id)
    return {"email": account.email, "is_free": bool(homeless(session, [account.id]))}
