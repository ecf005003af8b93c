"""A page that was kept for a visit is read back as the very same value, whatever stands on it."""

import json
import types
import typing
import uuid
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from journal.records.children import Child
from journal.summary.around import Value
from journal.summary.brought import Brought, keep, read
from journal.summary.canonical import code
from journal.summary.gather import gather
from journal.summary.page import Medicine, Page
from journal.summary.rows import limited
from journal.summary.wishes import Second, Wishes
from tests.family import fresh_family
from tests.summary.course import TO as LAST
from tests.summary.course import rich
from tests.summary.families import TO, names_of, write

ALL = Wishes(second=frozenset(Second), lines=("She limps",), struck=frozenset({"school"}))
PLAIN: Mapping[Any, Any] = {
    str: "Zoë",
    int: 3,
    bool: True,
    date: date(2026, 11, 20),
    datetime: datetime(2026, 11, 20, 8, tzinfo=UTC),
    Decimal: Decimal("0.50"),
    uuid.UUID: uuid.UUID(int=7),
    object: "08:00",
}
VALUES: Mapping[str, Value] = {"day": date(2026, 2, 1), "dose": Decimal("1.50"), "name": "MMR"}


def again(brought: Brought) -> Any:
    """As the database gives it back."""
    return read(json.loads(json.dumps(keep(brought))))


def made_up(kind: Any, depth: int = 0) -> Any:
    """Something of this type in which every field is filled in."""
    parts = [each for each in typing.get_args(kind) if each is not types.NoneType]
    origin = typing.get_origin(kind)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        names = [each.name for each in fields(kind) if hints[each.name] != Medicine | None]
        return typing.cast(Any, kind)(**{name: made_up(hints[name]) for name in names})
    if origin is tuple:
        return (made_up(parts[0]), made_up(parts[0]))
    if origin in (typing.Union, types.UnionType):
        assert len(parts) == 1, kind
        return made_up(parts[0])
    if origin is not None:
        return VALUES if Decimal in typing.get_args(parts[1]) else {"every": "day", "times": ["8"]}
    if issubclass(kind, Enum):
        return next(iter(kind))
    return PLAIN[kind]


def test_every_field_that_a_page_has_is_kept_with_its_type() -> None:
    page = made_up(Page)
    (first, *_more) = page.medicines
    whole = replace(page, medicines=(replace(first, coming=first),))
    found = again(Brought(on=LAST, page=whole)).page
    assert found == whole
    assert repr(found) == repr(whole)


@pytest.mark.parametrize("number", range(0, 50, 10))
def test_page_of_a_made_up_family_comes_back_whole(tmp_path: Path, number: int) -> None:
    family = fresh_family(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    made = write(family, number, names_of(None))
    with family.database.reading() as session:
        child = session.get_one(Child, family.nora)
        page = gather(session, child, made.from_on, TO, now=made.now, wishes=ALL)
    family.database.close()
    assert again(Brought(on=TO, page=page)) == Brought(on=TO, page=page)


def test_h24_code_of_a_page_that_was_kept_is_the_one_on_its_paper() -> None:
    listed = limited("Everything", ["one", "two", "three"], 2)
    found = again(Brought(on=LAST, page=rich(), listed=listed))
    assert found.page == rich()
    assert code(found.page) == code(rich())
    assert (found.listed, found.listed.more.number) == (listed, 1)


def test_page_of_another_version_is_read_as_far_as_it_goes_or_not_at_all() -> None:
    kept = keep(Brought(on=LAST, page=rich()))
    assert read({**kept, "page": {**kept["page"], "horoscope": "fair"}}) is not None
    less = {name: value for name, value in kept["page"].items() if name != "since"}
    found = read({**kept, "page": less})
    assert found is not None
    assert found.page == replace(rich(), since=())
    assert read({**kept, "page": {"made_at": "yesterday"}}) is None
    assert read(None) is None
