"""F3: the power goes while somebody writes. What was called saved is there when it is back (G1)."""

import os
import random
import secrets
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event

from journal.entries.quarantine import receive
from journal.records.database import Database
from tests.family import NOW, change, fresh_family
from tests.faults.figures import FIGURES
from tests.support.breakable import Done, disk
from tests.support.power import File, Platter

SEED = int(os.environ.get("SUNHAT_SEED", "0")) or secrets.randbelow(10**6) + 1


@dataclass
class Found:
    """Of how many power cuts some lost what was called saved, or left no whole database."""

    cuts: int
    lost: int = 0
    broken: int = 0


def writes(folder: Path, pragmas: str | None, commits: int) -> tuple[list[Done], File]:
    """Everything SQLite did to the disk while notes were saved; the database before them."""
    file = folder / "journal.sqlite3"
    family = fresh_family(f"sqlite:///{file}")
    family.database.close()
    with disk() as under:
        database = Database(f"sqlite:///{file}")
        if pragmas:
            event.listen(database.engine, "connect", lambda c, _record: c.executescript(pragmas))
        before = None
        for number in range(1, commits + 1):
            with database.transaction() as session:
                if before is None:  # its mode is set by now
                    under.log.clear()
                    before = File(file.read_bytes())
                note = change(family.nora, "note", note=f"{number}")
                receive(session, family.actor(session, "ada"), note, now=NOW)
            under.log.append(Done("acked", file, number))
        log = list(under.log)
        database.close()
    return log, before


def cuts(folder: Path, pragmas: str | None = None, *, commits: int = 20, images: int = 60) -> Found:
    """Cut the power at random moments, and look at what each leaves."""
    log, before = writes(folder, pragmas, commits)
    dice = random.Random(SEED)
    moments = sorted(dice.choices(range(len(log)), k=images))
    name = next(done.path for done in log if done.what == "acked")
    platter = Platter({name: before}, {name: before})
    found, fed = Found(images), 0
    for number, moment in enumerate(moments):
        for done in log[fed : moment + 1]:
            platter.feed(done)
        fed = moment + 1
        image = folder / f"image{number}"
        image.mkdir()
        platter.cut(image, dice)
        look(image / name.name, platter.acked, found)
        shutil.rmtree(image)
    FIGURES.info("F3: %s: %s, %d commits, seed %d", pragmas or "as shipped", found, commits, SEED)
    return found


def look(file: Path, acked: int, found: Found) -> None:
    """What the server would find when it starts again."""
    database = sqlite3.connect(file)
    try:
        if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            found.broken += 1
            return
        there = {int(row[0]) for row in database.execute("SELECT note FROM note")}
        counted = database.execute("SELECT max(seq) FROM household").fetchone()[0]
    except sqlite3.DatabaseError:
        found.broken += 1
        return
    finally:
        database.close()
    found.lost += not set(range(1, acked + 1)) <= there
    # All of a change or nothing of it.
    found.broken += counted != len(there)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_f3_a_power_cut_loses_nothing_that_was_called_saved(tmp_path):
    assert cuts(tmp_path) == Found(60), SEED


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_f3_with_the_other_journal_nothing_is_lost_either(tmp_path):
    # What SQLite from 3.51.3 on is opened with.
    assert cuts(tmp_path, "PRAGMA journal_mode=wal") == Found(60), SEED


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("pragmas", "what"),
    [
        # The removal of the rollback journal is the commit, and only EXTRA flushes it.
        ("PRAGMA journal_mode=delete; PRAGMA synchronous=FULL", "lost"),
        ("PRAGMA journal_mode=wal; PRAGMA synchronous=NORMAL", "lost"),
        ("PRAGMA journal_mode=delete; PRAGMA synchronous=OFF", "broken"),
    ],
    ids=["full", "normal", "off"],
)
def test_f3_what_promises_less_is_caught(tmp_path, pragmas, what):
    assert getattr(cuts(tmp_path, pragmas), what) > 0, SEED


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("pragmas", [None, "PRAGMA journal_mode=wal"], ids=["shipped", "wal"])
def test_f3_long_six_hundred_power_cuts(tmp_path, pragmas):
    assert cuts(tmp_path, pragmas, commits=150, images=600) == Found(600), SEED
