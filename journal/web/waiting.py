"""What waits on this phone: a page that the phone itself fills in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from journal.web.phone_words import phone_words
from journal.web.signed_in import require_person

bp = Blueprint("waiting", __name__)
bp.before_request(require_person)
# Every signed-in page carries the words of the scripts: they say on each what waits.
bp.add_app_template_global(phone_words)


@bp.get("/waiting")
def index() -> ResponseReturnValue:
    """The list, empty: the server does not know what a phone has not sent."""
    return render_template("waiting/index.html")
