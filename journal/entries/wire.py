"""Entries as JSON, the same for phones, for programs and in every file that leaves the house."""

from typing import Any

from journal.entries.reading import Shown


def entry_json(shown: Shown) -> dict[str, Any]:
    """An entry as sync and the timeline tell it."""
    return {
        "entry": str(shown.id),
        "child": str(shown.child_id),
        "kind": shown.kind.value,
        "revision": shown.revision,
        "deleted": shown.deleted,
        "by": shown.by,
        "changed_by": shown.changed_by,
        "changed_at": shown.changed_at.isoformat(),
        "zone": shown.zone,
        "fields": dict(shown.fields),
    }
