"""Handing a picture to the worker that draws it anew, with what it may use, and reading its answer.

Limits of F21: at most 12 MB and 40 million pixels, looked at before anything is decoded; the worker
has 1 GiB of address space, 10 seconds of CPU and 30 seconds in all, and two work at once. What the
machine had no time or memory for is no fault of the picture: it may come again, three times.
"""

import hashlib
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from journal.care.problems import N_, Problem, Refused

MOST_BYTES = 12 * 1024 * 1024
# As in develop.py, which imports nothing of ours and is never imported here.
_HEAD, _PIXELS = struct.Struct(">III"), struct.Struct(">I")
_WORKER = Path(__file__).with_name("develop.py")
# Somebody else ended the worker: the machine ran out of memory, or the server is going down. At its
# own limit of CPU it gets SIGXCPU, and a fault of the library is another one.
_ENDED = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}
_TRIES = 3
_MOST_REMEMBERED = 1000
# ISO 14496-12: the brand stands at byte 8. Only looked at, to say what to do; never decoded.
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}

TYPE = Problem("image_type", "photo", N_("This is not a JPEG, PNG or WebP picture."))
HEIC = Problem(
    "image_type",
    "photo",
    N_(
        "This is a HEIC or AVIF picture, which the server does not open. Save it as JPEG, then "
        "choose it again."
    ),
)
MOVING = Problem("image_moving", "photo", N_("This picture moves. Choose a still one."))
DAMAGED = Problem(
    "image_damaged",
    "photo",
    N_("This picture cannot be read to its end. Take it again, or save it anew as JPEG."),
)
BUSY = Problem("photo_busy", "photo", N_("Other pictures are being read. Send it again."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one picture may use: seconds, seconds of CPU, bytes of address space."""

    wall_seconds: float = 30
    cpu_seconds: int = 10
    memory: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture drawn anew: the JPEG, its size in pixels, and a small copy."""

    large: bytes = field(repr=False)
    small: bytes = field(repr=False)
    width: int
    height: int


@dataclass(slots=True)
class Darkroom:
    """Draws a few pictures at a time; others wait for their turn."""

    limits: Limits = field(default_factory=Limits)
    _turns: threading.Semaphore = field(default_factory=lambda: threading.BoundedSemaphore(2))
    _unfinished: dict[bytes, int] = field(default_factory=dict)

    def develop(self, sent: bytes) -> Drawn:
        """Return the picture drawn anew.

        Raises Refused image_type, image_moving, image_too_large, image_damaged or photo_busy.
        """
        if len(sent) > MOST_BYTES:
            raise too_many_bytes(len(sent))
        if sent[4:8] == b"ftyp" and sent[8:12] in _HEIC:
            raise Refused(HEIC)
        if not sent:
            raise Refused(TYPE)
        if not self._turns.acquire(timeout=self.limits.wall_seconds):
            raise Refused(BUSY)
        try:
            return _read(self._run(sent))
        finally:
            self._turns.release()

    def _run(self, sent: bytes) -> bytes:
        try:
            worker = subprocess.run(
                [
                    sys.executable,
                    "-I",
                    str(_WORKER),
                    str(self.limits.memory),
                    str(self.limits.cpu_seconds),
                ],
                input=sent,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=self.limits.wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return self._not_finished(sent)
        if worker.returncode in _ENDED:
            return self._not_finished(sent)
        # It ended at a limit, or at a fault of the library: for a family the picture is damaged.
        return worker.stdout if worker.returncode == 0 else b"d"

    def _not_finished(self, sent: bytes) -> bytes:
        """Raise photo_busy, or answer for a picture that this machine cannot draw at all."""
        digest = hashlib.sha256(sent).digest()
        tries = self._unfinished.pop(digest, 0) + 1
        if tries == _TRIES:
            return b"d"
        if len(self._unfinished) >= _MOST_REMEMBERED:
            self._unfinished.clear()
        self._unfinished[digest] = tries
        raise Refused(BUSY)


def too_many_bytes(size: int) -> Refused:
    """Refused image_too_large, with the size in megabytes."""
    text = N_("%(size)s MB; the limit is 12. Make the picture smaller, then choose it again.")
    size_mb = str(-(-size // (1024 * 1024)))
    return Refused(Problem("image_too_large", "photo", text, {"size": size_mb}))


def _read(answer: bytes) -> Drawn:
    letter, rest = answer[:1], answer[1:]
    match letter:
        case b"o":
            width, height, length = _HEAD.unpack_from(rest)
            body = rest[_HEAD.size :]
            return Drawn(body[:length], body[length:], width, height)
        case b"p":
            raise Refused(_too_many_pixels(*_PIXELS.unpack(rest)))
        case b"m":
            raise Refused(MOVING)
        case b"t":
            raise Refused(TYPE)
    raise Refused(DAMAGED)


def _too_many_pixels(millions: int) -> Problem:
    text = N_(
        "%(millions)s megapixels; the limit is 40. Make the picture smaller, then choose it again."
    )
    return Problem("image_too_large", "photo", text, {"millions": str(millions)})


darkroom = Darkroom()
