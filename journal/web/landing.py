"""Where to go after signing in: only to pages of ours."""

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def landing(target: str | None) -> str:
    """Where to go after signing in: `target` if it is a page of ours, else the start (T23)."""
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return "/"
    if any(ord(letter) < 33 or letter == "\\" for letter in target):
        return "/"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return "/"
    routes = current_app.create_url_adapter(request)
    if routes is None:
        return "/"
    try:
        routes.match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return "/"
    return target
