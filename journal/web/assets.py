"""Static files under an address that names their content, so that phones may keep them."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from flask import Flask, Response, request, send_from_directory

from journal.web import joined_scripts
from journal.web.minified import minified
from journal.web.packing import best_packing, pack
from journal.web.script_text import script_text
from journal.web.stylesheet import parts_of, stylesheet

YEAR = 365 * 24 * 3600
SHEET = "css/sunhat.css"
ONLINE = {
    "css/papers.css",
    "css/sharing.css",
    "css/summary.css",
    "css/trends.css",
}  # of pages that no phone shows without signal
MADE_BY = ("joined_scripts.py", "minified.py", "script_text.py", "stylesheet.py")
TEXTS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_Text = tuple[bytes, str]  # what travels, and its kind


def init_app(app: Flask, folder: Path, more: Mapping[str, str] = MappingProxyType({})) -> None:
    """Serve `folder` and the texts in `more` under /s/<build>/; give templates `asset(path)`."""
    build = build_of(folder, more)
    texts = _texts(folder, build) | {name: _text(text, name) for name, text in more.items()}
    app.extensions["journal_build"] = build
    app.extensions["journal_files"] = sorted(set(texts) - _parts(folder) - ONLINE)
    app.add_url_rule("/s/<build>/<path:name>", "static", _serve(folder, texts))
    # Not url_for: an answer to a forged Host has no routes to build from.
    app.jinja_env.globals["asset"] = lambda name: f"/s/{build}/{name}"


def names_of(app: Flask) -> list[str]:
    """The text files a page may ask for, as `asset` takes them: not what others are joined of."""
    found: list[str] = app.extensions["journal_files"]
    return found


def build_of(folder: Path, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """Ten characters that change when a file below `folder` or a text in `more` does."""
    digest = hashlib.sha256(repr(sorted(more.items())).encode())
    for name in MADE_BY:
        digest.update((Path(__file__).parent / name).read_bytes())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


def _serve(folder: Path, texts: Mapping[str, _Text]) -> Callable[..., Response]:
    def static(name: str, **_build: str) -> Response:
        """A static file. An older build's address still answers: a phone may hold its page."""
        text = texts.get(name)
        response = _sent(*text) if text else send_from_directory(folder, name, max_age=YEAR)
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    return static


def _sent(plain: bytes, kind: str) -> Response:
    # Whoever asks: these hold no secret that a page's length could give away (BREACH).
    name = best_packing()
    response = Response(_packed(plain, name) if name else plain, content_type=kind)
    response.headers["Vary"] = "Accept-Encoding"
    if name:
        response.headers["Content-Encoding"] = name
    # A browser that starts the worker asks whether its script is still what the page fetched.
    response.set_etag(hashlib.sha256(plain).hexdigest()[:16], weak=True)
    response.make_conditional(request)
    return response


@cache
def _packed(plain: bytes, name: str) -> bytes:
    """When it is first asked for: as small as it gets takes a fifth of a second."""
    return pack(plain, name)


@cache
def _texts(folder: Path, _build: str) -> dict[str, _Text]:
    """Every text file by name: what travels, and its kind. The build names its content.

    What others are joined of is there under its own name too: a page of an older build may ask.
    """
    texts = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.suffix in TEXTS
    }
    scripts = {name: text for name, text in texts.items() if name.endswith(".js")}
    texts |= {name: script_text(text) for name, text in scripts.items()}
    texts |= {name: minified(texts[name]) for name in joined_scripts.LOCK & texts.keys()}
    if joined_scripts.ENTRY in scripts:
        texts[joined_scripts.ENTRY] = minified(joined_scripts.joined(scripts, script_text))
        texts[joined_scripts.APART] = minified(joined_scripts.apart(scripts, script_text))
    if SHEET in texts:
        texts[SHEET] = stylesheet(folder / "css")
    return {name: _text(text, name) for name, text in texts.items()}


def _text(text: str, name: str) -> _Text:
    return text.encode(), TEXTS[Path(name).suffix]


def _parts(folder: Path) -> set[str]:
    """The files that a page gets within the one stylesheet and the one script."""
    scripts = {path.relative_to(folder).as_posix() for path in folder.rglob("*.js")}
    kept = {joined_scripts.ENTRY, *joined_scripts.LOCK}
    return scripts - kept | {f"css/{name}" for name in parts_of(folder / "css")}
