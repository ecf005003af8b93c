"""Static files under an address that names their content, so that phones may keep them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, send_from_directory, url_for

YEAR = 365 * 24 * 3600


def init_app(app: Flask, folder: Path) -> None:
    """Serve `folder` under /s/<build>/, and give templates `asset(path)`."""
    build = build_of(folder)
    app.extensions["journal_build"] = build
    app.add_url_rule("/s/<build>/<path:name>", "static", _serve(folder))
    app.jinja_env.globals["asset"] = lambda name: url_for("static", build=build, name=name)


def build_of(folder: Path) -> str:
    """Ten characters that change when any file below `folder` does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


def _serve(folder: Path) -> Callable[[str, str], Response]:
    def static(build: str, name: str) -> Response:  # noqa: ARG001 - part of the address
        """A static file. An older build's address still answers: a phone may hold its page."""
        response = send_from_directory(folder, name, max_age=YEAR)
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    return static
