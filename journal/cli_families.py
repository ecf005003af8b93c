"""The verbs that are about one family: erasing it."""

import uuid

import click

from journal.clock import now
from journal.exchange.erase import erase_household_now
from journal.verbs import database_here, group, say, settings_here, verb
from journal.words import day_text


def add_verbs() -> None:
    """Give the group these verbs."""
    for command in (erase_household,):
        group.add_command(command)


@click.command("erase-household")
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
    text = f"Erased. The last of this server's own backups with it is gone by {day_text(end)}."
    say({"erased": str(household), "backups_end": end.isoformat()}, text, as_json)
