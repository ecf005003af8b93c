"""Says to a push service who sends: the VAPID key and its signed header (RFC 8292).

The header depends on the origin and the time alone, so it is signed once per origin and used again
until half of its life is over. The origin keeps its port; `webpush` drops it.
"""

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

# RFC 8292 allows 24 hours; half of that leaves room for clocks that disagree.
LIFE = timedelta(hours=12)
MOST_ORIGINS = 64

_MAIL = re.compile(r"mailto:[^@\s,?]+@(?P<domain>[a-z0-9-]+(\.[a-z0-9-]+)+)", re.IGNORECASE)
_NOWHERE = ("localhost", "local", "invalid")


class VapidKey:
    """The key that every subscription of this journal is bound to. A new key ends them all.

    contact  "mailto:…" of whoever runs the server, or None; Apple asks for one
    """

    def __init__(self, private: ec.EllipticCurvePrivateKey, *, contact: str | None = None) -> None:
        if not isinstance(private.curve, ec.SECP256R1):
            raise ValueError("The VAPID key must be on the curve P-256.")
        self._private = private
        self._contact = read_contact(contact)
        self._headers: dict[str, tuple[str, datetime]] = {}
        point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = _text(point)

    def __repr__(self) -> str:
        return f"VapidKey(public={self.public!r})"

    @classmethod
    def generate(cls, *, contact: str | None = None) -> "VapidKey":
        """Return a new key."""
        return cls(ec.generate_private_key(ec.SECP256R1()), contact=contact)

    @classmethod
    def read(cls, text: str, *, contact: str | None = None) -> "VapidKey":
        """Return the key written as PEM or as the 32 bytes of the private number in base64url.

        Raises ValueError, in words for the operator, for anything else.
        """
        return cls(_read_private(text.strip()), contact=contact)

    @classmethod
    def load(cls, path: Path, *, contact: str | None = None) -> "VapidKey":
        """Return the key kept in a file. Raises OSError and ValueError."""
        return cls.read(path.read_text("ascii"), contact=contact)

    def save(self, path: Path) -> None:
        """Keep the key in a new file that only its owner may read.

        Raises FileExistsError rather than replace a key: that would end every subscription.
        """
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.pem())
            file.flush()
            os.fsync(file.fileno())

    def pem(self) -> str:
        """Return the private key as PEM text. It is a secret."""
        return self._private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode("ascii")

    def header(self, origin: str, *, now: datetime) -> str:
        """Return the Authorization header for an origin, such as "https://push.example:8443"."""
        kept = self._headers.get(origin)
        # A clock that was set back makes a kept header too long-lived for the push service.
        if kept is not None and kept[1] <= now < kept[1] + LIFE / 2:
            return kept[0]
        if len(self._headers) >= MOST_ORIGINS:
            self._headers.clear()
        header = self._sign(origin, now)
        self._headers[origin] = (header, now)
        return header

    def _sign(self, origin: str, now: datetime) -> str:
        claims: dict[str, str | int] = {"aud": origin, "exp": int((now + LIFE).timestamp())}
        if self._contact is not None:
            claims["sub"] = self._contact
        return f"vapid t={jwt.encode(claims, self._private, algorithm='ES256')}, k={self.public}"


def read_contact(text: str | None) -> str | None:
    """Return the contact, or None when there is none.

    Raises ValueError for what Apple answers with BadJwtToken: no mailto:, or a domain that cannot
    be on the internet.
    """
    if not text:
        return None
    match = _MAIL.fullmatch(text)
    if match is None or match["domain"].lower().rpartition(".")[2] in _NOWHERE:
        raise ValueError(
            f'JOURNAL_CONTACT: "{text}" cannot be reached by a push service. '
            "Write it like mailto:you@example.org, with a domain of the internet."
        )
    return text


def _read_private(text: str) -> ec.EllipticCurvePrivateKey:
    try:
        if text.startswith("-----BEGIN"):
            key = load_pem_private_key(text.encode("ascii"), password=None)
            if isinstance(key, ec.EllipticCurvePrivateKey):
                return key
        elif re.fullmatch(r"[A-Za-z0-9_-]{43}=?", text):
            number = int.from_bytes(urlsafe_b64decode(text[:43] + "="), "big")
            return ec.derive_private_key(number, ec.SECP256R1())
    except (ValueError, TypeError) as error:
        raise ValueError("JOURNAL_VAPID_KEY cannot be read.") from error
    raise ValueError(
        "JOURNAL_VAPID_KEY is neither a PEM private key on the curve P-256 "
        "nor its 32 bytes in base64url."
    )


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
