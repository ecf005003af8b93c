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
from typing import Any, cast

import pytest

from journal.records.children import Child
from journal.summary.around import Value
from journal.summary.brought import Brought, keep, read
from journal.summary.canonical import _plain, _short, code
from journal.summary.gather import gather
from journal.summary.page import Medicine, Page
from journal.summary.rows import limited
from journal.summary.wishes import Second, Wishes
from tests.family import fresh_family
from tests.summary.course import TO as LAST
from tests.summary.course import rich
from tests.summary.families import TO, names_of, write

BROUGHT = Path(__file__).with_name("page_brought.json")
AT_HOME = {"made_at", "visits"}
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


def test_h24_page_that_was_brought_keeps_its_code_in_every_later_edition() -> None:
    """The file is what was kept on 23 Nov 2026, D0E1-95 stands on its paper: never change them."""
    found = read(json.loads(BROUGHT.read_text(encoding="utf-8")))
    assert found is not None
    assert code(found.page) == "D0E1-95"
    assert code(replace(found.page, notes=found.page.notes + 1)) != "D0E1-95"


def test_h24_what_pages_learned_to_say_later_is_not_in_the_code_of_an_older_one() -> None:
    """As if pages had learned of visits, and medicines of their reasons, after it was brought."""
    kept = keep(Brought(on=LAST, page=rich(visits=())))
    del kept["page"]["visits"]
    for medicine in kept["page"]["medicines"]:
        del medicine["strength"]
    older = read(kept)
    assert older is not None
    assert older.page.could_say
    later = replace(older.page, could_say=())
    assert code(older.page) != code(later)
    without = {name: value for name, value in _plain(later).items() if name not in AT_HOME}
    without["medicines"] = [
        {name: value for name, value in one.items() if name != "strength"}
        for one in cast(list[dict[str, object]], without["medicines"])
    ]
    assert code(older.page) == _short(without)
    # What the family left out since is not in it, and nothing that came later is either.
    less = replace(older.page, notes=0, left_out=1)
    assert code(less) == _short({**without, "notes": 0, "left_out": 1})


def test_page_of_another_version_is_read_as_far_as_it_goes_or_not_at_all() -> None:
    kept = keep(Brought(on=LAST, page=rich()))
    assert read({**kept, "page": {**kept["page"], "horoscope": "fair"}}) is not None
    less = {name: value for name, value in kept["page"].items() if name != "since"}
    found = read({**kept, "page": less})
    assert found is not None
    assert found.page == replace(rich(), since=())
    assert read({**kept, "page": {"made_at": "yesterday"}}) is None
    assert read(None) is None
