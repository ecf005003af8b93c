"""The service worker and the shell: what a phone keeps so that Sunhat opens without signal."""

import json

from flask import Blueprint, Response, current_app, g, make_response, render_template

from journal.web.assets import names_of

bp = Blueprint("worker", __name__)

KEPT = (".js", ".css", ".svg", ".webmanifest")


@bp.get("/sw.js")
def script() -> Response:
    """A few lines that start this build's worker, so that a new build is a new worker."""
    build = current_app.extensions["journal_build"]
    files = json.dumps([f"/s/{build}/{name}" for name in names_of(current_app) if _kept(name)])
    text = (
        f'import {{ look }} from "/s/{build}/js/phone/shell_cache.js";\n'
        f'import "/s/{build}/js/worker.js";\n'
        f'look("{build}", {files});\n'
    )
    response = make_response(text)
    response.mimetype = "text/javascript"
    return response


@bp.get("/shell")
def shell() -> str:
    """The page without anybody in it, for a phone to keep."""
    g.nobody = True
    return render_template("waiting/shell.html")


def _kept(name: str) -> bool:
    return name.endswith(KEPT)
