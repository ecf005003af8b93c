"""A real mail server on loopback, and the faults that mail servers have."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

PASSPHRASE = "p@ss/word"


class Inbox:
    """What arrived. `refuse` answers RCPT, `answer` what is said after the letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.senders: list[str] = []
        self.encrypted: list[bool] = []
        self.refuse: str | None = None
        self.answer = "250 Taken"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.senders.append(envelope.mail_from)
        self.encrypted.append(session.ssl is not None)
        return self.answer


def _authenticate(server, session, envelope, mechanism, data) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == PASSPHRASE.encode()
    return AuthResult(success=good, handled=good)


class _Controller(Controller):
    def __init__(self, inbox: Inbox, **options: Any) -> None:
        self.options = options
        super().__init__(inbox, hostname="127.0.0.1", port=0, ready_timeout=60)

    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="mail.example", **self.options)

    def _trigger_server(self) -> None:
        """Knock, as the base class does, but at the port that was free and not at 0."""
        with socket.create_connection(self.server.sockets[0].getsockname(), 60) as line:
            line.recv(100)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.sockets[0].getsockname()[1]}"


@contextmanager
def mail_server(
    inbox: Inbox, *, starttls: ssl.SSLContext | None = None, signs_in: bool = False
) -> Iterator[str]:
    """Run the server; yield host:port. With `starttls` it demands encryption first."""
    more: dict[str, Any] = {}
    if signs_in:
        more = {"authenticator": _authenticate, "auth_required": True}
        more["auth_require_tls"] = starttls is not None
    controller = _Controller(
        inbox, tls_context=starttls, require_starttls=starttls is not None, **more
    )
    controller.start()
    try:
        yield controller.address
    finally:
        controller.stop()
