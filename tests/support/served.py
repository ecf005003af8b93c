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
PATIENCE = 180


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
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    data: Path, *, port: int | None = None, verb: str = "serve", root: Path = ROOT, **more: str
) -> Server:
    """Start `flask journal serve` on `data` and wait until it answers.

    root  whose source it is
    port  left out: one that is free, and another one when somebody is quicker to take it
    """
    log = data.with_suffix(".log")
    for _ in range(1 if port else 5):
        chosen = port or free_port()
        process = _begun(root, data, chosen, verb, more)
        if _answers(process, chosen):
            return Server(process, data, chosen, log.read_text())
        process.kill()
        process.wait()
    raise AssertionError(f"the server ended or did not answer: {log.read_text()}")


def _begun(
    root: Path, data: Path, port: int, verb: str, more: dict[str, str]
) -> "subprocess.Popen[str]":
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("JOURNAL_")},
        "JOURNAL_DATA": str(data),
        "JOURNAL_LISTEN": f"127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    with data.with_suffix(".log").open("w") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "journal", verb],
            cwd=root,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )


def _answers(process: "subprocess.Popen[str]", port: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as probe:
                # With nobody there a connection may come to be its own other end.
                if probe.getsockname() != probe.getpeername():
                    return True
        except OSError:
            pass
        time.sleep(0.05)
    return False
