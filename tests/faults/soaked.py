"""What a soak has left: the invariants I1 to I7, each with its counts."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import http_ece
from sqlmodel import col, select

from journal.entries.quarantine import receive
from journal.exchange.restore import restore
from journal.exchange.verify import verify
from journal.records.photos import FOLDER, Photo
from journal.records.reminders import Delivery, Occurrence, PushSubscription
from journal.web.sync_body import read_change
from tests.family import NOW, fresh_database
from tests.faults.invariants import Found, check
from tests.faults.strikes import Struck, waiting

if TYPE_CHECKING:
    from tests.faults.soak import Soak

# So long is the id of a photo in the names of its files.
ID = 36
# Each of these stays far below its bound; what leaks passes it within half an hour.
BOUNDS = {
    "files open in a server": 64, "MiB of a server": 600,
    "files open in a worker": 64, "MiB of a worker": 400, "KiB beside the database": 64 << 10,
}  # fmt: skip


@dataclass(frozen=True)
class Soaked:
    """What was found. `broken` has a sentence for each invariant that does not hold."""

    lines: Sequence[str]
    broken: Sequence[str]
    struck: Counter[str]

    @property
    def holds(self) -> bool:
        """Whether every invariant does."""
        return not self.broken

    def said(self) -> list[str]:
        """What is printed."""
        return [*self.lines, *(f"BROKEN {text}" for text in self.broken or ())]


def looked_at(
    it: "Soak", struck: Struck, moment: datetime, silent: Sequence[str], seconds: float
) -> Soaked:
    """Look at the journal, the phones and what the push service was sent."""
    devices = it.devices
    acked = [change for device in devices for change in device.acked]
    photos = {photo for device in devices for photo in device.photos}
    with it.family.database.reading() as session:
        rows = list(session.exec(select(Photo)))
    found = check(it.family.database, it.data, acked, expected(it, rows))
    lost_photos = photos - {str(row.id) for row in rows}
    loose = {file.name[:ID] for file in (it.data / FOLDER).glob("*-*")}
    outcomes, untold = reminders(it, moment)
    left = waiting(it, moment)
    faults = [fault for device in devices for fault in device.faults]
    unsent = sum(len(device.outbox) for device in devices)
    met = sum((device.met for device in devices), Counter())
    broken = [*_of(found), *(f"I1: photo {one} was lost" for one in lost_photos)]
    broken += [f"I5: {key} was called told and never came" for key in untold]
    broken += [f"I5: {left} reminders wait still"] * bool(left)
    broken += [f"I6: phone {number} is not done" for number in silent]
    broken += [f"I6: {unsent} changes wait still"] * bool(unsent)
    broken += [f"I7: {fault}" for fault in faults]
    broken += [
        f"{what}: {struck.most[what]}, more than {most}"
        for what, most in BOUNDS.items()
        if struck.most[what] > most
    ]
    lines = [
        f"{seconds:.0f} s, seed {it.seed}",
        f"Went wrong: {_counted(struck.times)}",
        f"On the line: {_counted(met)}",
        f"I1 {len(acked)} changes and {len(photos)} photos acknowledged,"
        f" {len(found.lost) + len(lost_photos)} lost",
        f"I2 {sum(device.repeated for device in devices)} came again, {len(found.twice)} twice,"
        f" {len(found.counted)} counted wrong",
        f"I3 digest {'differs from' if found.differs else 'is'} that of these changes, once each",
        f"I4 {len(found.faults)} faults, {len(rows)} photos, {len(loose) - len(rows)} files"
        " without a row",
        f"I5 reminders due {sum(outcomes.values())}: {_counted(outcomes)}; {len(untold)} untold,"
        f" {left} waiting",
        f"I6 {sum(device.cut_off for device in devices)} requests without an answer,"
        f" {unsent} changes unsent",
        f"I7 {sum(device.loud for device in devices)} refusals, each with its sentence;"
        f" {len(faults)} without",
        f"Most: {_counted(struck.most)}",
    ]
    it.family.database.close()
    return Soaked(lines, broken, struck.times)


def _of(found: Found) -> list[str]:
    texts = [f"I1: {one} was acknowledged and is lost" for one in found.lost]
    texts += [f"I2: {one} stands there twice" for one in found.twice]
    texts += [f"I2: {one}" for one in found.counted]
    texts += ["I3: it is not what the same changes make, each written once"] * found.differs
    return texts + [f"I4: {one}" for one in found.faults]


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{what} {number}" for what, number in sorted(counts.items())) or "nothing"


def expected(it: "Soak", photos: Sequence[Photo]) -> str:
    """The digest of the same changes, each received once, in the order they were written.

    photos  stand there too: they were looked for one by one
    """
    folder: Path = it.data / "expected"
    folder.mkdir()
    reference = fresh_database(f"sqlite:///{folder / 'journal.sqlite3'}")
    restore(reference, folder, it.data / "before.zip", now=NOW)
    writers = {change: device.person for device in it.devices for change in device.acked}
    names = {str(account): name for name, account in it.family.people.items()}
    with reference.transaction() as session:
        session.add_all(Photo(**row.model_dump()) for row in photos)
        for raw in it.world.changes:
            if raw["id"] in writers:
                actor = it.family.actor(session, names[writers[raw["id"]]])
                receive(session, actor, read_change(raw, skew=timedelta(0)), now=NOW)
    digest = verify(reference, folder).digest
    reference.close()
    return digest


def reminders(it: "Soak", moment: datetime) -> tuple[Counter[str], list[tuple[str, str]]]:
    """How those ended that were due by then, and which the journal calls told and nobody got."""
    came = set()
    for request in it.push.requests:
        name = request.target.strip("/")
        try:
            said = json.loads(it.phones[name].decrypt(request.body))
        except http_ece.ECEException:
            continue  # its worker was killed while it was sending
        came.add((name, str(said["notification"]["tag"])))
    with it.family.database.reading() as session:
        where = {
            one.id: one.endpoint.rpartition("/")[2]
            for one in session.exec(select(PushSubscription))
        }
        due = session.exec(select(Occurrence).where(col(Occurrence.due_at) <= moment)).all()
        told = session.exec(select(Delivery).where(Delivery.outcome == "accepted")).all()
        outcomes = Counter(one.outcome or "open" for one in due)
        keys = [(where[one.subscription_id], str(one.occurrence_id)) for one in told]
    return outcomes, [key for key in keys if key not in came]
