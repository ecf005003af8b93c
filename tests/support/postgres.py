"""A PostgreSQL server that belongs to one test run and leaves nothing behind."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.support.missing import Missing

# No superuser: row-level security does not hold for one.
OWNER = "sunhat"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "timezone": "Pacific/Chatham",  # a session that forgets to ask for UTC shows itself
    "log_min_messages": "warning",
}


class Server:
    """A running server. fsync is left on, as families have it."""

    def __init__(self, port: int, socket_folder: Path, pid: int) -> None:
        self.port = port
        self.socket_folder = socket_folder
        self.pid = pid

    def new_database(self) -> str:
        """Return the SQLAlchemy URL of a fresh, empty database."""
        name = f"journal_{uuid4().hex[:12]}"
        with self.connect() as connection:
            made = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(OWNER)))
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{name}"

    def make_owner(self) -> None:
        """Make the role that databases belong to, as families are told to."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(OWNER))
            )

    def is_ready(self) -> bool:
        """Whether the server answers."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of the superuser, past every policy."""
        return psycopg.connect(
            host=str(self.socket_folder),
            port=self.port,
            user="postgres",
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )


@contextmanager
def running() -> Iterator[Server]:
    """Start a server of our own in a folder of its own; stop it and remove the folder after.

    Raises Missing when PostgreSQL is not installed or does not start.
    """
    binaries = _find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="sunhat-pg-"))  # short: a socket's path has 107 bytes
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        _make_cluster(binaries, folder)
        port = _free_port()
        log = folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*_as_postgres("--pdeathsig", "INT"), *_command(binaries, folder, port)],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
            )
        try:
            server = Server(port, folder, process.pid)
            _wait(server, process, log)
            server.make_owner()
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:  # a test left a connection open
                process.send_signal(2)
                process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_binaries() -> Path:
    """Return the folder with initdb and postgres; Debian keeps one for each version."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Missing("PostgreSQL is not installed (on Debian: apt install postgresql).")


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _as_postgres(*options: str) -> list[str]:
    """Return what stands before a command so that it is not run by root, whom PostgreSQL refuses.

    With `--pdeathsig` the server ends with us, even when the tests are killed.
    """
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0:
        return [setpriv, *options] if setpriv and options else []
    if not setpriv:
        raise Missing("Root needs setpriv (package util-linux) to start PostgreSQL.")
    return [setpriv, "--reuid=postgres", "--regid=postgres", "--init-groups", *options]


def _make_cluster(binaries: Path, folder: Path) -> None:
    command = [*_as_postgres(), str(binaries / "initdb"), "--pgdata", str(folder / "data")]
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run([*command, *options], capture_output=True, text=True, cwd=folder)
    if made.returncode:
        raise Missing(f"initdb failed: {made.stderr.strip()}")


def _command(binaries: Path, folder: Path, port: int) -> list[str]:
    settings = {**_SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(folder / "data"), *options]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Missing(f"PostgreSQL did not start: {log.read_text()[-500:]}")
        time.sleep(0.02)
