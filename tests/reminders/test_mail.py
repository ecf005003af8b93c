"""Letters through a real mail server: what arrives, and what each answer leads to."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from journal.reminders.answers import Answer, Kind
from journal.reminders.mail import Mail, Mailer
from tests.family import NOW
from tests.support.certificates import for_host
from tests.support.mail_server import Inbox, mail_server

LETTER = Mail(
    to="ada@home.example",
    subject="Reminder for Ñ.",
    text="Fällig um 08:00.\nhttps://journal.example/due/1\n",
    key="k1",
)
SIGNED_IN = "ada:p%40ss%2Fword@"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def mailer(where: str, *, scheme: str = "smtp", user: str = "", **more) -> Mailer:
    more = {"contact": "mailto:ada@journal.example", "name": "journal.example:8000", **more}
    return Mailer.read(f"{scheme}://{user}{where}", **more)


def sent(inbox: Inbox, mail: Mail = LETTER, **more) -> Answer:
    with mail_server(inbox) as where:
        return mailer(where, **more).send(mail, now=NOW)


def test_a_letter_arrives_as_it_was_written(inbox):
    assert sent(inbox).kind is Kind.ACCEPTED
    (letter,) = inbox.letters
    assert letter["Subject"] == LETTER.subject
    assert letter["To"] == LETTER.to
    assert letter["From"] == "Sunhat <ada@journal.example>"
    assert letter["Message-ID"] == "<k1@journal.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == NOW
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.text
    assert inbox.senders == ["ada@journal.example"]


@pytest.mark.parametrize(
    ("contact", "user", "expected"),
    [
        ("mailto:ben@home.example", "ada%40home.example", "ben@home.example"),
        (None, "ada%40home.example", "ada@home.example"),
        (None, "ada", "sunhat@journal.example"),
    ],
)
def test_it_comes_from_the_operators_address(contact, user, expected):
    assert mailer("mail.example", user=f"{user}:x@", contact=contact).sender == expected


def test_no_name_begins_a_header_of_its_own(inbox):
    subject = "Reminder for Eve\r\nBcc: all@home.example\nX: y"
    answer = sent(inbox, Mail(to=LETTER.to, subject=subject, text="x", key="k"))
    assert answer.kind is Kind.ACCEPTED
    (letter,) = inbox.letters
    assert letter["Bcc"] is None
    assert letter["X"] is None
    assert letter["Subject"] == "Reminder for Eve Bcc: all@home.example X: y"


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nRCPT TO:<c@d.example>", "ä@b.example", "a b@c"]
)
def test_an_address_that_no_header_can_carry_reaches_no_server(inbox, address):
    answer = sent(inbox, Mail(to=address, subject="x", text="x", key="k"))
    assert answer.kind is Kind.GONE
    assert not inbox.letters


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        ("550 5.1.1 No such mailbox", Kind.GONE),
        ("551 Not here", Kind.GONE),
        ("553 Mailbox name not allowed", Kind.GONE),
        ("554 Relay denied", Kind.CONFIG),
        ("450 Greylisted", Kind.FAILED),
        ("421 Busy", Kind.FAILED),
    ],
)
def test_what_the_server_says_of_a_mailbox(inbox, refusal, kind):
    inbox.refuse = refusal
    answer = sent(inbox)
    assert (answer.kind, answer.status) == (kind, int(refusal[:3]))
    assert not inbox.letters


def test_a_letter_that_is_refused_whole_is_the_operators_matter(inbox):
    inbox.answer = "554 5.7.1 \x1b[31mSpam"
    answer = sent(inbox)
    assert (answer.kind, answer.status) == (Kind.CONFIG, 554)
    assert "\x1b" not in answer.detail


def test_starttls_is_used_when_it_is_offered_and_the_passphrase_travels_in_it(inbox, tmp_path):
    server, client = for_host("127.0.0.1", tmp_path)
    with mail_server(inbox, starttls=server, signs_in=True) as where:
        answer = mailer(where, user=SIGNED_IN, tls=client).send(LETTER, now=NOW)
        assert answer.kind is Kind.ACCEPTED, answer
        assert inbox.encrypted == [True]
        wrong = mailer(where, user="ada:wrong@", tls=client).send(LETTER, now=NOW)
        assert (wrong.kind, wrong.status) == (Kind.CONFIG, 535)
        # A certificate that nobody vouches for is refused; the letter never goes in the clear.
        unknown = mailer(where, user=SIGNED_IN).send(LETTER, now=NOW)
        assert unknown.kind is Kind.CONFIG
    assert len(inbox.letters) == 1


def test_smtps_is_encrypted_from_the_first_byte(tmp_path):
    server, client = for_host("127.0.0.1", tmp_path)
    with Faulty(lambda line: speak(server.wrap_socket(line, server_side=True))) as where:
        assert mailer(where, scheme="smtps", tls=client).send(LETTER, now=NOW).kind is Kind.ACCEPTED
        assert mailer(where, scheme="smtps").send(LETTER, now=NOW).kind is Kind.CONFIG


def test_a_passphrase_never_travels_in_the_clear(monkeypatch, inbox):
    heard: list[bytes] = []

    def behave(line: socket.socket) -> None:
        speak(line, heard)

    with Faulty(behave) as where:
        port = where.rpartition(":")[2]
        far = mailer(f"mail.example:{port}", user=SIGNED_IN)
        monkeypatch.setattr("journal.reminders.mail.look_up", lambda host, port: ["127.0.0.1"])
        assert far.send(LETTER, now=NOW).kind is Kind.CONFIG
    assert not [line for line in heard if line.upper().startswith(b"AUTH")]


@pytest.mark.parametrize(
    "greeting",
    [b"", b"220 ", b"220-a\r\n", b"250 no\r\n220 "],
    ids=["silent", "half", "more", "odd"],
)
def test_f12_a_mail_server_that_drips_is_left_at_the_deadline(greeting):
    def drip(line: socket.socket) -> None:
        line.sendall(greeting)
        for _ in range(600):
            line.sendall(b"2")
            time.sleep(0.1)

    with Faulty(drip) as where:
        began = time.monotonic()
        answer = mailer(where).send(LETTER, now=NOW, deadline=timedelta(seconds=1))
        took = time.monotonic() - began
    assert answer.kind in (Kind.FAILED, Kind.CONFIG)
    # A slow machine may be late to notice; the server would drip for a minute.
    assert took < 30


def test_a_server_that_hangs_up_or_is_not_there_is_tried_again():
    with Faulty(lambda line: line.sendall(b"220 hello\r\n")) as where:
        assert mailer(where).send(LETTER, now=NOW).kind is Kind.FAILED
    assert mailer(where).send(LETTER, now=NOW).kind is Kind.FAILED


def speak(line: socket.socket, heard: list[bytes] | None = None) -> None:
    """The smallest server that takes a letter."""
    line.sendall(b"220 mail.example\r\n")
    with line, line.makefile("rb") as said:
        in_letter = False
        for each in said:
            (heard if heard is not None else []).append(each)
            if in_letter and each != b".\r\n":
                continue
            starts, in_letter = each.upper().startswith(b"DATA"), False
            in_letter = starts
            line.sendall(b"354 go on\r\n" if starts else b"250 mail.example\r\n")


class Faulty:
    """A server on loopback that treats each connection as it is told."""

    def __init__(self, behave: Callable[[socket.socket], None]) -> None:
        self.behave = behave
        self.listening = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> str:
        threading.Thread(target=self._serve, daemon=True).start()
        return f"127.0.0.1:{self.listening.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self.listening.close()

    def _serve(self) -> None:
        for line in self._lines():
            threading.Thread(target=self._treat, args=(line,), daemon=True).start()

    def _lines(self) -> Iterator[socket.socket]:
        try:
            while True:
                yield self.listening.accept()[0]
        except OSError:
            return

    def _treat(self, line: socket.socket) -> None:
        with line:
            try:
                self.behave(line)
            except OSError:
                return  # the client has left
