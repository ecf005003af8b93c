"""What an answer says, however it was packed on its way."""

import gzip
import platform
import sys

from werkzeug.test import TestResponse

# Where brotli and the minifier have packages (requirements.in); elsewhere gzip does it alone.
SMALL = sys.platform == "linux" and platform.machine() in {"x86_64", "aarch64"}
# What a browser takes over https, and from its own machine.
BROWSER = "gzip, deflate, br, zstd"
BEST = "br" if SMALL else "gzip"


def unpacked(answer: TestResponse) -> bytes:
    """Return the body as the browser reads it. Raises KeyError for a packing nobody knows."""
    if answer.headers.get("Content-Encoding") == "br":
        import brotli

        return bytes(brotli.decompress(answer.data))
    ways = {"gzip": gzip.decompress, None: bytes}
    return ways[answer.headers.get("Content-Encoding")](answer.data)
