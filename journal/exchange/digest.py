"""One number for a whole journal: equal digests mean equal journals.

It covers people, plans, entries and revisions, and nothing that differs between two machines that
know the same: no order of arrival (revision numbers, counters, receipt times), no deliveries, no
sessions, no open questions, no passphrases. A revision counts as its change's id, writer, moment,
zone, fields, and the changes its writer had seen.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping

from sqlmodel import Session

from journal.entries.merge import Edit, Merged
from journal.exchange.rows import canonical, read_rows
from journal.records.entries import Entry, Revision
from journal.records.tables import METADATA

PEOPLE_AND_PLANS: Mapping[str, frozenset[str]] = {
    "household": frozenset({"seq"}),
    "account": frozenset({"passphrase_hash"}),
    "membership": frozenset(),
    "child": frozenset(),
    "team_member": frozenset(),
    "medicine": frozenset(),
    "dose_plan": frozenset(),
    "medicine_turn": frozenset(),
    "supply": frozenset(),
    "appointment": frozenset(),
    "own_reminder": frozenset(),
    # What the server made of it depends on the server; what was sent does not.
    "photo": frozenset({"created_at", "digest", "bytes", "width", "height"}),
}


# Per table the columns that count; None counts all there are.
Known = Mapping[str, frozenset[str]] | None


class Digest:
    """SHA-256 over canonical lines, fed table by table and entry by entry in the order of ids."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add_people_and_plans(self, session: Session, known: Known = None) -> None:
        """Feed every table but the entries', without the columns that arrival decides.

        known  the columns of an older schema: what a migration added since does not count
        """
        for name, left_out in PEOPLE_AND_PLANS.items():
            table = METADATA.tables[name]
            counted = table.c.keys() if known is None else known.get(name, frozenset())
            for row in read_rows(session, table):
                self._add(name, {key: row[key] for key in (row.keys() & counted) - left_out})

    def add_entry(
        self,
        entry: Entry,
        merged: Merged,
        revisions: Iterable[tuple[Revision, Edit]],
        zones: Mapping[uuid.UUID, str],
    ) -> None:
        """Feed one entry with its revisions, in whatever order they were applied."""
        changes = [
            {
                "id": str(edit.id),
                "by": str(revision.by),
                "made_at": revision.made_at.isoformat(timespec="microseconds"),
                "zone": zones.get(edit.id),
                "changed": dict(edit.changed),
                "deletes": edit.deletes,
                "seen": sorted(str(seen) for seen in edit.seen),
            }
            for revision, edit in revisions
        ]
        self._add(
            "entry",
            {
                "id": str(entry.id),
                "child": str(entry.child_id),
                "kind": entry.kind.value,
                "fields": dict(merged.fields),
                "deleted": merged.deleted,
                "changes": sorted(changes, key=lambda change: str(change["id"])),
            },
        )

    def _add(self, name: str, content: Mapping[str, object]) -> None:
        self._hash.update(f"{name} {canonical(content)}\n".encode())

    def hexdigest(self) -> str:
        """The digest so far."""
        return self._hash.hexdigest()
