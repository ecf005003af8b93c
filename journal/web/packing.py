"""Answers made small on their way; with a journal in them only where nobody else can ask."""

import gzip

from flask import Response, g, request

try:
    import brotli
except ImportError:  # no package for this machine (requirements.in): gzip does it alone
    brotli = None

# What the browser itself asked for: our own page, or a person who opened the app or typed the
# address. No other site can make a browser say so (BREACH, decision 0016).
OWN = {"same-origin", "none"}
LEAST = 1400  # less is one packet anyway
# How hard brotli tries, of 11: about as long as gzip, and a tenth smaller.
QUICK = 6


def packed(response: Response) -> Response:
    """Pack the body when our own page, its person, or a bearer token asked for it.

    Only for answers into which nothing of the request is written that somebody else may choose.
    """
    response.headers["Vary"] = "Accept-Encoding, Sec-Fetch-Site"
    body = response.get_data()
    own = g.get("by_token") or request.headers.get("Sec-Fetch-Site") in OWN
    if own and len(body) >= LEAST and (name := best_packing()):
        response.set_data(pack(body, name, QUICK))
        response.headers["Content-Encoding"] = name
    return response


def best_packing() -> str:
    """The way to pack that makes least of what this request takes; "" when it takes none.

    Browsers take "br" over https, and from the machine they run on.
    """
    ours = ("br", "gzip") if brotli else ("gzip",)
    return next((name for name in ours if request.accept_encodings[name]), "")


def pack(body: bytes, name: str, quality: int = 11) -> bytes:
    """Return the body packed by "br", as hard as `quality` says, or by "gzip"."""
    if name == "br":
        return bytes(brotli.compress(body, quality=quality))
    return gzip.compress(body, min(quality, 9), mtime=0)
