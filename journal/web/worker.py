"""The service worker and the shell: what a phone keeps so that Sunhat opens without signal."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template

from journal.web.assets import names_of
from journal.web.drawn import CHANGE, ENTRY, NAME, TITLE, for_phone, part
from journal.web.forms import Form
from journal.web.log.reasons import again_tiles
from journal.web.packing import packed

bp = Blueprint("worker", __name__)


@bp.get("/sw.js")
def script() -> Response:
    """A few lines that start this build's worker, so that a new build is a new worker."""
    build = current_app.extensions["journal_build"]
    files = json.dumps([f"/s/{build}/{name}" for name in names_of(current_app)])
    text = (
        f'import {{ $part }} from "/s/{build}/js/sunhat.js";\n'
        f'$part("worker");\n'
        f'$part("shell_cache").look("{build}", {files});\n'
    )
    response = make_response(text)
    response.mimetype = "text/javascript"
    return response


@bp.get("/shell")
def shell() -> Response:
    """The page without anybody in it, for a phone to keep."""
    g.nobody = True
    with for_phone():
        waiting = part(render_template("waiting/index.html"))
        asked = part(render_template("log/asked.html", **_asked()))
    page = render_template("shell.html", waiting=waiting, asked=asked)
    return packed(make_response(page))


def _asked() -> dict[str, Any]:
    """The page that asks before a second dose of the week (H5), with tokens for what it asks."""
    return {
        "child": {"id": "[[child]]", "name": NAME, "colour": ""},
        "title": TITLE,
        "sentences": ["[[message]]"],
        "what": "[[what]]",
        "form": Form(),
        "hidden": {"change": CHANGE, "entry": ENTRY, "again": "yes"},
        "action": "[[action]]",
        "needs_reason": True,
        "whys": again_tiles(),
        "marks": {"mode": "new", "what": "dose", "kind": "dose", "entry": ""},
        "leave_url": "[[leave]]",
    }
