"""One number for a whole journal: equal digests mean equal journals.

It covers people, plans, choices, entries and revisions: everything that a family typed. And
nothing that differs between two machines that know the same: no order of arrival (revision numbers,
counters, receipt times), no deliveries, no sessions, no open questions, no passphrases, nothing of
how often a link was opened, and no acts, which have a chain of their own. A revision counts as its
change's id, writer, moment, zone, fields, and the changes its writer had seen.
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
    "child_role": frozenset(),
    "joiner": frozenset(),
    "parting": frozenset(),
    "lab_rule": frozenset(),
    "clinic_figure": frozenset(),
    "infusion_plan": frozenset(),
    "vaccine_wish": frozenset(),
    "household_vaccine": frozenset(),
    "preparation": frozenset(),
    "questionnaire": frozenset(),
    "kind_choice": frozenset(),
    "person_choice": frozenset(),
    "quiet_hours": frozenset(),
    "even_then": frozenset(),
    "share": frozenset({"tries", "opens", "last_opened_at", "last_recipient"}),
    "erasure": frozenset(),
}
# What backups counted that do not say what they counted: those before 23 Nov 2026.
COUNTED_FIRST = frozenset(
    {
        "household", "account", "membership", "child", "team_member", "medicine", "dose_plan",
        "medicine_turn", "supply", "appointment", "own_reminder", "photo",
    }
)  # fmt: skip


# Per table the columns that count; None counts all there are.
Known = Mapping[str, frozenset[str]] | None


class Digest:
    """SHA-256 over canonical lines, fed table by table and entry by entry in the order of ids."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add_people_and_plans(self, session: Session, known: Known = None) -> None:
        """Feed every table but the entries', without the columns that arrival decides.

        known  the columns of an older schema: what a migration added since does not count, and
               no table that is not in it
        """
        for name, left_out in PEOPLE_AND_PLANS.items():
            if known is not None and name not in known:
                continue
            table = METADATA.tables[name]
            counted = frozenset(table.c.keys()) if known is None else known[name]
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


def counted_by(manifest: Mapping[str, object], columns: Known) -> Known:
    """What the digest of a backup's manifest covers. Raises ValueError when that is unknown here.

    columns  of the schema it was made with; None: today's
    """
    said = manifest.get("counted")
    if said is not None and not (isinstance(said, list) and PEOPLE_AND_PLANS.keys() >= set(said)):
        raise ValueError("counted")
    names = COUNTED_FIRST if said is None else frozenset(said)
    if columns is None:
        columns = {name: frozenset(METADATA.tables[name].c.keys()) for name in PEOPLE_AND_PLANS}
    return {name: columns[name] for name in names if name in columns}
