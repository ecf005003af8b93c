"""What holds after any program of three phones, once all have synced (hazards.md 2.1, I1-I4)."""

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlmodel import Session, col, select

from journal.clock import now
from journal.entries.alerts import open_alerts
from journal.entries.change import following
from journal.entries.edits import edits_of
from journal.entries.merge import merge
from journal.entries.quarantine import receive
from journal.exchange.verify import verify
from journal.records.database import Database
from journal.records.entries import Change, Entry, Quarantine, Revision, Status
from journal.records.kinds.dose import DoseRow
from journal.web.log.readings import read_form
from journal.web.sync_body import read_change
from tests.family import Family
from tests.faults.invariants import check
from tests.support.line import Home
from tests.support.phone import Phone


def broken_promises(home: Home, phones: Collection[Phone], *, restored: bool) -> list[str]:
    """One sentence for each promise that was broken.

    restored  a backup was brought back: the order of arrival is another one than before
    """
    family = home.family
    with family.database.reading() as session:
        stands = set(map(str, session.exec(select(Revision.change_id))))
        waits = set(
            map(str, session.exec(select(Change.id).where(Change.status == Status.WAITING)))
        )
        refused = {(str(row.change_id), str(row.by)) for row in session.exec(select(Quarantine))}
        broken = [
            *_lost(phones, stands | waits if restored else stands, refused),
            *_foreign(session, phones),
            *_silent(session, family),
            *_differing(session, phones, family),
        ]
    digest = "" if restored else _digest_once(home)
    found = check(family.database, home.folder, (), digest)
    broken += [f"I2, written twice: {text}" for text in found.twice]
    broken += [f"I2, counted wrong: {text}" for text in found.counted]
    broken += [f"I4: {text}" for text in found.faults]
    if found.differs and not restored:
        broken.append("I3: it is not what the same changes make, each written once")
    return broken


def _lost(
    phones: Collection[Phone], kept: Collection[str], refused: Collection[tuple[str, str]]
) -> Iterator[str]:
    """I1: what a phone calls saved is in the journal, or on the list of its author."""
    for phone in phones:
        for change in phone.outbox.values():
            if change["state"] != "settled":
                yield f"I1: {phone.name} still holds {change}"
            elif change["id"] not in kept and (change["id"], phone.person) not in refused:
                yield f"I1: lost, though {phone.name} was told it is saved: {change}"


def _foreign(session: Session, phones: Collection[Phone]) -> Iterator[str]:
    """I2: the journal has no entry that no phone has made."""
    made = {uuid.UUID(entry) for phone in phones for entry in phone.made}
    made |= {following(entry, "1") for entry in made}
    for entry in session.exec(select(Entry.id)):
        if entry not in made:
            yield f"I2: nobody made entry {entry}"


def _silent(session: Session, family: Family) -> Iterator[str]:
    """I3: two versions of a field, and two doses of one time, are asked about."""
    alerts = open_alerts(session, [family.nora])
    asked = {alert.key for alert in alerts}
    for entry in session.exec(select(Entry)):
        clashes = merge(edits_of(session, entry.id)).clashes
        if bool(clashes) != (f"conflict:{entry.id}" in asked):
            yield f"I3: {entry.id} has {len(clashes)} fields in two versions; asked: {asked}"
    together: dict[tuple[object, ...], set[str]] = defaultdict(set)
    query = select(DoseRow).join(Entry, col(Entry.id) == col(DoseRow.entry_id))
    for dose in session.exec(query.where(col(Entry.deleted).is_(False))):
        if not dose.again:
            together[dose.medicine, dose.slot].add(str(dose.entry_id))
    questioned = {entry for alert in alerts for entry in alert.entries}
    for (_, slot), doses in together.items():
        if len(doses) > 1 and doses - questioned:
            yield f"I3: {len(doses)} doses of {slot}, and nobody is asked about {doses}"


def _differing(session: Session, phones: Collection[Phone], family: Family) -> Iterator[str]:
    """I3: every phone shows what the journal holds, a stranger's nothing."""
    rows = session.exec(
        select(Entry.id, Entry.revision, Revision.fields)
        .join(Revision, (Revision.entry_id == Entry.id) & (Revision.number == Entry.revision))
        .where(col(Entry.deleted).is_(False))
    )
    truth = {str(id_): (revision, fields) for id_, revision, fields in rows}
    for phone in phones:
        shown = {
            key: (entry["revision"], entry["fields"])
            for key, entry in phone.entries.items()
            if not entry["deleted"]
        }
        if shown != ({} if phone.name == "eve" else truth):
            yield f"I3: {phone.name} shows {json.dumps(shown)}, not {json.dumps(truth)}"


def _digest_once(home: Home) -> str:
    """The digest of a journal in which each change was written once, as it first arrived."""
    file = home.folder / "once.sqlite3"
    file.write_bytes(home.first)
    once = replace(home.family, database=Database(f"sqlite:///{file}"))
    names = {str(account): name for name, account in once.people.items()}
    with home.app.test_request_context(), once.database.transaction() as session:
        for one in home.order:
            actor = once.actor(session, names[one.person], device=uuid.UUID(one.device))
            change = read_change(one.change, skew=one.skew)
            ask = one.change.get("ask") is True
            receive(session, actor, change, now=now(), ask=ask, read=read_form)
    digest = verify(once.database, home.folder).digest
    once.database.close()
    return digest
