"""One worker process that sets pages in type: kept warm, watched, ended when it overruns (F22)."""

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_LENGTH = struct.Struct(">I")
_WORKER = Path(__file__).with_name("compose.py")
# The typesetter keeps what it laid out: after a book, the next page begins in a fresh worker.
LARGE = 1 << 20


class PdfFailed(Exception):
    """No PDF came of it; the page on the screen prints as well. `str()` is fit for a log."""


class _Gone(PdfFailed):
    """The worker had ended by itself before it saw the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one page may use before its worker is ended.

    wall_seconds   from the request to the last byte, waiting for other pages not counted
    cpu_seconds    per page
    memory         address space of the worker in bytes
    idle_seconds   after this long without a page the worker goes, and its memory with it
    """

    wall_seconds: float = 30
    cpu_seconds: int = 20
    memory: int = 1 << 30
    idle_seconds: int = 300


@dataclass(slots=True)
class Press:
    """Sets one page at a time; threads take turns. A fork starts its own worker."""

    limits: Limits = field(default_factory=Limits)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _worker: "subprocess.Popen[bytes] | None" = None
    _owner: int = 0

    def set(self, job: Mapping[str, object]) -> tuple[str, bytes]:
        """Return the kind of answer (see compose.py) and its bytes. Raises PdfFailed."""
        line = json.dumps(job).encode("ascii")
        if not self._turn.acquire(timeout=self.limits.wall_seconds):
            raise PdfFailed("other pages are being made")
        try:
            return self._made(_LENGTH.pack(len(line)) + line)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the worker, if there is one."""
        with self._turn:
            self._end()

    def _made(self, line: bytes) -> tuple[str, bytes]:
        try:
            answer = self._exchange(line)
        except _Gone:
            # It had just gone to rest; a fresh one has not.
            answer = self._exchange(line)
        if len(answer[1]) > LARGE:
            self._end()
        return answer

    def _exchange(self, line: bytes) -> tuple[str, bytes]:
        worker = self._running()
        watch = threading.Timer(self.limits.wall_seconds, worker.kill)
        watch.daemon = True
        watch.start()
        try:
            return _ask(worker, line)
        except (EOFError, OSError) as error:
            with suppress(subprocess.TimeoutExpired):
                worker.wait(1)  # its pipes close a little before it is gone
            self._end()
            if worker.returncode == 0:
                raise _Gone from error
            raise PdfFailed(f"the worker ended with {worker.returncode}") from error
        finally:
            watch.cancel()

    def _running(self) -> "subprocess.Popen[bytes]":
        worker = self._worker
        if worker is None or worker.poll() is not None or self._owner != os.getpid():
            self._end()
            worker = self._worker = self._start()
            self._owner = os.getpid()
        return worker

    def _start(self) -> "subprocess.Popen[bytes]":
        numbers = (self.limits.memory, self.limits.idle_seconds, self.limits.cpu_seconds)
        return subprocess.Popen(
            [sys.executable, "-I", str(_WORKER), *(str(each) for each in numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if self._owner == os.getpid():
            worker.kill()  # does nothing to one that has gone to rest by itself
            worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe:
                with suppress(OSError):  # what could not be written is lost with its reader
                    pipe.close()


def _ask(worker: "subprocess.Popen[bytes]", line: bytes) -> tuple[str, bytes]:
    assert worker.stdin
    assert worker.stdout
    worker.stdin.write(line)
    worker.stdin.flush()
    head = worker.stdout.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    answer = worker.stdout.read(length)
    if len(answer) < length:
        raise EOFError
    return answer[:1].decode("ascii"), answer[1:]
