"""What a disk may hold after a power cut: all that was flushed, and anything of what was not.

Every file is durable as of its last flush. Of what was written since, each sector of 512 bytes is
there or not, by a throw. A name that was made or removed since the directory was last flushed is
there or not, too. Not modelled: a disk that says it has flushed and lies.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.breakable import Done

SECTOR = 512


@dataclass
class File:
    """What is surely on the disk, and what was asked for since."""

    durable: bytes = b""
    pending: list[Done] = field(default_factory=list)

    def after_a_cut(self, dice: random.Random) -> bytes:
        """One of the contents that are possible."""
        found = bytearray(self.durable)
        for done in self.pending:
            _apply(found, done, dice)
        return bytes(found)

    def flush(self) -> None:
        """What was asked for is there now."""
        found = bytearray(self.durable)
        for done in self.pending:
            _apply(found, done, None)
        self.durable, self.pending = bytes(found), []


@dataclass
class Platter:
    """The disk of a machine that may lose its power. Feed it what was done, in order.

    acked  the last change that somebody was told is saved
    """

    names: dict[Path, File] = field(default_factory=dict)
    durable_names: dict[Path, File] = field(default_factory=dict)
    acked: int = 0

    def feed(self, done: Done) -> None:
        """Let one more thing happen."""
        if done.what == "acked":
            self.acked = done.at
        elif done.what.startswith("remove"):
            self.names.pop(done.path, None)
            if done.what == "remove and sync":
                self.durable_names = dict(self.names)
        else:
            file = self.names.setdefault(done.path, File())
            if done.what == "sync":
                file.flush()
                # SQLite flushes the directory together with the first flush of a new file.
                if self.durable_names.get(done.path) is not file:
                    self.durable_names = dict(self.names)
            else:
                file.pending.append(done)

    def cut(self, folder: Path, dice: random.Random) -> None:
        """Write what may be left after a power cut at this moment."""
        for path in {*self.names, *self.durable_names}:
            either = self.names.get(path), self.durable_names.get(path)
            file = either[0] if either[0] is either[1] else dice.choice(either)
            if file is not None:
                (folder / path.name).write_bytes(file.after_a_cut(dice))


def _apply(found: bytearray, done: Done, dice: random.Random | None) -> None:
    """Do it to these bytes; with dice each sector, or the whole cut, only perhaps."""
    if done.what == "truncate":
        if dice is None or dice.random() < 0.5:
            del found[done.at :]
        return
    for start in range(0, len(done.data), SECTOR):
        if dice is None or dice.random() < 0.5:
            part = done.data[start : start + SECTOR]
            at = done.at + start
            found.extend(bytes(max(0, at - len(found))))
            found[at : at + len(part)] = part
