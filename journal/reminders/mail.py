"""Sends one plain letter through the operator's mail server, and says what became of it.

No database, no retries and no clock: whoever calls decides when, and what an answer leads to. The
whole exchange has one deadline, whatever the server does: smtplib alone has one for each read, and
a server that drips a byte at a time would hold it for ever.
"""

import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from threading import Timer
from typing import Any
from urllib.parse import unquote, urlsplit

from journal.reminders.addresses import look_up, look_up_within
from journal.reminders.answers import Answer, Kind

DEADLINE = timedelta(seconds=10)
PORTS = {"smtp": 587, "smtps": 465}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One letter. `key` is the same each time it is sent, so that a repeat can be recognised."""

    to: str
    subject: str
    text: str
    key: str


class NoTls(Exception):
    """The server offers no encryption, and a passphrase would travel in the clear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailer:
    """Sends through one mail server. Any number of threads may share it.

    sender  the address it comes from
    name    of this journal's host, the right half of each Message-ID
    tls     for tests and own authorities; the system's authorities otherwise
    """

    scheme: str
    host: str
    port: int
    user: str | None = field(default=None, repr=False)
    passphrase: str = field(default="", repr=False)
    sender: str
    name: str
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    @classmethod
    def read(cls, url: str, *, contact: str | None, name: str, **more: Any) -> "Mailer":
        """Return the mailer of JOURNAL_SMTP.

        contact  JOURNAL_CONTACT, from which letters come; without it the user of the URL, when
                 that is an address, or else sunhat at this journal's host
        name     this journal's host, with or without a port
        """
        parts = urlsplit(url)
        user = unquote(parts.username) if parts.username else None
        name = urlsplit(f"//{name}").hostname or "localhost"
        sender = (contact or user or "").removeprefix("mailto:")
        return cls(
            scheme=parts.scheme,
            host=parts.hostname or "",
            port=parts.port or PORTS[parts.scheme],
            user=user,
            passphrase=unquote(parts.password or ""),
            sender=sender if "@" in sender else f"sunhat@{name}",
            name=name,
            **more,
        )

    def send(self, mail: Mail, *, now: datetime, deadline: timedelta = DEADLINE) -> Answer:
        """Send once and return what became of it, within the deadline."""
        try:
            letter = self._letter(mail, now=now)
        except (MessageError, ValueError) as error:
            # An address or a name that no header can carry: nothing of it reaches the server.
            return Answer(kind=Kind.GONE, detail=f"address: {type(error).__name__}")
        try:
            with self._connected(deadline.total_seconds()) as server:
                return self._hand_over(server, mail, letter)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            return Answer(kind=Kind.FAILED, detail=f"{type(error).__name__}: {error}"[:200])
        except (ssl.SSLError, NoTls, smtplib.SMTPNotSupportedError) as error:
            return Answer(kind=Kind.CONFIG, detail=f"{type(error).__name__}: {error}"[:200])
        except smtplib.SMTPResponseException as error:
            # Greeting, sign-in or sender: nothing that this reader could mend.
            return _judge(error.smtp_code, error.smtp_error, refused=Kind.CONFIG)
        except (smtplib.SMTPException, OSError) as error:
            return Answer(kind=Kind.FAILED, detail=f"{type(error).__name__}: {error}"[:200])

    def _letter(self, mail: Mail, *, now: datetime) -> bytes:
        letter = EmailMessage(policy=SMTP)
        letter["From"] = Address("Sunhat", addr_spec=self.sender)
        letter["To"] = Address(addr_spec=_addr_spec(mail.to))
        letter["Subject"] = _one_line(mail.subject)
        letter["Date"] = format_datetime(now)
        letter["Message-ID"] = f"<{mail.key}@{self.name}>"
        # RFC 3834: nobody's holiday notice answers it.
        letter["Auto-Submitted"] = "auto-generated"
        # A relay may take no more than seven bits.
        letter.set_content(mail.text, cte="7bit" if mail.text.isascii() else "quoted-printable")
        return letter.as_bytes()

    @contextmanager
    def _connected(self, seconds: float) -> Iterator[smtplib.SMTP]:
        ends = time.monotonic() + seconds
        line = _dial(self.host, self.port, ends)
        # A second handle on the same connection: it ends it even in the middle of a handshake.
        handle = line.dup()
        watch = Timer(max(ends - time.monotonic(), 0), _hang_up, [handle])
        watch.daemon = True
        watch.start()
        server = None
        try:
            if self.scheme == "smtps":
                line = self.tls.wrap_socket(line, server_hostname=self.host)
            server = _Server(line, host=self.host, name=self.name)
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()  # the letter is handed over, whatever the answer
        finally:
            watch.cancel()
            handle.close()
            line.close()
            if server is not None:
                server.close()

    def _hand_over(self, server: smtplib.SMTP, mail: Mail, letter: bytes) -> Answer:
        server.ehlo_or_helo_if_needed()
        if self.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=self.tls)
            server.ehlo()
        elif self.scheme == "smtp" and self.user and self.host not in LOOPBACK:
            raise NoTls("the server offers no STARTTLS")
        if self.user:
            server.login(self.user, self.passphrase)
        code, said = server.mail(self.sender)
        if code != 250:
            return _judge(code, said, refused=Kind.CONFIG)
        code, said = server.rcpt(_addr_spec(mail.to))
        if code not in (250, 251):
            no_mailbox = code in (550, 551, 553)
            return _judge(code, said, refused=Kind.GONE if no_mailbox else Kind.CONFIG)
        code, said = server.data(letter)
        if code != 250:
            return _judge(code, said, refused=Kind.CONFIG)
        return Answer(kind=Kind.ACCEPTED, status=code)


class _Server(smtplib.SMTP):
    """smtplib on a connection that was made before."""

    def __init__(self, line: socket.socket, *, host: str, name: str) -> None:
        super().__init__(local_hostname=name)
        self.sock, self._host, self.file = line, host, None
        code, said = self.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)


def _judge(code: int, said: bytes | str, *, refused: Kind) -> Answer:
    """4xx may be mended by waiting; 5xx is refused for good, for the reason the caller knows."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    kind = refused if 500 <= code < 600 else Kind.FAILED
    return Answer(kind=kind, status=code, detail=_one_line(text)[:200])


def _one_line(text: str) -> str:
    """Without what would begin another header, or steer a terminal that shows a log."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _addr_spec(address: str) -> str:
    """The address in ASCII. Raises ValueError for a local part that needs more."""
    local, _, domain = address.rpartition("@")
    local.encode("ascii")
    return f"{local}@{domain.encode('idna').decode()}"


def _dial(host: str, port: int, ends: float) -> socket.socket:
    addresses = look_up_within(look_up, host, port, seconds=_left(ends))
    for position, address in enumerate(addresses, start=1):
        # An address that swallows packets must leave some time for the next one.
        seconds = _left(ends) / (len(addresses) - position + 1)
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except OSError:
            if position == len(addresses):
                raise
    raise OSError(f"{host} has no address")


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for this exchange is over")
    return left


def _hang_up(handle: socket.socket) -> None:
    with suppress(OSError):  # it is over already
        handle.shutdown(socket.SHUT_RDWR)
