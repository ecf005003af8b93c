"""A reminder worker whose clock a test sets, as a program of its own: it can be stopped (F9).

Run: python -m tests.support.clocked_worker URL HOST FOLDER
It reads the moment from FOLDER/now, beats, and says in FOLDER/beaten at which moment it did.
"""

import os
import sys
import time
from datetime import datetime
from pathlib import Path

from journal.records.database import Database
from journal.reminders.endpoints import Permitted
from journal.reminders.push import Sender
from journal.reminders.tick import tick
from journal.reminders.vapid import VapidKey
from journal.reminders.wording import Words


def main(url: str, host: str, folder: Path) -> None:
    """Beat until killed."""
    database = Database(url)
    sender = Sender(VapidKey.generate(), Permitted((host,)))
    while True:
        moment = (folder / "now").read_text()
        words = Words(url="https://journal.example")
        tick(database, sender, words, now=datetime.fromisoformat(moment))
        write(folder / "beaten", moment)
        time.sleep(0.02)


def write(path: Path, text: str) -> None:
    """Write it whole: nobody reads half a moment."""
    scratch = path.with_suffix(".new")
    scratch.write_text(text)
    os.replace(scratch, path)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
