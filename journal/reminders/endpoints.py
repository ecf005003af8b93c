"""Which push services this server may talk to.

The address of a subscription comes from outside, so it could name anything: the router at home, a
database, a cloud's metadata. It is taken apart once, here, and nothing reads the text again
(two parsers that disagree are how such lists are usually passed by).
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from journal.reminders.addresses import Resolve, is_public, look_up, look_up_within

PUSH_SERVICES = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung
    "push.services.mozilla.com",  # Firefox: updates.push.services.mozilla.com
    "push.apple.com",  # Safari: web.push.apple.com
    "notify.windows.com",  # Edge on Windows
)
LONGEST_ENDPOINT = 2048

_PORTS = {"https": 443, "http": 80}
_ENDPOINT = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/?#@:%\\\[\]]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<target>[/?][!\"$-\[\]-~]*)?"
)
_NAME = re.compile(r"(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*")


class NotPermitted(ValueError):
    """This server does not send to the host; `host` is None when the address cannot be read."""

    def __init__(self, host: str | None, reason: str) -> None:
        super().__init__(reason)
        self.host = host


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """The address of a subscription, taken apart. `target` is a secret of the phone."""

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)

    @property
    def origin(self) -> str:
        """Scheme, host, and the port when it is not the usual one (RFC 6454, section 6.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


@dataclass(frozen=True, slots=True)
class Permitted:
    """The push services that may be talked to, and the addresses they may have.

    extra    further hosts, "host" or "host:port" (JOURNAL_PUSH_HOSTS): only these may be private
             or plain http. Raises ValueError, in words for the operator, for anything else.
    resolve  finds the addresses of a host; the system's resolver unless a test says otherwise
    """

    extra: tuple[str, ...] = ()
    resolve: Resolve = look_up
    _own: frozenset[tuple[str, int | None]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_own", frozenset(_read_extra(entry) for entry in self.extra))

    def endpoint(self, url: str) -> Endpoint:
        """Return the address taken apart.

        Raises NotPermitted when it is unreadable, too long, or not of a permitted push service.
        """
        endpoint = read_endpoint(url)
        if self._is_own(endpoint) or _is_known(endpoint):
            return endpoint
        raise NotPermitted(endpoint.host, f"{endpoint.origin} is not a permitted push service")

    def addresses(self, endpoint: Endpoint, *, seconds: float) -> Sequence[str]:
        """Return the addresses to connect to, and no others: asking twice may get two answers.

        Raises NotPermitted when any of them is not public (unless the operator named the host),
        OSError when there are none, TimeoutError when the seconds are over.
        """
        host = endpoint.host
        found = look_up_within(self.resolve, host, endpoint.port, seconds=seconds)
        if not found:
            raise OSError(f"{host} has no address")
        if not self._is_own(endpoint) and not all(is_public(address) for address in found):
            raise NotPermitted(host, f"{host} leads to an address that is not public")
        return found

    def _is_own(self, endpoint: Endpoint) -> bool:
        usual = endpoint.port == _PORTS[endpoint.scheme]
        return (endpoint.host, endpoint.port) in self._own or (
            usual and (endpoint.host, None) in self._own
        )


def read_endpoint(url: str) -> Endpoint:
    """Return an https or http address taken apart, its host in ASCII and lower case.

    Raises NotPermitted for anything else: sign-in names, fragments, backslashes, spaces, bytes
    beyond ASCII outside the host, hosts that end in a dot, more than 2,048 characters.
    """
    match = _ENDPOINT.fullmatch(url) if len(url) <= LONGEST_ENDPOINT else None
    if match is None:
        raise NotPermitted(None, "the address of the subscription cannot be read")
    scheme, target = match["scheme"], match["target"] or "/"
    port = int(match["port"]) if match["port"] else _PORTS[scheme]
    if not 0 < port < 65536:
        raise NotPermitted(None, "the address of the subscription has no such port")
    return Endpoint(
        scheme=scheme,
        host=_read_host(match["host"]),
        port=port,
        target=target if target.startswith("/") else f"/{target}",
    )


def _read_host(text: str) -> str:
    try:
        if text.startswith("["):
            return str(ipaddress.IPv6Address(text[1:-1]))
        host = text.encode("idna").decode("ascii").lower()
    except ValueError as error:
        raise NotPermitted(None, "the host of the subscription cannot be read") from error
    # IDNA folds look-alike characters, wide slashes and dots among them: look at the result again.
    if not _NAME.fullmatch(host):
        raise NotPermitted(None, "the host of the subscription cannot be read")
    return host


def _is_known(endpoint: Endpoint) -> bool:
    if (endpoint.scheme, endpoint.port) != ("https", 443):
        return False
    return any(
        endpoint.host == service or endpoint.host.endswith(f".{service}")
        for service in PUSH_SERVICES
    )


def _read_extra(entry: str) -> tuple[str, int | None]:
    try:
        endpoint = read_endpoint(f"http://{entry}")
    except NotPermitted:
        endpoint = None
    if endpoint is None or "/" in entry or "?" in entry:
        raise ValueError(
            f'JOURNAL_PUSH_HOSTS: "{entry}" is neither a host nor a host with its port. '
            "Write it like push.example.org or 192.168.1.5:8080."
        )
    has_port = re.search(r":[0-9]+$", entry) and not entry.endswith("]")
    return endpoint.host, endpoint.port if has_port else None
