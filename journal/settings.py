"""Every option of the server: its default, its meaning, and one sentence when it is wrong."""

import errno
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pyrage import RecipientError, x25519

VERSION = "0.1.0"
PREFIX = "JOURNAL_"
KNOWN_EXAMPLES = {"changeme", "secret", "dev", "development", "you-will-never-guess"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class BadSetting(Exception):
    """A setting cannot be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator chose. Built once at start and passed down.

    data         directory with the database, photos, secrets and backups
    database     SQLAlchemy URL
    url          public address, without a trailing slash; links in messages start with it
    listen       host and port to serve on
    reminders    "inline": this process ticks; "worker": `flask journal remind` does
    smtp         mail server as a URL, or None
    push_hosts   further permitted push hosts, `host[:port]`
    contact      mailto: address for push services, or None
    proxies      how many proxies in front may set X-Forwarded-*
    backups      folder that each of the server's own backups is copied to, or None
    backup_keys  age recipients (age1…) that those copies are sealed to; none: they are not sealed
    operator     e-mail of the account that sees /operator, or None: nobody does
    """

    data: Path
    database: str = field(repr=False)
    url: str
    listen: tuple[str, int]
    reminders: str
    smtp: str | None = field(repr=False)
    push_hosts: tuple[str, ...]
    contact: str | None
    proxies: int
    backups: Path | None
    backup_keys: tuple[str, ...]
    secret_key: str = field(repr=False)
    vapid_key: str | None = field(repr=False)
    operator: str | None = None

    @property
    def https(self) -> bool:
        """Whether the public address is https, so that cookies may demand it."""
        return self.url.startswith("https://")

    @property
    def host(self) -> str:
        """The host (and port) of the public address."""
        return urlsplit(self.url).netloc

    @property
    def is_loopback(self) -> bool:
        """Whether the public address is one that this machine alone can open."""
        return urlsplit(self.url).hostname in LOOPBACK

    @property
    def secrets(self) -> Path:
        """The folder of secrets inside the data directory, mode 0700."""
        return self.data / "secrets"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read JOURNAL_* (or JOURNAL_*_FILE), make the data directory and its secrets.

        Raises BadSetting with one sentence when a value cannot be used.
        """
        read = _Reader(os.environ if environment is None else environment)
        data = Path(read("DATA") or "data").resolve()
        make_private(data)
        make_private(data / "secrets")
        listen = _listen(read("LISTEN") or "127.0.0.1:8000")
        return cls(
            data=data,
            database=read("DATABASE") or f"sqlite:///{data / 'journal.sqlite3'}",
            url=_url(read("URL") or _own_address(listen)),
            listen=listen,
            reminders=_one_of("REMINDERS", read("REMINDERS") or "inline", {"inline", "worker"}),
            smtp=_smtp(read("SMTP")),
            push_hosts=tuple((read("PUSH_HOSTS") or "").replace(",", " ").split()),
            contact=_contact(read("CONTACT")),
            proxies=_count("PROXIES", read("PROXIES") or "0"),
            backups=_folder(read("BACKUPS"), data),
            backup_keys=_recipients(read("BACKUP_KEY")),
            secret_key=read("SECRET_KEY") or _kept(data / "secrets" / "secret_key", data),
            vapid_key=read("VAPID_KEY"),
            operator=_operator(read("OPERATOR")),
        )._checked()

    def _checked(self) -> "Settings":
        if not self.https and not self.is_loopback:
            raise BadSetting(
                f"JOURNAL_URL is {self.url}. Only this machine itself may be reached without "
                "HTTPS: see docs/self-hosting.md, then write it as https://…"
            )
        if len(self.secret_key) < 16 or self.secret_key.lower() in KNOWN_EXAMPLES:
            raise BadSetting(
                "JOURNAL_SECRET_KEY is too short or an example. "
                "Leave it out: the first start makes one."
            )
        return self


class _Reader:
    """Reads NAME, or the file that NAME_FILE points to."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def __call__(self, name: str) -> str | None:
        if path := self.environment.get(f"{PREFIX}{name}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip() or None
            except OSError as error:
                raise BadSetting(
                    f"{PREFIX}{name}_FILE names {path}, which cannot be read. Check path and owner."
                ) from error
        return self.environment.get(f"{PREFIX}{name}") or None


def make_private(folder: Path) -> None:
    """Make `folder` for this user only. Raises BadSetting when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(folder, os.W_OK):
            raise PermissionError
    except OSError as error:
        raise BadSetting(
            f"The data directory {folder} cannot be written. Choose another with JOURNAL_DATA."
        ) from error


def write_secret(path: Path, text: str) -> None:
    """Write a secret that only this user can read, without ever showing half of it."""
    scratch = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    keep_names_if_it_can(path.parent)


def keep_names(folder: Path) -> None:
    """Have the disk keep which files are in `folder`: without it a power cut undoes a rename."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep_names_if_it_can(folder: Path) -> None:
    """The same where the folder may be on a network: some file systems there cannot flush one, and
    keep names by themselves."""
    try:
        keep_names(folder)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise


def refuse_lost(secret: Path, data: Path) -> None:
    """Raise BadSetting when a journal that was served has lost a secret: a new one would end every
    sign-in or every phone's reminders in silence (F25)."""
    if not secret.exists() and (data / "instance.json").exists():
        raise BadSetting(
            f"{secret} is gone, and a journal was served with it. Put it back. If it is lost, move "
            "instance.json away: the next start makes a new one, and everybody begins anew with "
            "signing in or with reminders."
        )


def _kept(path: Path, data: Path) -> str:
    refuse_lost(path, data)
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise BadSetting(f"JOURNAL_LISTEN is {text!r}. Write host:port, such as 127.0.0.1:8000.")
    return host.strip("[]"), int(port)


def _own_address(listen: tuple[str, int]) -> str:
    host, port = listen
    # Listening on every interface is for a proxy; this machine itself still reaches it here.
    reachable = "127.0.0.1" if host in {"0.0.0.0", "::", "127.0.0.1"} else host
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise BadSetting(f"JOURNAL_URL is {text!r}. Write it as https://sunhat.example.org.")
    return f"{parts.scheme}://{parts.netloc}"


def _one_of(name: str, value: str, allowed: set[str]) -> str:
    if value not in allowed:
        raise BadSetting(f"JOURNAL_{name} is {value!r}. Write {' or '.join(sorted(allowed))}.")
    return value


def _count(name: str, value: str) -> int:
    if not value.isdigit():
        raise BadSetting(f"JOURNAL_{name} is {value!r}. Write a whole number such as 1.")
    return int(value)


def _folder(value: str | None, data: Path) -> Path | None:
    """Whether it is there is asked each day: its disk may be mounted later."""
    if value is None:
        return None
    folder = Path(value)
    if not folder.is_absolute() or folder.resolve() in {data, data / "backups"}:
        raise BadSetting(
            f"JOURNAL_BACKUPS is {value!r}. Write the whole path of a folder outside the data "
            "directory, on another disk: /mnt/backups/sunhat."
        )
    return folder


def _recipients(value: str | None) -> tuple[str, ...]:
    """The sentence does not repeat the value: somebody may have put the secret key there."""
    found = tuple(
        word
        for line in (value or "").splitlines()
        if not line.lstrip().startswith("#")
        for word in line.replace(",", " ").split()
    )
    for one in found:
        try:
            x25519.Recipient.from_str(one)
        except RecipientError:
            raise BadSetting(
                "JOURNAL_BACKUP_KEY is no public key of age. Write what age-keygen calls the "
                "public key, age1…; the secret one stays away from this machine."
            ) from None
    return found


def _smtp(value: str | None) -> str | None:
    """The URL may hold a passphrase: the sentence does not repeat it."""
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise BadSetting(
            "JOURNAL_SMTP is no address of a mail server. "
            "Write it as smtps://user:passphrase@mail.example.org:465."
        )
    return value


def _operator(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise BadSetting("JOURNAL_OPERATOR is no e-mail address. Write the one you sign in with.")
    return value.casefold() if value else None


def _contact(value: str | None) -> str | None:
    """RFC 8292 section 2.1. Apple refuses addresses nobody could write to."""
    if value is None:
        return None
    address = value.removeprefix("mailto:")
    name, _, host = address.rpartition("@")
    if not name or "." not in host or host.endswith((".local", ".invalid", ".localhost")):
        raise BadSetting(
            f"JOURNAL_CONTACT is {value!r}. Write an address that exists: mailto:you@example.org."
        )
    return f"mailto:{address}"
