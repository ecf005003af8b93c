"""`flask --app wsgi journal VERB`: what an operator can do from a terminal."""

import os
from pathlib import Path
from typing import Any

import click
import waitress
from flask import Flask, current_app
from flask.cli import ScriptInfo
from sqlmodel import Session

from journal.care.knowledge.editions import expiring, rule_editions
from journal.cli_families import of_families
from journal.clock import now
from journal.exchange.acts_kept import with_acts_kept
from journal.exchange.age import readable
from journal.exchange.backup import backup as write_backup
from journal.exchange.backup_words import (
    backed_up_said,
    backup_line,
    read_backups,
    restored_said,
)
from journal.exchange.demo import load_demo
from journal.exchange.kept_beside import folders_beside
from journal.exchange.restore import restore as read_backup
from journal.exchange.verify import verify as check_journal
from journal.records.accounts import find_account
from journal.records.database import Database
from journal.records.invitations import make_setup_link
from journal.records.people import Account
from journal.records.resets import ask_for_no_code, make_reset
from journal.records.tokens import ON_SERVER, make_token_on_server
from journal.reminders.account_news import News, announce
from journal.reminders.mail import Mailer
from journal.reminders.phone_tests import send_test
from journal.reminders.push import Sender
from journal.reminders.wording import Words
from journal.reminders.worker import run_forever
from journal.reminders.worker import start as start_reminders
from journal.settings import BadSetting, Settings
from journal.start import alone, prepare
from journal.upkeep import start as start_upkeep
from journal.verbs import FILE, counted, database_here, group, say, settings_here, verb
from journal.web.large_bodies import FROM_ANYBODY, channels

WITH_A_WARNING = 3

for _command in of_families.commands.values():
    group.add_command(_command)


def init_app(app: Flask) -> None:
    """Give the app its verbs."""
    app.cli.add_command(group)


def _sender() -> Sender:
    found: Sender = current_app.extensions["journal_sender"]
    return found


def _mailer() -> Mailer | None:
    found: Mailer | None = current_app.extensions["journal_mailer"]
    return found


@group.command()
@verb(schema=False)
def migrate() -> None:
    """Bring the database up to date."""
    prepare(settings_here(), database_here())


@group.command("setup-link")
@verb()
def setup_link() -> None:
    """Print a new set-up link; the one before it stops working."""
    _print_link()


def _print_link() -> None:
    with database_here().transaction() as session:
        token = make_setup_link(session, now=now())
    if token is not None:
        click.echo(f"Set up your journal here, once: {settings_here().url}/set-up/{token}")


@group.command()
@verb(schema=False)
def serve() -> None:
    """Migrate, print the address, serve, and tick the reminders unless a worker does."""
    settings, database = settings_here(), database_here()
    with alone(settings, database):
        _serve(settings, database)


def _serve(settings: Settings, database: Database) -> None:
    prepare(settings, database)
    host, port = settings.listen
    click.echo(f"Sunhat is at {settings.url}")
    _print_link()
    server = _listen(host, port, settings)
    upkeep = start_upkeep(settings, database)
    scheduler = None
    if settings.reminders == "inline":
        scheduler = start_reminders(database, _sender(), Words(url=settings.url), _mailer())
    try:
        server.run()
    finally:
        upkeep.shutdown(wait=False)
        if scheduler is not None:
            scheduler.shutdown(wait=False)
            if scheduler.hangs:
                os._exit(1)  # an ordinary exit would wait for what hangs


def _listen(host: str, port: int, settings: Settings) -> Any:
    sockets: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            current_app.wsgi_app,
            sockets,
            host=host,
            port=port,
            threads=8,
            ident=None,
            max_request_body_size=FROM_ANYBODY + 1,
            # What a proxy says reaches ProxyFix, which believes as many hops as it is told.
            clear_untrusted_proxy_headers=not settings.proxies,
        )
    except OSError as error:
        raise BadSetting(
            f"{host}:{port} cannot be listened on: another program may have it. "
            "Choose another with make run PORT=8123."
        ) from error
    # The app itself: a connection has no context in which current_app would find it.
    app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    for one in sockets.values():
        one.channel_class = channels(app)
    return server


@group.command()
@verb()
def remind() -> None:
    """Send reminders until stopped; any number of these may run beside each other."""
    run_forever(database_here(), _sender(), Words(url=settings_here().url), _mailer())


@group.command("push-test")
@click.argument("account")
@click.option("--json", "as_json", is_flag=True)
@verb()
def push_test(account: str, as_json: bool) -> None:
    """Send a test to every phone of ACCOUNT and say what the push services answered."""
    with database_here().reading() as session:
        person = find_account(session, account)
    words = Words(url=settings_here().url)
    results = send_test(database_here(), _sender(), words, person.id, now=now())
    data = {"phones": [{"id": str(phone), "answer": kind.value} for phone, kind in results.items()]}
    lines = [f"{phone}: {kind.value}" for phone, kind in results.items()]
    say(data, "\n".join(lines) or f"{person.name} has no phone that is reminded.", as_json)


