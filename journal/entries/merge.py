"""How the changes of one entry add up. The order in which they arrived never matters.

Every change says which changes its writer had seen. A field shows what its latest writer wrote;
when two writers had not seen each other, the one later in a fixed order shows, and both are kept
as a clash until somebody who saw both decides. An edit that had not seen a delete keeps the entry
alive: losing somebody's text is worse than showing it once more.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the entry. `seen` are all changes its writer knew, their ancestors included."""

    id: uuid.UUID
    seen: frozenset[uuid.UUID]
    changed: Mapping[str, Any]
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that several people wrote without seeing each other, latest in order first."""

    field: str
    versions: tuple[tuple[uuid.UUID, Any], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """An entry as its changes make it."""

    fields: Mapping[str, Any]
    deleted: bool
    clashes: tuple[Clash, ...]

    def clashes_of(self, change_id: uuid.UUID) -> tuple[Clash, ...]:
        """The clashes this change is part of."""
        return tuple(
            clash for clash in self.clashes if any(change_id == by for by, _ in clash.versions)
        )


def merge(edits: Iterable[Edit]) -> Merged:
    """Return the entry that these changes make, the same for every order of `edits`."""
    ordered = _in_order(edits)
    fields: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name in sorted({name for edit in ordered for name in edit.changed}):
        heads = _heads([edit for edit in ordered if name in edit.changed])
        if (value := heads[-1].changed[name]) is not None:
            fields[name] = value
        if any(head.changed[name] != heads[-1].changed[name] for head in heads):
            versions = tuple((head.id, head.changed[name]) for head in reversed(heads))
            clashes.append(Clash(name, versions))
    heads = _heads(ordered)
    deleted = bool(heads) and all(head.deletes for head in heads)
    if any(head.deletes for head in heads) and not deleted:
        versions = tuple((head.id, head.deletes) for head in reversed(heads))
        clashes.append(Clash(DELETED, versions))
    return Merged(fields, deleted, tuple(clashes))


def _heads(edits: list[Edit]) -> list[Edit]:
    """The edits that none of the others had seen."""
    seen = frozenset().union(*(edit.seen for edit in edits)) if edits else frozenset()
    return [edit for edit in edits if edit.id not in seen]


def _in_order(edits: Iterable[Edit]) -> list[Edit]:
    """What was seen before what saw it; ties by id, which on good clocks is by time."""
    waiting = {edit.id: edit for edit in edits}
    ordered: list[Edit] = []
    while waiting:
        ready = min(edit.id for edit in waiting.values() if not (edit.seen & waiting.keys()))
        ordered.append(waiting.pop(ready))
    return ordered
