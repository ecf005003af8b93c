"""Answers with somebody's journal in them, packed where nobody else could learn from the length."""

import gzip

from flask import Response, g, request

# What the browser itself asked for: our own page, or a person who opened the app or typed the
# address. No other site can make a browser say so (BREACH, decision 0016).
OWN = {"same-origin", "none"}
LEAST = 1400  # less is one packet anyway


def packed(response: Response) -> Response:
    """Pack the body when our own page, its person, or a bearer token asked for it.

    Only for answers into which nothing of the request is written that somebody else may choose.
    """
    response.headers["Vary"] = "Accept-Encoding, Sec-Fetch-Site"
    body = response.get_data()
    own = g.get("by_token") or request.headers.get("Sec-Fetch-Site") in OWN
    if own and request.accept_encodings["gzip"] and len(body) >= LEAST:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
