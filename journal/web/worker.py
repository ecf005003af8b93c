"""The service worker, at an address from which it may look after every page."""

from flask import Blueprint, Response, current_app, make_response

bp = Blueprint("worker", __name__)


@bp.get("/sw.js")
def script() -> Response:
    """One line that imports this build's worker, so that a new build is a new worker."""
    build = current_app.extensions["journal_build"]
    response = make_response(f'import "/s/{build}/js/worker.js";\n')
    response.mimetype = "text/javascript"
    return response
