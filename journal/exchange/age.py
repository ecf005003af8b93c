"""Files sealed to a key in the age format, and opened again: a stream, never whole in memory.

`age -d -i key.txt FILE.age` opens them too, without Sunhat (age-encryption.org/v1).
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyrage import DecryptError, IdentityError, decrypt_io, encrypt_io, x25519

from journal.care.problems import N_
from journal.exchange.backup import BackupRefused

SEALED = ".age"


class Summed:
    """A file that is written, with the checksum of what was written."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._sum = hashlib.sha256()

    def write(self, part: bytes) -> int:
        """Write a part."""
        self._sum.update(part)
        self._file.write(part)
        return len(part)

    def flush(self) -> None:
        """Pass on what is written so far."""
        self._file.flush()

    def hexdigest(self) -> str:
        """SHA-256 of everything so far."""
        return self._sum.hexdigest()


def seal(source: Any, target: Summed, recipients: Sequence[str]) -> None:
    """Read `source` to its end and write it sealed. Raises OSError as `target` does."""
    keys = [x25519.Recipient.from_str(one) for one in recipients]
    failed: list[OSError] = []
    try:
        encrypt_io(source, _Told(target, failed), keys)
    except Exception:
        # The library makes words of what went wrong, and "no space left" must stay what it is.
        if failed:
            raise failed[0] from None
        raise


class _Told:
    """Remembers why a write failed."""

    def __init__(self, target: Summed, failed: list[OSError]) -> None:
        self._target = target
        self._failed = failed

    def write(self, part: bytes) -> int:
        try:
            return self._target.write(part)
        except OSError as error:
            self._failed.append(error)
            raise

    def flush(self) -> None:
        self._target.flush()


def unseal(file: Path, key: Path, target: Path) -> None:
    """Open a sealed file into `target`, for this user only.

    key  a file as `age-keygen` writes it
    Raises BackupRefused when the key does not fit or the file is not what was written.
    """
    keys = _identities(key)
    failed: list[OSError] = []
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as copy, file.open("rb") as source:
            decrypt_io(source, _Told(Summed(copy), failed), keys)
    except (DecryptError, OSError) as error:
        target.unlink()
        if failed:
            raise failed[0] from None
        if isinstance(error, OSError) and error.errno is not None:
            raise  # what the library says itself of a damaged part has no number
        raise BackupRefused(
            N_("%(file)s cannot be opened with this key, or is damaged. Nothing was restored."),
            file=file.name,
        ) from error


@contextmanager
def readable(file: Path, key: Path | None, data: Path) -> Iterator[Path]:
    """The backup as a zip: itself, or opened with `key` into the data directory and gone after."""
    if file.suffix != SEALED:
        yield file
        return
    if key is None:
        raise BackupRefused(
            N_("%(file)s is sealed. Name the file with its secret key: --key key.txt"),
            file=file.name,
        )
    with TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        opened = Path(folder) / file.stem
        unseal(file, key, opened)
        yield opened


def _identities(key: Path) -> list[x25519.Identity]:
    lines = [line.strip() for line in key.read_text(encoding="utf-8").splitlines()]
    try:
        found = [x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
    except IdentityError:
        found = []
    if not found:
        # Its content is not repeated: it may be a key all the same.
        raise BackupRefused(
            N_("%(file)s holds no secret key of age. Name the file that age-keygen wrote."),
            file=key.name,
        )
    return found
