"""What every answer carries and every unsafe request must show."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from journal.records.access import Right
from journal.settings import Settings

csrf = CSRFProtect()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
# Where a camera may be opened: the form of a picture, and the page that a phone draws it into.
WITH_CAMERA = {"log.new", "log.save", "worker.shell"}
# Static files never change under their address; a photo stays in no cache, and says so itself.
KEEP_THEIR_OWN = {"calendar.feed", "static", "photos.show"}
# Pages of a link: what they show is nobody's who is signed in, and no other site is told of them.
OF_A_LINK = {"shared", "health_link"}
FROM_ANYBODY = 32 << 20
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
View = TypeVar("View", bound=Callable[..., object])
Ask = Callable[..., ResponseReturnValue | None]
Largest = tuple[int, Right | None]
# The views that take files, and how large a body of each may be.
_most_bytes_of: dict[object, int] = {}
# What is asked before a body of these is read, and the right to the child of their address.
_asked_first: dict[object, Ask] = {}
_right_to: dict[object, Right] = {}
# What those say that know better than "send less" what to do with a larger one.
_too_large_for: dict[object, str] = {}
# The views that look at no cookie, and whether pages of other sites may ask them too.
_from_anywhere: dict[object, bool] = {}


def takes_files(
    most_bytes: int,
    *,
    too_large: str = "",
    of: Right | None = None,
    first: Ask | None = None,
) -> Callable[[View], View]:
    """Mark a view whose body may be multipart and as large as this.

    A page of another site can send such a body without asking first, unlike JSON: what keeps it
    out is Sec-Fetch-Site or Origin alone, which `_check_origin` demands of every API request.
    too_large: what to say of a larger one.
    of: who has this right to the child of the address; a body that is larger than anybody's is not
    even taken from the line of others (large_bodies.py).
    first: asked with the view's arguments before the app reads the body; what it answers or raises
    is the answer.
    """

    def mark(view: View) -> View:
        _most_bytes_of[view], _too_large_for[view] = most_bytes, too_large
        if first is not None:
            _asked_first[view] = first
        if of is not None:
            _right_to[view] = of
        return view

    return mark


def acts_for_nobody(*, from_anywhere: bool = False) -> Callable[[View], View]:
    """Mark a view that looks at no cookie: the secret in its body is all that counts.

    It needs no form token, for there is nobody in whose name another site could send it.
    from_anywhere: a clinic's viewer, which is a page of another site, asks it too.
    """

    def mark(view: View) -> View:
        _from_anywhere[view] = from_anywhere
        return view

    return mark


def _check_link() -> None:
    """Of what acts for nobody our own pages send the forms; an older browser does not say."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if not _from_anywhere[_view()] and site not in {"same-origin", "none"}:
        abort(403)


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")


def large_files_of(view: object) -> Largest:
    """How large a body this view takes, and the right without which no large one is read."""
    return _most_bytes_of.get(view, 0), _right_to.get(view)


def too_large_here() -> str:
    """What this view says of a body that is too large; "" when it knows nothing better."""
    return _too_large_for.get(_view(), "")


def _files_allowed() -> int:
    """How large a body with files this route takes; 0: it takes none."""
    return _most_bytes_of.get(_view(), 0)


def init_app(app: Flask, settings: Settings) -> None:
    """Set cookies, trusted hosts, the form token and the headers."""
    name = "__Host-journal" if settings.https else "journal"
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=name,
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=180 * 24 * 3600,
        # A poll that answers late must not bring back the cookie from before: it holds the toast.
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=[urlsplit(settings.url).hostname, "127.0.0.1", "localhost", "[::1]"],
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        # A form left open overnight must still be sendable in the morning.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    csrf.init_app(app)
    app.before_request(_check_origin)
    app.before_request(_take_files)
    app.before_request(_check_token)
    app.after_request(_add_headers)
    # Uploads lie in files without a name: gone with their request, not when memory is tidied.
    app.teardown_request(lambda _error: request.close())


def _check_origin() -> None:
    """Refuse what another site makes a browser send (T9). Bearer tokens are never sent by one."""
    if request.method in SAFE_METHODS:
        return
    if _view() in _from_anywhere:
        _check_link()
        return
    if g.get("by_token"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            abort(403)
    elif (origin := request.headers.get("Origin")) is not None:
        if origin != request.host_url.rstrip("/"):
            abort(403)
    elif is_api():
        abort(403)
    if is_api():
        if _files_allowed() and request.mimetype == "multipart/form-data":
            return
        if request.mimetype not in {"application/json", ""} or (
            request.mimetype == "" and request.content_length
        ):
            abort(415)


def _take_files() -> ResponseReturnValue | None:
    """Let the view read as much as it takes, once whoever sends it has been asked."""
    files, view = _files_allowed(), _view()
    if request.method in SAFE_METHODS or not files:
        return None
    if g.get("account_id") and view in _asked_first:
        answer = _asked_first[view](**(request.view_args or {}))
        if answer is not None:
            return answer
    # A photo that was being sent as somebody was signed out is answered in words; a large file of
    # nobody is not even read.
    if files <= FROM_ANYBODY or g.get("account_id"):
        request.max_content_length = files
    return None


def _check_token() -> None:
    """Refuse a form without its token, which stands in the body: from here on that is read."""
    by_nobody = request.method in SAFE_METHODS or _view() in _from_anywhere
    if by_nobody or g.get("by_token") or is_api():
        return
    if current_app.config.get("WTF_CSRF_ENABLED", True):
        csrf.protect()


def is_api() -> bool:
    """Whether this request asks for JSON by its address."""
    return request.path.startswith("/api/")


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    # Not "no-referrer": with it browsers send Origin: null and the check above could not work.
    headers["Referrer-Policy"] = "same-origin"
    if request.blueprint in OF_A_LINK:
        headers["Referrer-Policy"] = "no-referrer"
        headers["X-Robots-Tag"] = "noindex, nofollow"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    camera = "(self)" if request.endpoint in WITH_CAMERA else "()"
    headers["Permissions-Policy"] = f"geolocation=(), microphone=(), camera={camera}, payment=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint not in KEEP_THEIR_OWN:
        headers["Cache-Control"] = "no-store"
    return response
