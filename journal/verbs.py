"""What every verb of the terminal needs: group, settings, and one sentence for a failure."""

import functools
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from journal.exchange.backup import BackupRefused
from journal.exchange.demo import DemoRefused
from journal.records.database import Database, NotDurable
from journal.records.schema import WrongSchema, check_schema
from journal.settings import BadSetting, Settings

group = AppGroup("journal", help="Sunhat's own commands.")
FILE = click.Path(dir_okay=False, path_type=Path)
SORRY = (
    BadSetting, WrongSchema, NotDurable, DemoRefused, BackupRefused,
    OperationalError, sqlite3.OperationalError, OSError,
)  # fmt: skip


def settings_here() -> Settings:
    """The settings of the app whose verb runs."""
    found: Settings = current_app.extensions["journal_settings"]
    return found


def database_here() -> Database:
    """Its database, open to all families."""
    found: Database = current_app.extensions["journal_database"]
    return found


def say(data: dict[str, Any], text: str, as_json: bool) -> None:
    """Print one JSON object, or the same in words."""
    click.echo(json.dumps(data) if as_json else text)


def counted(number: int, one: str, many: str) -> str:
    """The number with its word: the terminal speaks English alone."""
    return f"{number} {one if number == 1 else many}"


def verb(*, schema: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A verb that says in one sentence why it cannot run."""

    def wrap(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(*args: Any, **options: Any) -> None:
            try:
                if schema:
                    check_schema(database_here())
                function(*args, **options)
            except SORRY as error:
                cause = error.orig if isinstance(error, OperationalError) else error
                raise click.ClickException(str(cause)) from error

        return run

    return wrap
