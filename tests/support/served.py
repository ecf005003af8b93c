"""The server as `make run` starts it: a process of its own, on a port that is free."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60


@dataclass
class Server:
    """A running server."""

    process: "subprocess.Popen[str]"
    data: Path
    port: int
    said: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def setup_link(self) -> str:
        """The set-up link it printed."""
        found = re.search(r"http://\S+/set-up/\S+", self.said)
        assert found, self.said
        return found.group()

    def kill(self) -> None:
        """SIGKILL, as a power cut would end it, and wait until it is gone."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; make it."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, *, port: int | None = None, verb: str = "serve", **more: str) -> Server:
    """Start `flask journal serve` on `data` and wait until it answers."""
    port = port or free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("JOURNAL_")},
        "JOURNAL_DATA": str(data),
        "JOURNAL_LISTEN": f"127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    log = data.with_suffix(".log")
    with log.open("a") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "journal", verb],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text()}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return Server(process, data, port, log.read_text())
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"the server did not answer: {log.read_text()}")
