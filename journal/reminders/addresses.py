"""Finds the network addresses of a push service, within a time limit, and knows public ones."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Thread

Resolve = Callable[[str, int], Sequence[str]]

# NAT64 (RFC 6052): the last four bytes are the IPv4 address that is really meant.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses the system's resolver has for a host, best first.

    Raises OSError when there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def look_up_within(resolve: Resolve, host: str, port: int, *, seconds: float) -> Sequence[str]:
    """Return what `resolve` finds, or raise TimeoutError when the seconds are over.

    A resolver cannot be interrupted, so it works in a thread that is left behind when it is late;
    the system's own limit (some 30 seconds) ends it.
    """
    answer: Future[Sequence[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(resolve(host, port))
        except Exception as error:  # handed over to the thread that waits, which knows what to do
            answer.set_exception(error)

    Thread(target=ask, name="look-up", daemon=True).start()
    return answer.result(timeout=seconds)


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the public internet, seen through IPv6 disguises."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast and not ip.is_reserved
    if ip in _NAT64:
        return is_public(str(ipaddress.IPv4Address(ip.packed[-4:])))
    # Outside 2000::/3 lie loopback, local networks and mapped IPv4 (::ffff:127.0.0.1). 6to4 and
    # Teredo lie inside and carry an IPv4 address too; no push service lives there.
    tunnelled = ip.sixtofour is not None or ip.teredo is not None
    return ip in _GLOBAL_UNICAST and ip.is_global and not tunnelled
