"""How much of a request the server reads: more than of anybody only from whoever may send it.

waitress keeps a whole body on the disk before the app hears of it. What a page asks before it
reads a file would come too late then, for a stranger's as for an owner's.
"""

from copy import copy
from typing import Any

from flask import Flask, g
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from werkzeug.exceptions import HTTPException

from journal.web.extensions import reading
from journal.web.security import large_files_of
from journal.web.signed_in import identify

# A form with four photos, and what is a little too large, so that a page can say so.
FROM_ANYBODY = 64 << 20


def channels(app: Flask) -> type[Any]:
    """The class of waitress's connections that ask this app whether a large body is read."""

    class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
        adj: Any

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.content_length <= FROM_ANYBODY:
                return
            most = most_of(app, self.command, self.path, self.headers.get("COOKIE", ""))
            if most:
                self.adj = copy(self.adj)  # it is everybody's
                self.adj.max_request_body_size = most + 1

    return type("Channel", (HTTPChannel,), {"parser_class": Parser})


def most_of(app: Flask, method: str, path: str, cookie: str) -> int:
    """How many bytes are read here from whoever has this cookie; 0: no more than from anybody."""
    try:
        endpoint, values = app.url_map.bind("").match(path, method)
    except HTTPException:
        return 0
    most, right = large_files_of(app.view_functions[endpoint])
    if right is None:
        return 0
    # A context of its own: the server's thread has one already, which would remember who was asked
    # before.
    with app.app_context(), app.test_request_context(headers={"Cookie": cookie}):
        identify()
        if g.account_id is None:
            return 0
        with reading() as (_session, actor):
            return most if actor.may(right, values["child_id"]) else 0
