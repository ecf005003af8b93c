"""Keep tests away from every network but this machine's own."""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class OutsideNetwork(RuntimeError):
    """A test tried to reach beyond this machine. No OSError: code under test forgives those."""


_closed = False
_installed = False


@contextmanager
def closed() -> Iterator[None]:
    """Refuse connections and lookups beyond loopback and unix sockets meanwhile.

    Covers this process only: a browser is closed by its own arguments (support/browser.py).
    """
    global _closed, _installed
    if not _installed:  # an audit hook stays for the life of the process
        sys.addaudithook(_watch)
        _installed = True
    _closed = True
    try:
        yield
    finally:
        _closed = False


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if not _closed or not event.startswith("socket."):
        return
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        _check_address(args[0], args[1])
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        _check_name(args[0])


def _check_address(sock: socket.socket, address: object) -> None:
    if address is None or sock.family == socket.AF_UNIX or not isinstance(address, tuple):
        return
    _check_name(address[0], numbers=False)


def _check_name(host: object, *, numbers: bool = True) -> None:
    """Let local names pass, and with `numbers` any number: to read one asks nobody."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost", socket.gethostname()}:
        return
    try:
        address = ipaddress.ip_address(str(name).split("%")[0])
    except ValueError:
        raise OutsideNetwork(f"A test asked for the address of {name}.") from None
    if not (numbers or address.is_loopback or address.is_unspecified):
        raise OutsideNetwork(f"A test tried to connect to {name}.")
