"""The address of a shared page: a SMART Health Link, which other programs of a clinic read too.

https://hl7.org/fhir/uv/smart-health-cards-and-links/links-specification.html: a viewer's address,
"#", and the payload as base64url. What stands behind "#" no browser sends to a server.
"""

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

VIEWER, MANIFEST = "/shared", "/shl/"
LONGEST_LABEL = 80
_LINK = re.compile(r"shlink:/([A-Za-z0-9_-]{1,2000})")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Named:
    """Which link an address names, and its key. `url` is where it would be asked for."""

    share_id: str
    key: bytes
    url: str


def address_of(
    base: str, share_id: str, key: bytes, *, label: str, expires_at: datetime, has_code: bool
) -> str:
    """Return the address that is shown once; `base`: the journal's, without a slash behind it."""
    payload: dict[str, Any] = {
        "url": f"{base}{MANIFEST}{share_id}",
        "key": _encoded(key),
        "exp": int(expires_at.timestamp()),
        **({"flag": "P"} if has_code else {}),
        **({"label": label[:LONGEST_LABEL]} if label else {}),
        "v": 1,
    }
    said = json.dumps(payload, separators=(",", ":"), ensure_ascii=False)
    return f"{base}{VIEWER}#shlink:/{_encoded(said.encode())}"


def read_address(text: str) -> Named | None:
    """Return what an address names, with or without its viewer; None when it is not whole."""
    found = _LINK.search("".join(text.split()))
    if found is None:
        return None
    try:
        payload = json.loads(_decoded(found[1]))
        key, url = payload["key"], payload["url"]
        share_id = url.rpartition("/")[2]
        if not (_SECRET.fullmatch(key) and _SECRET.fullmatch(share_id)):
            return None
        return Named(share_id, _decoded(key), url)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return None


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode("ascii").rstrip("=")


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
