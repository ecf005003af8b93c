"""Files sealed with a key that only a link holds: what this server keeps, it cannot read."""

import hashlib
import hmac
import secrets
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

KEY_BYTES = 32
# Of one file, before it is sealed: our own choice. A page with as many photos as may be chosen has
# a third of it.
LARGEST = 16 * 1024 * 1024
# SMART Health Links ask for these two; DEF only where another program opens the file, since the
# library unpacks no more than 250 KiB.
_HEADER: dict[str, Any] = {"alg": "dir", "enc": "A256GCM"}


class NotOpened(Exception):
    """The key is another one, or the file is not what was sealed."""


class TooLarge(Exception):
    """The content is larger than LARGEST: nothing was sealed."""


class _Large(jwe.JWERegistry):
    """A PDF is larger than the tokens that the library expects; base64 makes four of three."""

    max_ciphertext_length = 2 * LARGEST


def new_key() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def hash_of(key: bytes) -> str:
    """Return what may be kept of a key: SHA-256 in hex."""
    return hashlib.sha256(key).hexdigest()


def is_key(key: bytes, key_hash: str) -> bool:
    """Whether the hash is this key's."""
    return hmac.compare_digest(hash_of(key), key_hash)


def seal(content: bytes, key: bytes, media_type: str, *, packed: bool = False) -> bytes:
    """Return the content as a compact JWE, each time with another nonce.

    packed: for what another program opens, JSON that becomes a tenth of its size

    Raises TooLarge.
    """
    if len(content) > LARGEST:
        raise TooLarge
    header = _HEADER | {"cty": media_type} | ({"zip": "DEF"} if packed else {})
    return jwe.encrypt_compact(header, content, OctKey.import_key(key)).encode("ascii")


def unseal(sealed: bytes, key: bytes) -> bytes:
    """Return what was sealed, not packed. Raises NotOpened."""
    try:
        opened = jwe.decrypt_compact(sealed, OctKey.import_key(key), registry=_Large())
    except (JoseError, ValueError) as error:
        raise NotOpened from error
    assert opened.plaintext is not None
    return opened.plaintext