@group.command()
@click.option("--json", "as_json", is_flag=True)
@verb(schema=False)
def demo(as_json: bool) -> None:
    """Load the demo family, once, and print who can sign in."""
    settings, database = settings_here(), database_here()
    prepare(settings, database)
    family = load_demo(database, now=now(), secrets_dir=settings.secrets, data=settings.data)
    people = [f"{each.email}  {each.password}  ({each.role})" for each in family.accounts]
    say(family.as_json(), "\n".join(["Sign in with one of these:", *people]), as_json)


@group.command()
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True)
@verb()
def backup(file: Path, as_json: bool) -> None:
    """Write the whole journal, but not the secrets, into FILE.

    Ends with 3 when the file of a photo is lost or damaged, or the list of who did what was
    changed: everything else is in FILE.
    """
    manifest = write_backup(database_here(), settings_here().data, file, now=now())
    say(manifest, backed_up_said(file, manifest), as_json)
    if manifest.get("lost") or manifest.get("broken"):
        raise SystemExit(WITH_A_WARNING)


@group.command()
@click.option("--json", "as_json", is_flag=True)
@verb()
def backups(as_json: bool) -> None:
    """List the backups that the server made by itself, the newest first."""
    runs = read_backups(database_here())
    said = "\n".join(backup_line(run) for run in runs) or "There is none yet."
    say({"backups": [run.model_dump(mode="json") for run in runs]}, said, as_json)


@group.command()
@click.argument("file", type=FILE)
@click.option("--key", type=FILE, help="The secret key of a sealed backup, as age-keygen wrote it.")
@click.option("--json", "as_json", is_flag=True)
@verb(schema=False)
def restore(file: Path, key: Path | None, as_json: bool) -> None:
    """Restore FILE into an empty journal."""
    prepare(settings_here(), database_here())
    with readable(file, key, settings_here().data) as opened:
        # Lists of what was erased and who was taken out lie beside the copies, and here.
        beside = folders_beside(file, settings_here())
        manifest = read_backup(
            database_here(), settings_here().data, opened, now=now(), beside=beside
        )
    say(manifest, restored_said(file, manifest), as_json)


@group.command()
@click.option("--json", "as_json", is_flag=True)
@verb()
def verify(as_json: bool) -> None:
    """Check that the journal is whole; one line per fault."""
    data, database = settings_here().data, database_here()
    verdict = with_acts_kept(check_journal(database, data), database, data)
    text = (
        "\n".join(verdict.faults)
        or f"{counted(verdict.entries, 'entry', 'entries')}, whole. {verdict.digest}"
    )
    say(verdict.as_json(), text, as_json)
    if not verdict.ok:
        raise SystemExit(1)


@group.command()
@click.option("--json", "as_json", is_flag=True)
@verb(schema=False)
def rules(as_json: bool) -> None:
    """Say by when each set of rules is looked at again; past it, it names no date."""
    today = now().date()
    lines = [
        f"{one.name} {one.version}, to be looked at again by {one.review_by}. {one.says(today)}"
        for one in rule_editions()
    ]
    data = {"rules": [line.strip() for line in lines], "expiring": expiring(today)}
    say(data, "\n".join(data["rules"]), as_json)


@group.command("reset-link")
@click.argument("account")
@click.option("--without-code", is_flag=True, help="The authenticator app is lost, codes too.")
@verb()
def reset_link(account: str, without_code: bool) -> None:
    """Print a link by which ACCOUNT chooses another passphrase: once, within half an hour."""
    with database_here().transaction() as session:
        person = find_account(session, account)
        link = make_reset(session, person.id, now=now())
        if without_code:
            ask_for_no_code(session, person, now=now())
            _tell(session, person, News.APP_REMOVED)
            warning = f"Nobody is asked for a code of {person.name} any more, and the journal says"
            click.echo(f"{warning} so. Be sure that it is really {person.name} who asks.", err=True)
    click.echo(f"{settings_here().url}/reset/{link}")


@group.command()
@click.argument("account")
@click.option("--read", is_flag=True, help="It may look and change nothing.")
@click.option("--json", "as_json", is_flag=True)
@verb()
def token(account: str, read: bool, as_json: bool) -> None:
    """Print an API token of ACCOUNT. It is shown once."""
    with database_here().transaction() as session:
        person = find_account(session, account)
        secret = make_token_on_server(session, person, may_write=not read, now=now())
        _tell(session, person, News.KEY_MADE, called=ON_SERVER)
    say({"token": secret, "account": str(person.id)}, secret, as_json)


def _tell(session: Session, person: Account, what: News, *, called: str = "") -> None:
    """Have the person told; whatever ticks the reminders sends it."""
    words = Words(url=settings_here().url)
    announce(session, words, person.id, what, called=called, session_id=None, now=now())
