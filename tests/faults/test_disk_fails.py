"""F4, F26: the disk is full, or fails, at any moment of a save. Saved is saved, the rest is not."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import select

from journal.clock import now
from journal.exchange.backup import backup
from journal.exchange.verify import verify
from journal.records.people import AuthSession
from tests.family import NOW, PASSPHRASE
from tests.faults.figures import FIGURES
from tests.support.breakable import FULL, IO_FSYNC, IO_WRITE, Done

# Of some eighty writes of a save. `make nightly` refuses each of them.
EVERY = 5


def grows(done: Done) -> bool:
    """Whether it needs room that the file does not have yet."""
    if done.what != "write":
        return False
    size = done.path.stat().st_size if done.path.exists() else 0
    return done.at + len(done.data) > size


def writes(done: Done) -> bool:
    return done.what == "write"


def flushes(done: Done) -> bool:
    return done.what in {"sync", "remove and sync"}


@dataclass
class Door:
    """Refuses what is `meant`, from the `first` one on, so many `times`."""

    meant: Callable[[Done], bool]
    code: int = 0
    first: int = 0
    times: int = 0
    seen: int = 0

    def __call__(self, done: Done) -> int:
        if not self.meant(done):
            return 0
        self.seen += 1
        return self.code if self.first <= self.seen < self.first + self.times else 0


def works(_done: Done) -> int:
    return 0


def moments(broken, meant) -> range:
    """The numbers of all things of that sort that one save asks for."""
    broken.under.door = door = Door(meant)
    assert broken.sync(broken.note()).status_code == 200
    broken.under.door = works
    return range(1, 1 + door.seen)


@pytest.mark.parametrize("every", [EVERY, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_f4_on_a_full_disk_nothing_is_half_written_and_the_phone_is_told(broken, every):
    asked, acked = moments(broken, grows), broken.whole()
    refused = 0
    for moment in asked[::every]:
        note = broken.note()
        broken.under.door = Door(grows, FULL, moment, 10**6)
        told = broken.sync(note)
        if told.status_code == 200:  # this one needed less room
            acked.add(note["entry"])
            continue
        refused += 1
        assert (told.status_code, told.json["error"]) == (507, "disk_full"), moment
        assert "Free some space" in told.json["message"]
        assert broken.reads(), moment
        # Somebody frees space: the same process goes on.
        broken.under.door = works
        assert broken.whole() == acked, moment
        assert broken.sync(note).json["results"][0]["status"] == "applied", moment
        acked.add(note["entry"])
    broken.under.door = works
    FIGURES.info("F4: no room at %d moments of a save, %d entries saved", refused, len(acked))
    assert broken.whole() == acked
    assert refused > 0.7 * len(asked) / every


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("meant", "code", "every"),
    [
        (flushes, IO_FSYNC, 1),
        (writes, IO_WRITE, EVERY),
        pytest.param(writes, IO_WRITE, 1, marks=pytest.mark.nightly),
    ],
    ids=["flush", "write", "every write"],
)
@pytest.mark.parametrize("times", [1, 10**6], ids=["once", "for good"])
def test_f26_a_disk_that_fails_loses_nothing_that_was_called_saved(
    broken, meant, code, every, times
):
    asked, acked = moments(broken, meant), broken.whole()
    for moment in asked[::every]:
        note = broken.note()
        broken.under.door = Door(meant, code, moment, times)
        told = broken.sync(note)
        if told.status_code != 200:
            assert (told.status_code, told.json["error"]) == (503, "busy"), moment
            assert "could not write to its disk" in told.json["message"]
            assert told.headers["Retry-After"]
        broken.under.door = works
        # The next start reads what is on the disk, not what this process remembers.
        broken.database.close()
        assert broken.whole() >= acked | ({note["entry"]} if told.status_code == 200 else set())
        again = broken.sync(note).json["results"][0]["status"]
        assert again in ("applied", "repeated"), moment
        acked.add(note["entry"])
    FIGURES.info(
        "F26: %s failed at %d moments, %d saved", meant.__name__, len(asked[::every]), len(acked)
    )
    assert broken.whole() == acked


def test_f4_a_backup_that_finds_no_room_leaves_nothing_and_harms_nothing(broken, monkeypatch):
    before = verify(broken.database, broken.data)

    def full(_number):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    place = broken.data / "backups"
    place.mkdir(exist_ok=True)
    with pytest.raises(OSError, match="No space left"):
        backup(broken.database, broken.data, place / "night.zip", now=NOW)
    said = broken.app.test_cli_runner().invoke(args=["journal", "backup", str(place / "night.zip")])
    assert (said.exit_code, said.output) == (1, "Error: [Errno 28] No space left on device\n")
    assert list(place.iterdir()) == []
    assert verify(broken.database, broken.data) == before


def test_f4_on_a_full_disk_a_browser_that_has_been_away_can_read(broken):
    """That it came is noted, but for somebody who only looks it need not be."""
    broken.app.config["WTF_CSRF_ENABLED"] = False
    browser = broken.app.test_client()
    form = {"email": "ada@example.org", "passphrase": PASSPHRASE, "own": "yes"}
    assert browser.post("/sign-in", data=form).status_code == 303
    with broken.database.transaction() as session:
        session.exec(select(AuthSession)).one().seen_at = now() - timedelta(days=2)
    broken.under.door = door = Door(grows, FULL, 1, 10**6)
    assert browser.get(f"/children/{broken.family.nora}/journal").status_code == 200
    assert door.seen


def test_f4_verify_on_a_full_disk_does_not_say_that_the_journal_is_lost(broken):
    broken.under.door = Door(grows, FULL, 1, 10**6)
    (fault,) = verify(broken.database, broken.data).faults
    assert fault == "There is no room to read the journal. Free some space, then verify again."
