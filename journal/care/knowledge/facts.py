"""Reads a knowledge file and refuses every figure or code that does not say where it is from."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

NO_SOURCE = "none"
# The one written in C, where the package has it, reads our files in an eighth of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class KnowledgeError(ValueError):
    """A knowledge file is wrong: a fact has no source, or something is missing or unknown."""


class Confidence(StrEnum):
    """How a fact was found: read in a source, known by heart, or some of both."""

    VERIFIED = "verified-in-search"
    MIXED = "mixed"
    FROM_MEMORY = "from-memory"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact is from; url is None when it is not on a public page."""

    id: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A word of a closed set with the label people read."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code or a choice together with its sources and how sure it is."""

    code: str
    name: str
    sources: tuple[Source, ...]
    confidence: Confidence

    @property
    def may_be_default(self) -> bool:
        """Say whether it may be offered as a start; else the family types its clinic's."""
        return self.confidence is Confidence.VERIFIED


@dataclass(frozen=True, slots=True)
class Entry:
    """One mapping of a knowledge file, read field by field; its errors name the place."""

    place: str
    data: Mapping[str, object]
    sources: Mapping[str, Source]

    def text(self, key: str) -> str:
        text = self.find_text(key)
        if text is None:
            raise KnowledgeError(f"{self.place}: {key} is missing")
        return text

    def find_text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is not None and not (isinstance(value, str) and value.strip()):
            raise KnowledgeError(f"{self.place}: {key} is not a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise KnowledgeError(f"{self.place}: {key} is not a list of texts")
        return tuple(value)

    def text_by(self, key: str) -> Mapping[str, str]:
        part = self.part(key)
        return {name: part.text(name) for name in part.data}

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise KnowledgeError(f"{self.place}: {key} is not true or false")
        return value

    def choice(self, key: str, known: Container[str]) -> str:
        value = self.text(key)
        if value not in known:
            raise KnowledgeError(f"{self.place}: {key} {value} is not known")
        return value

    def find_part(self, key: str) -> "Entry | None":
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise KnowledgeError(f"{self.place}: {key} is not a mapping")
        return Entry(f"{self.place}.{key}", value, self.sources)

    def part(self, key: str) -> "Entry":
        part = self.find_part(key)
        if part is None:
            raise KnowledgeError(f"{self.place}: {key} is missing")
        return part

    def rows(self, key: str) -> "list[Entry]":
        """Return the mappings of a list, none when there is no such list."""
        rows = self.data.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise KnowledgeError(f"{self.place}: {key} is not a list of mappings")
        return [Entry(f"{self.place}.{key}[{n}]", row, self.sources) for n, row in enumerate(rows)]

    def sourced_part(self, key: str) -> "Entry | None":
        """Return a part that must say where it is from, or None when there is no such part."""
        part = self.find_part(key)
        if part is not None:
            part.from_sources()
        return part

    def code(self, key: str) -> Code | None:
        part = self.find_part(key)
        return None if part is None else part.as_code(part.text("code"), part.text("name"))

    def as_code(self, code: str, name: str | None = None) -> Code:
        return Code(code, name or code, self.from_sources(), self.confidence())

    def confidence(self) -> Confidence:
        value = self.text("confidence")
        if value not in list(Confidence):
            raise KnowledgeError(f"{self.place}: confidence {value} is not known")
        return Confidence(value)

    def from_sources(self) -> tuple[Source, ...]:
        """Return its sources; raise when one is missing or unknown, or claims too much."""
        written = self.data.get("source")
        ids = [written] if isinstance(written, str) else written
        if not isinstance(ids, list) or not ids:
            raise KnowledgeError(f"{self.place}: a fact without source")
        unknown = [id_ for id_ in ids if id_ != NO_SOURCE and id_ not in self.sources]
        if unknown:
            raise KnowledgeError(f"{self.place}: source {unknown[0]} is not listed")
        if ids == [NO_SOURCE] and self.confidence() is not Confidence.FROM_MEMORY:
            raise KnowledgeError(f"{self.place}: what has no source is from memory")
        return tuple(self.sources[id_] for id_ in ids if id_ != NO_SOURCE)


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """A knowledge file with its sources read and its ids found to be unique."""

    name: str
    data: Mapping[str, object]
    sources: Mapping[str, Source]

    def named(self, table: str) -> Mapping[str, Named]:
        return {
            entry.text("id"): Named(entry.text("id"), entry.text("label"))
            for entry in _table(self.name, self.data, table, self.sources)
        }

    def entries(self, table: str) -> list[Entry]:
        rows = self.data.get(table)
        if not isinstance(rows, list) or not rows:
            raise KnowledgeError(f"{self.name}: {table} is not a list")
        entries = [
            Entry(f"{self.name}: {table}[{n}]", row, self.sources) for n, row in enumerate(rows)
        ]
        ids = [entry.text("id") for entry in entries]
        twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
        if twice:
            raise KnowledgeError(f"{self.name}: {twice[0]} stands here twice")
        return entries


def read_text(name: str, text: str) -> KnowledgeFile:
    """Return a knowledge file from its YAML. Raises KnowledgeError."""
    data = yaml.load(text, Loader=LOADER)  # noqa: S506, which does not know CSafeLoader
    if not isinstance(data, Mapping):
        raise KnowledgeError(f"{name}: not a mapping")
    listed = _table(name, data, "sources", {})
    sources = {
        entry.text("id"): Source(entry.text("id"), entry.text("title"), entry.find_text("url"))
        for entry in listed
    }
    return KnowledgeFile(name, data, sources)


@cache
def read_file(path: Path) -> KnowledgeFile:
    """Return a knowledge file. Raises KnowledgeError."""
    return read_text(path.name, path.read_text(encoding="utf-8"))


def _table(
    name: str, data: Mapping[str, object], table: str, sources: Mapping[str, Source]
) -> Iterator[Entry]:
    rows = data.get(table) or {}
    if not isinstance(rows, Mapping):
        raise KnowledgeError(f"{name}: {table} is not a mapping")
    for id_, row in rows.items():
        if not isinstance(row, Mapping):
            raise KnowledgeError(f"{name}: {table}.{id_} is not a mapping")
        yield Entry(f"{name}: {table}.{id_}", {"id": id_, **row}, sources)
