"""The verbs that are about one family: taking it out, putting it in, erasing it; and new keys."""

import secrets
import uuid
from pathlib import Path

import click
from flask.cli import AppGroup

from journal.clock import now
from journal.exchange.erase import erase_household_now
from journal.exchange.put_in import put_in
from journal.exchange.taken_out import take_out
from journal.records.other_keys import follow_other_keys
from journal.reminders.vapid import VapidKey
from journal.settings import BadSetting, Settings, make_private, write_secret
from journal.start import decide_new_keys, prepare, take_up_new_keys
from journal.verbs import FILE, counted, database_here, say, settings_here, verb

of_families = AppGroup()
NEW_FOLDER = click.Path(file_okay=False, path_type=Path)


@of_families.command()
@click.option("--child", type=click.UUID, required=True, help="Whose household is taken out.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@verb()
def export(child: uuid.UUID, folder: Path, as_json: bool) -> None:
    """Write the household of CHILD, photos too, into FOLDER, for another Sunhat to read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    moment, data = now(), settings_here().data
    file = folder / f"sunhat-{child}-{moment:%Y%m%dT%H%M%S}.zip"
    manifest = take_out(database_here(), data, child, file, reader=None, now=moment)
    told = {"file": str(file), "entries": manifest["entries"], "digest": manifest["digest"]}
    say(told, f"{file}: {counted(manifest['entries'], 'entry', 'entries')}.", as_json)


@of_families.command("import")
@click.option("--child", type=click.UUID, required=True, help="Whose journal must be in it.")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would be new, and write nothing.")
@click.option("--json", "as_json", is_flag=True)
@verb(schema=False)
def import_(child: uuid.UUID, file: Path, dry_run: bool, as_json: bool) -> None:
    """Put the household in FILE into this journal; what is here already stays as it is."""
    prepare(settings_here(), database_here())
    data = settings_here().data
    new = put_in(database_here(), data, child, file, dry_run=dry_run, now=now())
    said = "Would be new" if dry_run else "New"
    entries = counted(new.entries, "entry", "entries")
    text = f"{said}: {entries}. Everybody signs in anew: see reset-link."
    if new.left_out:
        text += f" People in it who were erased here, and came without a name: {new.left_out}."
    if new.photos_lost:
        text += f" Photos that it names, are not in it and stay behind: {new.photos_lost}."
    say(new.as_json() | {"dry_run": dry_run}, text, as_json)


@of_families.command("erase-household")
@click.argument("household", type=click.UUID)
@click.option("--yes", is_flag=True, help="Do not ask for the id once more.")
@click.option("--json", "as_json", is_flag=True)
@verb()
def erase_household(household: uuid.UUID, yes: bool, as_json: bool) -> None:
    """Erase HOUSEHOLD with all its children, at once and for good.

    Its people's accounts go too where they belong to no other household.
    """
    if not yes:
        typed = click.prompt("This cannot be undone. Type the id once more", err=True)
        if typed.strip() != str(household):
            raise click.ClickException("That is another id. Nothing was erased.")
    end = erase_household_now(database_here(), settings_here().data, household, now=now())
    if end is None:
        raise click.ClickException("There is no such household. Nothing was erased.")
    text = f"Erased. The last of this server's own backups with it is gone by {end:%d %b %Y}."
    say({"erased": str(household), "backups_end": end.isoformat()}, text, as_json)


@of_families.command("rotate-keys")
@click.option("--into", type=NEW_FOLDER, help="A folder for new keys, for JOURNAL_…_KEY_FILE.")
@click.option("--json", "as_json", is_flag=True)
@verb()
def rotate_keys(into: Path | None, as_json: bool) -> None:
    """Make new keys for this server: everybody signs in again and switches reminders on again."""
    settings, place = settings_here(), settings_here().secrets
    kept = place / "secret_key"
    if settings.vapid_key or not kept.is_file() or kept.read_text().strip() != settings.secret_key:
        if into is None:
            raise BadSetting(
                "The keys stand in JOURNAL_SECRET_KEY or JOURNAL_VAPID_KEY. Name a folder for new "
                "ones: rotate-keys --into FOLDER. Nothing was changed."
            )
        ended = _new_keys_into(into, settings)
        text = (
            f"New keys in {into}. {ended} sign-ins ended. Let JOURNAL_SECRET_KEY_FILE and "
            "JOURNAL_VAPID_KEY_FILE name them on every machine, and restart every Sunhat now."
        )
        say({"ended": ended}, text, as_json)
        return
    if into is not None:
        raise BadSetting("The keys stand in secrets/: leave --into out. Nothing was changed.")
    decide_new_keys(place, secret=secrets.token_urlsafe(48), vapid=VapidKey.generate().pem())
    try:
        ended = take_up_new_keys(settings, database_here())
    except Exception as error:
        raise click.ClickException(
            "The new keys are made and not taken up yet. Restart Sunhat: it takes them up first. "
            f"What stood in the way: {type(error).__name__}."
        ) from error
    text = (
        f"New keys. {ended} sign-ins ended; everybody signs in again and switches reminders on "
        "again. Authenticator apps go on. Restart Sunhat now: it still runs with the old ones."
    )
    say({"ended": ended}, text, as_json)


def _new_keys_into(into: Path, settings: Settings) -> int:
    """Let the database follow keys in this folder; what an interruption left there is taken up."""
    make_private(into)
    secret, vapid = into / "secret_key", into / "vapid_key"
    if not vapid.exists():
        write_secret(vapid, VapidKey.generate().pem())
    if not secret.exists():
        write_secret(secret, secrets.token_urlsafe(48))
    key = secret.read_text("utf-8").strip()
    if key == settings.secret_key:
        raise BadSetting(f"{into} holds the key in use. Name another folder. Nothing was changed.")
    with database_here().transaction() as session:
        return follow_other_keys(session, settings.secret_key, key)
